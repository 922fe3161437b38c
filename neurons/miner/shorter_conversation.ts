import type { ChatMessage, LlmError } from "../../src/llm/mod.ts";

/** Stands where the middle of a question was. */
const CUT = "\n[…]\n";
/** Shortest question that is still cut. */
const MIN_QUESTION = 64;
/** Turns go in pairs, so that the roles still alternate. */
const PAIR = 2;

/**
 * Share of a conversation that fits, by what the engine said of it.
 * @returns 0.5 where the engine gave no numbers
 */
export function fittingShare({ data }: LlmError): number {
  const { promptTokens, contextTokens, chars, maxChars } = data as Record<string, unknown>;
  for (const [is, fits] of [[promptTokens, contextTokens], [chars, maxChars]]) {
    if (typeof is === "number" && typeof fits === "number" && is > 0 && fits >= 0) {
      return Math.min(1, fits / is);
    }
  }
  return 0.5;
}

/**
 * The conversation without its oldest turns, or without the middle of its question when only that is left. Each call
 * removes a share of it, so that a few tries are enough however long it is.
 * @param share part of the conversation that fits, from 0 to 1
 * @returns null when nothing more can go
 */
export function shorterConversation(messages: readonly ChatMessage[], share: number): ChatMessage[] | null {
  const start = messages[0]?.role === "system" ? 1 : 0;
  const turns = messages.length - start;
  if (turns > 1) {
    const wanted = charactersOf(messages) * share;
    let drop = Math.min(PAIR, turns - 1);
    let left = charactersOf(messages) - charactersOf(messages.slice(start, start + drop));
    // Tokens are not spread evenly: the last pairs are tried before they go.
    while (turns - drop > PAIR * 2 && left > wanted) {
      left -= charactersOf(messages.slice(start + drop, start + drop + PAIR));
      drop += PAIR;
    }
    return [...messages.slice(0, start), ...messages.slice(start + drop)];
  }
  const question = messages.at(-1);
  if (!question || question.content.length < MIN_QUESTION) return null;
  // A tenth less than what should fit: the engine's count is an estimate, and the template needs its place.
  const keep = Math.floor(question.content.length * Math.min(share * 0.9, 0.9) / 2);
  const { content } = question;
  // A cut through a surrogate pair leaves half of it, which is dropped.
  const head = content.slice(0, keep).trimEnd().replace(/[\ud800-\udbff]$/, "");
  const tail = content.slice(content.length - keep).trimStart().replace(/^[\udc00-\udfff]/, "");
  const shorter = (head + CUT + tail).toWellFormed();
  if (shorter.length >= content.length) return null;
  return [...messages.slice(0, -1), { ...question, content: shorter }];
}

function charactersOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}
