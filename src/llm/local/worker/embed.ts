import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { ReadyInfo, StartOptions } from "../protocol.ts";
import { loadPipeline } from "../model/load_pipeline.ts";
import { contextOf } from "../model/model_folder.ts";

/** Texts computed together at most; their padded length counts too. */
const BATCH_TEXTS = 16;
const BATCH_CHARS = 16_384;

/** A loaded encoder. */
export interface Encoder {
  readonly info: ReadyInfo;
  /**
   * One vector per text: the last hidden state of the first token, not normalised
   * (docs/spec/domain.md#52-relevance).
   */
  embed(texts: string[], isAborted: () => boolean): Promise<Float32Array[]>;
}

/**
 * Groups texts of similar length, so that little is computed for padding.
 * @returns indices into `texts`
 */
export function groupByLength(
  texts: readonly string[],
  maxTexts = BATCH_TEXTS,
  maxChars = BATCH_CHARS,
): number[][] {
  const order = texts.map((_, i) => i).sort((a, b) => texts[a]!.length - texts[b]!.length || a - b);
  const groups: number[][] = [];
  for (const index of order) {
    const group = groups[groups.length - 1];
    const fits = group && group.length < maxTexts && (group.length + 1) * texts[index]!.length <= maxChars;
    if (fits) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/**
 * Loads an embedding model through the library's feature-extraction pipeline.
 * @throws LlmError `not_found`, `bad_model`, `device`
 */
export async function loadEncoder(options: StartOptions): Promise<Encoder> {
  const { pipeline: extract, folder, device, notes } = await loadPipeline("feature-extraction", options);
  // A model of another kind loads as well; only its output tells.
  const noVectors = (why: string, cause?: unknown) =>
    new LlmError("bad_model", `the model in ${folder.dir} makes no vectors of texts: ${why}`, {
      hint: "name an embedding model (feature extraction), not one that writes text",
      cause,
    });
  const trial = await extract(["a", "two texts of different length"], { pooling: "cls", normalize: false })
    .catch((cause) => {
      throw noVectors(errorText(cause), cause);
    });
  const { vocab_size, hidden_size } = folder.config;
  if (trial.dims[1] === vocab_size && vocab_size !== hidden_size) {
    throw noVectors("it rates the next word");
  }
  return {
    info: {
      model: options.name,
      device: device.name,
      contextTokens: contextOf(folder.config),
      parallel: 1,
      notes,
    },
    async embed(texts, isAborted) {
      const vectors: Float32Array[] = [];
      for (const group of groupByLength(texts)) {
        if (isAborted()) throw new LlmError("failed", "nobody waits for these vectors any more");
        const out = await extract(group.map((index) => texts[index]!), { pooling: "cls", normalize: false });
        const width = out.dims[1]!;
        const data = out.data as Float32Array;
        group.forEach((index, i) => vectors[index] = data.slice(i * width, (i + 1) * width));
      }
      return vectors;
    },
  };
}
