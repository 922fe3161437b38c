import { pySplit } from "../src/text/mod.ts";

/**
 * Words of each text that are compared; the original has no limit and dies on long texts
 * (docs/spec/domain.md#defect-2).
 */
export const MAX_ROUGE_WORDS = 2000;

/**
 * Sentences and words as the Python package `rouge` 1.0.1 makes them (docs/spec/domain.md#51-rouge): cut at
 * every full stop, empty pieces dropped, blanks collapsed. A piece of blanks is a sentence with one empty
 * word. Nothing is lower-cased and punctuation stays glued to its word.
 * @returns at most {@link MAX_ROUGE_WORDS} words
 */
export function rougeSentences(text: string): string[][] {
  const sentences: string[][] = [];
  let left = MAX_ROUGE_WORDS;
  for (const piece of text.split(".")) {
    if (piece.length === 0) continue;
    if (left <= 0) break;
    const words = pySplit(piece).slice(0, left);
    if (words.length === 0) words.push("");
    left -= words.length;
    sentences.push(words);
  }
  return sentences;
}
