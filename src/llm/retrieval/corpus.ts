import { type Random, shuffle } from "../../base/mod.ts";
import { Bm25Index } from "./bm25.ts";
import { findFullDate, findYear } from "./answer_dates.ts";
import { splitSentences } from "./sentences.ts";
import { termsOf } from "./question_words.ts";

/** One text of a miner's corpus. */
export interface CorpusDocument {
  /** Title, such as that of an article; it is searched too. */
  title: string;
  /** The text, plain; sentences are found by their punctuation. */
  text: string;
}

/** Sentences of a corpus at most; later documents are left out (docs/LIMITS.md). */
export const MAX_SENTENCES = 200_000;

/** How many times a title counts beside the text of its document. */
const TITLE_WEIGHT = 4;

/** A sentence of the corpus. */
export interface Sentence {
  text: string;
  /** Number of its document. */
  doc: number;
  /** Position in its document. */
  at: number;
  hasDate: boolean;
  hasYear: boolean;
}

/** A searchable corpus. Build it with {@link buildCorpus}. */
export interface Corpus {
  titles: readonly string[];
  /** Number of each document's first sentence; one more at the end. */
  starts: readonly number[];
  sentences: readonly Sentence[];
  bySentence: Bm25Index;
  byDocument: Bm25Index;
}

/**
 * The same part of the documents for equal seeds; a smaller share is always contained in a larger one.
 * @param share 0 to 1
 */
export function takeShare(
  documents: readonly CorpusDocument[],
  share: number,
  random: Random,
): CorpusDocument[] {
  if (share >= 1) return [...documents];
  return shuffle(random, documents).slice(0, Math.max(0, Math.ceil(documents.length * share)));
}

/** Splits and indexes documents. */
export function buildCorpus(documents: readonly CorpusDocument[]): Corpus {
  const titles: string[] = [];
  const starts: number[] = [];
  const sentences: Sentence[] = [];
  const documentTerms: string[][] = [];
  const sentenceTerms: string[][] = [];
  for (const { title, text } of documents) {
    const split = splitSentences(text);
    if (sentences.length + split.length > MAX_SENTENCES) break;
    const titleTerms = termsOf(title);
    const doc = titles.length;
    const all: string[] = [];
    starts.push(sentences.length);
    titles.push(title);
    split.forEach((sentence, at) => {
      const hasDate = findFullDate(sentence) !== null;
      sentences.push({ text: sentence, doc, at, hasDate, hasYear: hasDate || findYear(sentence) !== null });
      const terms = termsOf(sentence);
      sentenceTerms.push(terms);
      for (const term of terms) all.push(term);
    });
    for (let i = 0; i < TITLE_WEIGHT; i++) all.push(...titleTerms);
    documentTerms.push(all);
  }
  starts.push(sentences.length);
  return {
    titles,
    starts,
    sentences,
    bySentence: new Bm25Index(sentenceTerms),
    byDocument: new Bm25Index(documentTerms),
  };
}
