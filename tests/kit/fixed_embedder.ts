import type { Embedder } from "../../src/llm/mod.ts";

/**
 * An embedder whose relevance scores are known beforehand: the reference lies on the first axis and every text at
 * the cosine that gives it its score. The reference itself has cosine 1, so the empty text lies at 1 − its score.
 */
export function fixedEmbedder(reference: string, scores: ReadonlyMap<string, number>): Embedder {
  const baseline = scores.has(reference) ? 1 - scores.get(reference)! : 0;
  const cosine = (text: string) => text === reference ? 1 : baseline + (scores.get(text) ?? 0);
  return {
    model: "fixed",
    embed: (texts) =>
      Promise.resolve(texts.map((text) => {
        const c = text === "" ? baseline : cosine(text);
        return Float32Array.of(c, Math.sqrt(1 - c * c), 0);
      })),
    close: () => Promise.resolve(),
  };
}
