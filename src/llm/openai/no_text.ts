import { stripControl, truncate } from "../../text/mod.ts";
import { LlmError } from "../errors.ts";

/** Why an answer has no text, in the words of a metric's label. */
export type NoTextReason =
  | "reasoning"
  | "tool_call"
  | "refusal"
  | "content_filter"
  | "length"
  | "stop"
  | "none";

/** What was seen of an answer that has no text. */
export interface TextlessAnswer {
  /** The server's finish reason, null when it gave none. */
  finish: string | null;
  /** Characters of reasoning, wherever they came. */
  reasoningCharacters: number;
  /** Beginning of the reasoning or refusal. */
  sample: string;
  refusal: boolean;
  toolCall: boolean;
  usage: { completion?: number; reasoning?: number };
  maxTokens: number;
}

/** Names the reason by what was seen; a budget that went into reasoning is the commonest. */
function noTextReason(answer: TextlessAnswer): NoTextReason {
  const { finish, refusal, toolCall, usage, reasoningCharacters } = answer;
  if (refusal) return "refusal";
  if (toolCall || /tool|function/i.test(finish ?? "")) return "tool_call";
  if (/content_filter|safety|prohibited|blocklist|recitation|sensitive/i.test(finish ?? "")) {
    return "content_filter";
  }
  if (reasoningCharacters > 0 || (usage.reasoning ?? 0) > 0) return "reasoning";
  if (/length|max_tokens/i.test(finish ?? "")) return "length";
  return finish === null ? "none" : "stop";
}

/**
 * The error for an answer without text: a caller must not take it for a short answer.
 * @param at where it was asked
 */
export function noTextError(answer: TextlessAnswer, at: string): LlmError {
  const reason = noTextReason(answer);
  const { finish, usage, maxTokens, sample, reasoningCharacters } = answer;
  // Servers rarely count in streams; four characters a token is close enough for a remark.
  const reasoningTokens = usage.reasoning ?? Math.ceil(reasoningCharacters / 4);
  const count = usage.completion ?? reasoningTokens;
  const spent = finish === "length" ? `all ${maxTokens} tokens` : `${count} tokens`;
  const what: Record<NoTextReason, string> = {
    reasoning: `${spent} went into reasoning`,
    tool_call: "the model called a tool instead",
    refusal: "the model refused",
    content_filter: "a content filter removed the answer",
    length: `${spent} produced no text`,
    stop: "the model ended at once",
    none: "the stream ended without text and without a finish reason",
  };
  const hints: Partial<Record<NoTextReason, string>> = {
    reasoning: "raise --neuron.max_tokens, or switch off the model's reasoning",
    length: "raise --neuron.max_tokens",
    tool_call: "switch off tools on the server, or use another model",
  };
  const seen = sample === "" ? "" : `; it begins "${truncate(stripControl(sample, true), 80)}"`;
  return new LlmError(
    "empty",
    `no text in the answer of ${at}: ${what[reason]} (finish_reason ${
      finish ?? "none"
    }, ${count} tokens)${seen}`,
    {
      hint: hints[reason],
      data: { reason, finishReason: finish ?? "none", tokens: count, reasoningTokens },
    },
  );
}
