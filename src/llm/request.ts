import { LlmError } from "./errors.ts";
import type { GenerateRequest } from "./types.ts";

/** New tokens when a request names none. */
export const DEFAULT_MAX_TOKENS = 256;

/** Stop texts of one request at most, and characters of each (docs/LIMITS.md). */
export const MAX_STOPS = 16;
export const MAX_STOP_LENGTH = 256;

/** Characters of all messages together that an engine looks at; more is refused as `too_long`. */
export const MAX_PROMPT_CHARS = 1_048_576;

/**
 * Refuses what no engine can work with.
 * @param maxChars characters of all messages together
 * @throws LlmError `config` for bad numbers and stop texts, `too_long` for too much text
 */
export function checkRequest(request: GenerateRequest, maxChars: number = MAX_PROMPT_CHARS): void {
  const stop = request.stop ?? [];
  if (stop.length > MAX_STOPS) {
    throw new LlmError("config", `${stop.length} stop texts, at most ${MAX_STOPS} are allowed`);
  }
  const long = stop.find((text) => text.length > MAX_STOP_LENGTH);
  if (long !== undefined) {
    throw new LlmError("config", `a stop text of ${long.length} characters, at most ${MAX_STOP_LENGTH}`);
  }
  const { maxTokens } = request;
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 0)) {
    throw new LlmError("config", `maxTokens must be a whole number from 0, got ${maxTokens}`);
  }
  const chars = request.messages.reduce((sum, message) => sum + message.content.length, 0);
  if (chars > maxChars) {
    throw new LlmError("too_long", `the conversation has ${chars} characters, the limit is ${maxChars}`, {
      data: { chars, maxChars },
    });
  }
}

/** Text of the newest user turn, or null. */
export function lastUserMessage(request: GenerateRequest): string | null {
  return request.messages.findLast((message) => message.role === "user")?.content ?? null;
}
