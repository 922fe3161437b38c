import { findAllDates, parseDays, splitDateSentences } from "../../src/text/mod.ts";
import type { Task } from "../../tasks/mod.ts";

/** Characters of an answer that are looked at. */
const MAX_CHARS = 20_000;
/** Words of a sentence that are compared. */
const MAX_WORDS = 120;
/** A number may be rounded in its third digit. */
const NUMBER_TOLERANCE = 0.005;
/** Sentences that a summary should tell. */
const SUMMARY_SENTENCES = 3;

/**
 * How much of what was asked for an answer really tells, 0 to 1. Judged by the facts of the context alone: no reward,
 * no reference takes part. Dates and numbers must be right and be the only ones claimed; of a sentence counts what the
 * question did not say itself, in the order in which the source says it.
 */
export function trueQuality(task: Task, challenge: string, answer: string): number {
  const text = answer.slice(0, MAX_CHARS);
  const { extra, content } = task.context;
  if (task.name === "date_qa") return rightDate(text, String(extra.date));
  if (task.name === "math") return rightNumber(text, Number(extra.solution));
  if (task.name === "sentiment") return rightLabel(text, task.context.subtopic);
  const sentences = splitDateSentences(content.replace(/\s+/g, " ").trim());
  if (task.name === "summarization") {
    const told = sentences.slice(0, SUMMARY_SENTENCES).map((sentence) => toldOf(sentence, "", text));
    return told.reduce((sum, part) => sum + part, 0) / Math.max(1, told.length);
  }
  return toldOf(askedSentence(sentences, challenge), challenge, text);
}

function rightDate(answer: string, date: string): number {
  const claimed = new Set(
    findAllDates(answer).flatMap((found) => /^\p{Nd}{4}$/u.test(found) ? [] : parseDays(found) ?? []),
  );
  const right = parseDays(date);
  return right !== null && claimed.has(right) ? 1 / claimed.size : 0;
}

function rightNumber(answer: string, solution: number): number {
  const claimed = answer.match(/-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?/gi) ?? [];
  const last = Number((claimed[claimed.length - 1] ?? "").replaceAll(",", "") || NaN);
  return Math.abs(last - solution) <= NUMBER_TOLERANCE * Math.abs(solution) + 1e-9 ? 1 : 0;
}

function rightLabel(answer: string, label: string): number {
  const claimed = ["positive", "neutral", "negative"].filter((name) => answer.toLowerCase().includes(name));
  return claimed.length === 1 && claimed[0] === label ? 1 : 0;
}

/** The sentence that shares the most words with the question. */
function askedSentence(sentences: readonly string[], question: string): string {
  const asked = new Set(wordsOf(question));
  const shared = (sentence: string) => new Set(wordsOf(sentence).filter((word) => asked.has(word))).size;
  return sentences.reduce(
    (best, sentence) => shared(sentence) > shared(best) ? sentence : best,
    sentences[0] ?? "",
  );
}

/** Share of a sentence's news that one sentence of the answer tells, in its order. */
function toldOf(sentence: string, question: string, answer: string): number {
  const known = new Set(wordsOf(question));
  const news = wordsOf(sentence).filter((word) => !known.has(word));
  if (news.length === 0) return 0;
  const best = Math.max(0, ...splitDateSentences(answer).map((part) => inOrder(news, wordsOf(part))));
  return best / news.length;
}

/** Words that mean something: with a digit, or four letters and more. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length >= 4 || /\p{N}/u.test(word)).slice(0, MAX_WORDS);
}

/** Length of the longest common subsequence. */
function inOrder(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (let j = 0; j < b.length; j++) {
      next.push(word === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    }
    row = next;
  }
  return row[b.length]!;
}
