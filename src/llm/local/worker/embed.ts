import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { ReadyInfo, StartOptions } from "../protocol.ts";
import { cosine, keepLastSpecial, poolingOf } from "../model/pooling.ts";
import { loadPipeline } from "../model/load_pipeline.ts";
import { contextOf } from "../model/model_folder.ts";

/** Texts computed together at most; their padded length counts too. */
const BATCH_TEXTS = 16;
const BATCH_CHARS = 16_384;

/** Embedded at load beside the empty text, to learn what the model is like. */
const TRIAL_TEXT = "The tide rises and falls twice a day because of the pull of the moon.";

/** A loaded encoder. */
export interface Encoder {
  readonly info: ReadyInfo;
  /** One vector per text: the pooled last hidden state, not normalized (docs/spec/domain.md#52-relevance). */
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

/** Other texts of a batch may turn a vector by so much: `1 - cosine`. */
const NEIGHBOR_TOLERANCE = 1e-4;
/** A text as near as this to the empty text means that all texts look alike to the model. */
const BASELINE_COSINE = 0.6;

/**
 * Loads an embedding model through the library's feature-extraction pipeline.
 * @throws LlmError `not_found`, `bad_model`, `device`
 */
export async function loadEncoder(options: StartOptions): Promise<Encoder> {
  const { pipeline: extract, folder, device, notes } = await loadPipeline("feature-extraction", options);
  const { pooling, known } = await poolingOf(folder.dir);
  extract.tokenizer = keepLastSpecial(extract.tokenizer);
  notes.push(`weights: ${folder.file} (${folder.dtype})`, `pooling: ${pooling}${known ? "" : " (default)"}`);
  const vectorsOf = async (texts: string[]): Promise<Float32Array[]> => {
    const out = await extract(texts, { pooling, normalize: false });
    const width = out.dims[1]!;
    const data = out.data as Float32Array;
    return texts.map((_, i) => data.slice(i * width, (i + 1) * width));
  };
  // A model of another kind loads as well; only its output tells.
  const noVectors = (why: string, cause?: unknown) =>
    new LlmError("bad_model", `the model in ${folder.dir} is not an embedding model: ${why}`, {
      hint: "name a model for feature extraction, not one that generates text",
      cause,
    });
  const [text, empty] = await vectorsOf([TRIAL_TEXT, ""]).catch((cause) => {
    throw noVectors(errorText(cause), cause);
  });
  const { vocab_size, hidden_size } = folder.config;
  if (text!.length === vocab_size && vocab_size !== hidden_size) throw noVectors("it rates the next word");
  const [alone] = await vectorsOf([TRIAL_TEXT]);
  const single = 1 - cosine(text!, alone!) > NEIGHBOR_TOLERANCE;
  const warnings: string[] = [];
  if (single) {
    warnings.push(
      `${folder.file}: texts are embedded one at a time, because the other texts of a batch change a vector in ` +
        "this export; use --neuron.dtype fp32",
    );
  }
  const baseline = cosine(text!, empty!);
  if (baseline > BASELINE_COSINE) {
    warnings.push(
      `${folder.dir}: a text and the empty text have the cosine ${
        baseline.toFixed(2)
      }, so relevance tells little; ` +
        (known ? "use another embedding model" : "add the 1_Pooling/config.json of the model's repository"),
    );
  }
  return {
    info: {
      model: options.name,
      device: device.name,
      contextTokens: contextOf(folder.config),
      parallel: 1,
      notes,
      warnings,
    },
    async embed(texts, isAborted) {
      const vectors: Float32Array[] = [];
      for (const group of groupByLength(texts, single ? 1 : BATCH_TEXTS)) {
        if (isAborted()) throw new LlmError("failed", "request was aborted");
        const made = await vectorsOf(group.map((index) => texts[index]!));
        group.forEach((index, i) => vectors[index] = made[i]!);
      }
      return vectors;
    },
  };
}
