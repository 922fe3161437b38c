import type { Embedder } from "../../src/llm/mod.ts";

/** Numbers of a vector; the last one is the same for every text, so that the empty text has a direction too. */
const WIDTH = 96;

/** FNV-1a of a word. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

/** Counts of words by hash: no meaning, but equal texts are equal and texts with common words are near. */
export function wordVector(text: string): Float32Array {
  const vector = new Float32Array(WIDTH);
  vector[WIDTH - 1] = 1;
  for (const word of text.match(/[^ \t\n\r]+/g) ?? []) vector[hash(word) % (WIDTH - 1)]! += 1;
  return vector;
}

/** An embedder without a model, for tests: deterministic and fast. */
export function wordEmbedder(): Embedder {
  return {
    model: "words",
    embed: (texts) => Promise.resolve(texts.map(wordVector)),
    close: () => Promise.resolve(),
  };
}
