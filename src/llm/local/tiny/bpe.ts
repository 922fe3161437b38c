import { byteAlphabet } from "../scheduler/byte_alphabet.ts";

/** A trained vocabulary. */
export interface BpeVocabulary {
  /** Token texts; the index is the id. */
  tokens: string[];
  merges: [string, string][];
}

const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+/gu;

/** The most frequent pair of neighbors; the first in code order among equals. */
function bestPair(words: [string[], number][]): [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const [symbols, count] of words) {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const key = `${symbols[i]}\u0000${symbols[i + 1]}`;
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
  }
  let best = "";
  let top = 0;
  for (const [key, count] of counts) {
    if (count > top || (count === top && key < best)) [best, top] = [key, count];
  }
  return top ? best.split("\u0000") as [string, string] : undefined;
}

function merge(symbols: string[], left: string, right: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      out.push(left + right);
      i++;
    } else out.push(symbols[i]!);
  }
  return out;
}

/**
 * Learns a byte-level BPE vocabulary.
 * @param size tokens at most; fewer when the text has no more pairs
 */
export function trainBpe(text: string, size: number): BpeVocabulary {
  const alphabet = byteAlphabet();
  const tokens = [...alphabet];
  const counts = new Map<string, number>();
  for (const match of text.replace(/\s+/g, " ").matchAll(WORDS)) {
    const word = [...new TextEncoder().encode(match[0])].map((byte) => alphabet[byte]).join("\u0000");
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  let words = [...counts].map(([word, count]) => [word.split("\u0000"), count] as [string[], number]);
  const merges: [string, string][] = [];
  while (tokens.length < size) {
    const pair = bestPair(words);
    if (!pair) break;
    merges.push(pair);
    tokens.push(pair[0] + pair[1]);
    words = words.map(([symbols, count]) => [merge(symbols, ...pair), count]);
  }
  return { tokens, merges };
}
