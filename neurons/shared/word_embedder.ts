import type { Embedder } from "../../src/llm/mod.ts";

/** Width of the vectors: wide enough that two words seldom meet. */
const WIDTH = 2048;

/**
 * Stands in for the embedding model, so that `relevance` takes part without a download: counted words, hashed into a
 * vector. Texts with the same words are alike, whatever their order; synonyms are not.
 */
export function wordEmbedder(): Embedder {
  return {
    model: "counted words",
    embed: (texts) => Promise.resolve(texts.map(embedOne)),
    close: () => Promise.resolve(),
  };
}

function embedOne(text: string): Float32Array {
  const vector = new Float32Array(WIDTH);
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    let hash = 2166136261;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16777619) >>> 0;
    // Long words say more about a text than "the".
    vector[hash % WIDTH]! += Math.min(word.length, 8);
  }
  return vector;
}
