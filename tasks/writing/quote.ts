import { stripControl, truncate } from "../../src/text/mod.ts";
import type { Turn } from "../types.ts";

/** Code points of one miner answer that a prompt takes in. */
export const MAX_QUOTED = 1500;
/** Turns of a conversation that a prompt takes in. */
const MAX_TURNS = 8;

/** Marks around words of strangers; the marks themselves are removed from inside. */
const OPEN = "<<<";
const CLOSE = ">>>";

/**
 * Text of a stranger as data for a prompt (docs/spec/domain.md#exploit-12): controls stripped, everything
 * that looks like a special token, a role header or our own marks removed, capped, and delimited.
 */
export function quoteStranger(text: string, limit = MAX_QUOTED): string {
  const capped = truncate(stripControl(text.slice(0, limit * 4).toWellFormed()), limit);
  return `${OPEN}${stripTokens(capped).trim()}${CLOSE}`;
}

/** Removes what a chat template could read as its own; again and again, since removing can join the halves of one. */
function stripTokens(text: string): string {
  const tokens =
    /<\|[^|<>]{0,64}\|>|<\/?s>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:start|end)_of_turn>|<{3,}|>{3,}|\{\{|\}\}/giu;
  for (let round = 0; round < 8; round++) {
    const next = text.replace(tokens, "");
    if (next === text) return text;
    text = next;
  }
  // Still something after so many rounds was nested on purpose.
  return text.replace(/[<>{}[\]|]/g, "");
}

/** A conversation as one text of lines `role: message`; answers in it are quoted. */
export function historyText(history: readonly Turn[]): string {
  return history.slice(-MAX_TURNS)
    .map(({ role, content }) => `${role}: ${role === "assistant" ? quoteStranger(content) : content}`)
    .join("\n");
}
