import { abortReason } from "../src/base/mod.ts";
import type { Embedder } from "../src/llm/mod.ts";
import { RewardError } from "./errors.ts";
import { unitScore } from "./score_each.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** Texts given to the embedder in one call. */
const BATCH = 32;
/** UTF-16 units of a text that are embedded: the model reads 512 tokens, far less than this. */
export const MAX_EMBED_LENGTH = 8192;

/**
 * Cosine of two vectors, with the guard of torch against short ones.
 * @returns 0 when lengths differ or a number is not finite
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! * a[i]!;
    squareB += b[i]! * b[i]!;
  }
  const value = dot / (Math.max(Math.sqrt(squareA), 1e-8) * Math.max(Math.sqrt(squareB), 1e-8));
  return Number.isFinite(value) ? value : 0;
}

/**
 * Similarity of meaning (docs/spec/domain.md#52-relevance): cos(E(ref), E(c)) − cos(E(ref), E("")), clipped
 * to [0, 1]. Empty completions get 0, and so does everybody when the reference is empty.
 * @throws RewardError `missing_model` without an embedder
 */
export function createRelevance(_params: RewardParams, modules: RewardModules): RewardModel {
  const { embedder } = modules;
  if (!embedder) {
    throw new RewardError("missing_model", "relevance needs an embedding model, and none is loaded", {
      hint: "sn1 models pull",
      data: { model: "relevance" },
    });
  }
  let emptyText: Promise<Float32Array> | null = null;
  return {
    name: "relevance",
    async score(input, signal) {
      if (input.reference === "") return input.responses.map(() => 0);
      // The vector of the empty text never changes; a failed attempt is not kept.
      emptyText ??= embedOne(embedder, "", signal);
      emptyText.catch(() => emptyText = null);
      const reference = await embedOne(embedder, clip(input.reference), signal);
      const baseline = cosine(reference, await emptyText);
      const texts = [
        ...new Set(input.responses.map((r) => clip(r.completion)).filter((text) => text !== "")),
      ];
      const vectors = await embedAll(embedder, texts, signal);
      const score = (text: string) => {
        const vector = vectors.get(text);
        return vector ? unitScore(cosine(reference, vector) - baseline) : 0;
      };
      return input.responses.map((response) => score(clip(response.completion)));
    },
  };
}

/** The rule in words, for `sn1 explain`. */
createRelevance.rule = (): string =>
  "similar meaning: cosine of the embeddings, minus that of the empty text";

function clip(text: string): string {
  return text.slice(0, MAX_EMBED_LENGTH);
}

async function embedOne(embedder: Embedder, text: string, signal?: AbortSignal): Promise<Float32Array> {
  try {
    const [vector] = await embedder.embed([text], signal);
    if (!vector) throw new Error("no vector came back");
    return vector;
  } catch (error) {
    throw broken(error, signal);
  }
}

/** Vectors by text. A batch that fails is repeated one by one, and a text that fails then is left out. */
async function embedAll(
  embedder: Embedder,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  let failure: unknown = null;
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    try {
      const found = await embedder.embed(batch, signal);
      batch.forEach((text, i) => found[i] && vectors.set(text, found[i]));
    } catch {
      for (const text of batch) {
        if (signal?.aborted) throw abortReason(signal);
        try {
          vectors.set(text, await embedOne(embedder, text, signal));
        } catch (error) {
          failure = error;
        }
      }
    }
  }
  // Nothing at all could be embedded: that is the embedder's fault, and miners must not pay for it.
  if (texts.length > 0 && vectors.size === 0) throw broken(failure, signal);
  return vectors;
}

function broken(cause: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) return abortReason(signal);
  if (cause instanceof RewardError) return cause;
  return new RewardError("failed", "the embedding model did not answer", {
    cause,
    data: { model: "relevance" },
  });
}
