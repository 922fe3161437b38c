import { BoundedMap } from "../../base/mod.ts";
import { STOPWORDS } from "./stopwords.data.ts";

/** Stems that are remembered; a corpus repeats its words. */
const MAX_STEMS = 65_536;

const stems = new BoundedMap<string, string>(MAX_STEMS);

/** Words of a text in lower case, without accents. */
export function wordsOf(text: string): string[] {
  // deno-lint-ignore no-control-regex
  const plain = /^[\u0000-\u007f]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}+|’s\b/gu, "");
  return plain.toLowerCase().replaceAll("'s ", " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * A word without its commonest English endings, so that "launches", "launched" and "launching" meet.
 * Coarse on purpose: it only has to agree with itself.
 */
export function stem(word: string): string {
  if (word.length < 4) return word;
  let known = stems.peek(word);
  if (known === undefined) stems.set(word, known = cutEndings(word));
  return known;
}

function cutEndings(word: string): string {
  if (/\d/.test(word)) return word;
  const cut = word
    .replace(/ies$/, "y")
    .replace(/(?:sses)$/, "ss")
    .replace(/(?<![su])s$/, "");
  const bare = cut.replace(/(?<=[a-z]{3})(?:ing|edly|ed|ly)$/, "");
  return bare.replace(/([bdgklmnprt])\1$/, "$1").replace(/(?<=[a-z]{3})e$/, "");
}

/** Stems of the telling words of a text, in order, repeats kept. */
export function termsOf(text: string): string[] {
  return wordsOf(text).filter((word) => !STOPWORDS.has(word)).map(stem);
}
