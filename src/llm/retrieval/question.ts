import type { ChatMessage } from "../types.ts";
import { POINTERS } from "./stopwords.data.ts";
import { termsOf, wordsOf } from "./question_words.ts";

/** What kind of answer is wanted. */
export type Wanted = "date" | "year" | "number" | "summary" | "fact";

/** A conversation as the retriever reads it. */
export interface Question {
  text: string;
  terms: string[];
  wanted: Wanted;
  /** Points back at something named earlier. */
  pointsBack: boolean;
  /** Earlier user turns, newest first. */
  earlier: string[];
  /** What the assistant already said, newest first. */
  said: string[];
}

/** Turns looked back at. */
const MAX_EARLIER = 6;

/** Characters of one turn that are read. */
const MAX_TURN = 8192;

const DATE =
  /<date>|\b(?:what|which|exact|specific|full|precise|on what|the)\s+(?:\w+\s+)?(?:date|day)\b|^\s*when\b|\bwhen\s+(?:did|was|were|is|does|do|had|has|will|exactly)\b/i;
const YEAR = /\b(?:what|which)\s+year\b/i;
const NUMBER =
  /\bhow\s+(?:many|much|long|far|tall|high|old|big|large|deep|fast|heavy|wide)\b|\bwhat\s+(?:number|percentage|share|amount|population)\b/i;
const SUMMARY = /\bsummar(?:y|i[sz]e|i[sz]ing)\b|\boverview\b|\bin (?:a nutshell|brief)\b|\bmain points\b/i;

/** Reads the newest user turn and what led to it; null when no user has spoken. */
export function readQuestion(messages: readonly ChatMessage[]): Question | null {
  const at = messages.findLastIndex((message) => message.role === "user");
  const text = messages[at]?.content.slice(0, MAX_TURN) ?? "";
  if (text.trim() === "") return null;
  const before = messages.slice(Math.max(0, at - 2 * MAX_EARLIER), at).reverse();
  const turns = (role: ChatMessage["role"]) =>
    before.filter((message) => message.role === role).slice(0, MAX_EARLIER).map((m) =>
      m.content.slice(0, MAX_TURN)
    );
  return {
    text,
    terms: termsOf(text.replaceAll("<date>", " ")),
    wanted: wantedBy(text),
    pointsBack: wordsOf(text).some((word) => POINTERS.has(word)),
    earlier: turns("user"),
    said: turns("assistant"),
  };
}

function wantedBy(text: string): Wanted {
  if (YEAR.test(text)) return "year";
  if (DATE.test(text)) return "date";
  if (NUMBER.test(text)) return "number";
  if (SUMMARY.test(text)) return "summary";
  return "fact";
}
