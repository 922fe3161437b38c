import { STOPWORDS } from "./stopwords.data.ts";

/** Words of a text in lower case, without accents. */
export function wordsOf(text: string): string[] {
  return text.normalize("NFKD").replace(/\p{M}+|['’]s\b/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * A word without its commonest English endings, so that "launches", "launched" and "launching" meet.
 * Coarse on purpose: it only has to agree with itself.
 */
export function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
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
