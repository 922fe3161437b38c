import { splitDateSentences } from "../../src/text/mod.ts";
import { STOPWORDS } from "./stopwords.data.ts";

/** Sentences of a text, white space collapsed. */
export function sentencesOf(text: string): string[] {
  return splitDateSentences(text.replace(/\s+/gu, " ").trim()).map((s) => s.trim()).filter((s) => s !== "");
}

/** A word that says what a sentence is about. */
export interface ContentWord {
  /** As it stands in the text, without punctuation around it. */
  text: string;
  /** For comparing. */
  key: string;
}

/** The words of a text that carry meaning: at least four letters or any digits, and no stopword. */
export function contentWords(text: string): ContentWord[] {
  const words: ContentWord[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)) {
    const key = match[0].toLowerCase();
    if ((/\p{N}/u.test(key) || key.length >= 4) && !STOPWORDS.has(key)) words.push({ text: match[0], key });
  }
  return words;
}

/** "a", "a and b", "a, b and c". */
export function listInWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}
