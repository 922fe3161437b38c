import { DEGREES, LEXICON, NEGATIONS, NEUTRAL, PHRASES } from "./sentiment.data.ts";

/** How a review feels. */
export type Sentiment = "positive" | "neutral" | "negative";

/** Characters of a review that are read. */
const MAX_REVIEW = 16_384;

/** Characters of a sentence in which a request is looked for. */
const MAX_REQUEST = 600;

/** Mean strength per judging word from which a review takes a side. */
const SIDE = 0.35;

/** Sentences of the request itself, which speak of the review and are not part of it. */
const REQUEST =
  /\bsentiment\b|\bclassif|\bpositive\b.*\bnegative\b|\bnegative\b.*\bpositive\b|\b(?:tone|mood|feeling|emotion|attitude)\b.*\b(?:review|text)\b|\b(?:review|text)\b.*\?/i;

/** Courtesies around the request: "Good morning" does not praise anything. */
const COURTESY =
  /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|dear|greetings|nice|welcome|please|thanks|thank you)\b(?:\W+[\w']+){0,3}\W*$/i;

/** True when the message asks how a text feels. */
export function asksSentiment(text: string): boolean {
  const head = text.length <= 900 ? text : `${text.slice(0, 600)} ${text.slice(-300)}`;
  return /\bsentiment\b/i.test(head) &&
      /\b(?:review|text|following|this|it|below|comment|feedback)\b/i.test(head) ||
    /\b(?:positive|negative|neutral)\b.*\b(?:positive|negative|neutral)\b/i.test(head.replace(/\s+/g, " ")) ||
    /\b(?:tone|mood|attitude|emotion|feeling)\b.{0,40}\b(?:review|text)\b/i.test(head);
}

/** Classifies a review by a lexicon with negation, degree words, contrast and ratings. */
export function sentimentOf(message: string): Sentiment {
  const review = reviewOf(message.slice(0, MAX_REVIEW));
  let text = review.toLowerCase();
  for (const [phrase, word] of PHRASES) text = text.replace(phrase, word);
  let sum = 0;
  let count = 0;
  for (
    const clause of text.split(/[.!?;\n]+|,\s*(?=but\b)|\b(?=but\b|however\b|although\b)/)
  ) {
    const scored = clauseScore(clause);
    // What follows a "but" is what the writer means.
    const weight = /^\s*(?:but|however)\b/.test(clause) ? 1.5 : 1;
    sum += scored.sum * weight;
    count += scored.count;
  }
  const stars = rating(review);
  if (stars !== null) {
    sum += (stars - 0.5) * 12;
    count += 3;
  }
  const mean = count === 0 ? 0 : sum / count;
  return mean >= SIDE ? "positive" : mean <= -SIDE ? "negative" : "neutral";
}

/** The message without the sentences that ask. */
function reviewOf(message: string): string {
  const parts = message.split(/(?<=[.!?:])\s+|(?<=[?!])(?=\p{L})|(?<=[.:])(?=\p{Lu})|\n+/u);
  const kept = parts.filter((part) =>
    !REQUEST.test(part.slice(0, MAX_REQUEST)) && !COURTESY.test(part.slice(0, MAX_REQUEST))
  );
  const rest = kept.join(" ");
  return rest.trim().length >= 15 ? rest : message;
}

function clauseScore(clause: string): { sum: number; count: number } {
  const words = clause.replace(/['’]/g, "").match(/[\p{L}-]+/gu) ?? [];
  let sum = 0;
  let count = 0;
  words.forEach((word, i) => {
    const before = words.slice(Math.max(0, i - 3), i);
    const negated = before.some((other) => NEGATIONS.has(other));
    if (NEUTRAL.has(word)) {
      count += 1.5;
      return;
    }
    const strength = strengthOf(word);
    if (strength === undefined) return;
    // "like" compares more often than it praises.
    if (word === "like" && !/^(?:i|we|really|would)$/.test(before.at(-1) ?? "")) return;
    const degree = before.reduce((factor, other) => factor * (DEGREES.get(other) ?? 1), 1);
    sum += strength * degree * (negated ? -0.6 : 1);
    count++;
  });
  return { sum, count };
}

/** Strength of a judging word, also with letters doubled as people do in haste or excitement. */
function strengthOf(word: string): number | undefined {
  return LEXICON.get(word) ?? LEXICON.get(word.replace(/(.)\1{2,}/g, "$1$1")) ??
    LEXICON.get(word.replace(/(.)\1+$/, "$1"));
}

/** A rating such as "4/5", "2 out of 10" or "one star", from 0 to 1. */
function rating(text: string): number | null {
  const fractionMatch = /\b(\d{1,2}(?:\.\d)?)\s*(?:\/|out of)\s*(5|10)\b/i.exec(text);
  if (fractionMatch) return Math.min(1, Number(fractionMatch[1]) / Number(fractionMatch[2]));
  const stars = /\b(one|two|three|four|five|[0-5])[- ]stars?\b/i.exec(text);
  if (!stars) return null;
  const value = ["zero", "one", "two", "three", "four", "five"].indexOf(stars[1]!.toLowerCase());
  return ((value >= 0 ? value : Number(stars[1])) - 1) / 4;
}
