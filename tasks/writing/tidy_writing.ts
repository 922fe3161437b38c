import { contentWords } from "./words.ts";

/** A sentence that comes this often ends the text. */
const REPEATS = 4;

/** Runs of the marks that prompts put around words of strangers (quote.ts). */
const MARKS = /<{3,}|>{3,}/g;

/**
 * Text of the validator's own language model without what small models leave in it: marks around strangers' words
 * copied from the prompt, and loops. Runs before the cleaners, which follow the original.
 * @returns the text up to the place where one sentence comes for the fourth time
 */
export function tidyWriting(text: string): string {
  // Removing a run can join two halves of another.
  for (let before = ""; before !== text;) [before, text] = [text, text.replace(MARKS, "")];
  return cutRepeats(text);
}

/** Cuts before the fourth time of a sentence; what stands between sentences is kept as it is. */
function cutRepeats(text: string): string {
  const seen = new Map<string, number>();
  for (const match of text.matchAll(/[^.!?\n]+[.!?\n]*/gu)) {
    const key = match[0].trim().toLowerCase();
    // Numbers of lists and single letters come often without being a loop.
    if (!/\p{L}{2}/u.test(key)) continue;
    const count = (seen.get(key) ?? 0) + 1;
    if (count >= REPEATS) return text.slice(0, match.index).trimEnd();
    seen.set(key, count);
  }
  return text;
}

/**
 * Whether two texts have a word with meaning in common. True when one of them has none, since then nothing can be
 * said.
 */
export function sharesWord(text: string, source: string): boolean {
  const words = contentWords(text);
  const known = new Set(contentWords(source).map(({ key }) => key));
  return words.length === 0 || known.size === 0 || words.some(({ key }) => known.has(key));
}
