import { pick, type Random } from "../../src/base/mod.ts";
import type { Context } from "../types.ts";
import { type ContentWord, contentWords, listInWords, sentencesOf } from "./words.ts";

/** Terms of a sentence that a question names. */
const TERMS = 4;
const MIN_TERMS = 2;
/** Sentences of a summary. */
const SUMMARY_SENTENCES = 3;

/** First questions; every word of them is a stopword, so only title and terms point at a sentence. */
const QUESTIONS = [
  "In the history of {title}, what is known about {terms}?",
  "What does the record say about {title} with regard to {terms}?",
  "Concerning {title}, what happened in relation to {terms}?",
  "Please tell me about {title}, exactly the part about {terms}?",
  "What is said about {terms} in the story of {title}?",
  "How are {terms} mentioned in the account of {title}?",
] as const;

/** Follow-ups: they point back at the conversation instead of naming the subject. */
const FOLLOW_UPS = [
  "And on that same subject, what is known about {terms}?",
  "What else happened there with regard to {terms}?",
  "How do {terms} come into it?",
  "Can you also explain the part about {terms}?",
] as const;

/** Rareness of each word within one text: the fewer sentences have it, the more it tells. */
function rareness(sentences: readonly ContentWord[][]): (key: string) => number {
  const counts = new Map<string, number>();
  for (const words of sentences) {
    for (const key of new Set(words.map((word) => word.key))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (key) => Math.log(1 + sentences.length / (counts.get(key) ?? sentences.length));
}

interface Analysis {
  sentences: string[];
  words: ContentWord[][];
  weight: (key: string) => number;
  /** Words of the title, which point at the text but at no sentence. */
  title: ReadonlySet<string>;
}

function analyze(context: Pick<Context, "title" | "content">): Analysis {
  const sentences = sentencesOf(context.content);
  const words = sentences.map(contentWords);
  const title = new Set(contentWords(context.title).map((word) => word.key));
  return { sentences, words, weight: rareness(words), title };
}

/** The rarest words of a sentence, in the order they stand there. */
function keyTerms({ words, weight, title }: Analysis, index: number): string[] {
  const own = words[index]!.filter((word) => !title.has(word.key));
  const distinct = [...new Map(own.map((word) => [word.key, word])).values()];
  const best = distinct
    .sort((a, b) => weight(b.key) - weight(a.key) || b.key.length - a.key.length || (a.key < b.key ? -1 : 1))
    .slice(0, TERMS);
  return own.filter((word) => best.includes(word)).map((word) => word.text);
}

/** Index of the sentence that a question points at; the first of the best. */
function focusOf({ words, weight, title }: Analysis, question: string): number {
  const asked = new Set(contentWords(question).map((word) => word.key).filter((key) => !title.has(key)));
  let [best, bestScore] = [0, -1];
  words.forEach((own, index) => {
    const keys = new Set(own.map((word) => word.key));
    let score = 0;
    for (const key of asked) if (keys.has(key)) score += weight(key);
    if (score > bestScore + 1e-9) [best, bestScore] = [index, score];
  });
  return best;
}

/**
 * A question about one sentence of a text that its owner can find: it names the title and the rarest words of that
 * sentence.
 * @param asked questions of the conversation so far; their sentences are not asked about again
 * @returns null when no sentence has enough to ask about
 */
export function writeQuestion(
  context: Pick<Context, "title" | "content">,
  asked: readonly string[],
  random: Random,
): string | null {
  const analysis = analyze(context);
  const used = new Set(asked.map((question) => focusOf(analysis, question)));
  const open = analysis.sentences.map((_, index) => index)
    .filter((index) => !used.has(index) && keyTerms(analysis, index).length >= MIN_TERMS);
  if (open.length === 0) return null;
  const terms = listInWords(keyTerms(analysis, pick(random, open)));
  const template = pick<string>(random, asked.length > 0 ? FOLLOW_UPS : QUESTIONS);
  return template.replace("{title}", () => context.title).replace("{terms}", () => terms);
}

/** The sentence a question points at and the one after it (before it, at the end of the text). */
export function writeAnswer(context: Pick<Context, "title" | "content">, question: string): string {
  const analysis = analyze(context);
  const { sentences } = analysis;
  const focus = focusOf(analysis, question);
  const start = focus + 1 < sentences.length ? focus : Math.max(0, focus - 1);
  return sentences.slice(start, start + 2).join(" ");
}

/** A question for the date that a context hides behind `<date>`. */
export function writeDateQuestion(context: Pick<Context, "title" | "content">, random: Random): string {
  const event = context.content
    .replace(/(?:\b(?:on|in|by|to|until|from|since|of)\s+)?<date>,?/giu, " ")
    .replace(/(?<![\s.?!:])[\s.?!:]+$/u, "")
    .replace(/[:?]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  const opening = pick(random, [
    `On what exact date, in the history of ${context.title}, did this happen`,
    `What is the exact date of this event in the story of ${context.title}`,
    `In the account of ${context.title}, which date belongs to this`,
  ]);
  return `${opening} - ${event}?`;
}

/** The opening sentences of a text. */
export function writeSummary(content: string): string {
  return sentencesOf(content).slice(0, SUMMARY_SENTENCES).join(" ");
}
