import { errorText } from "../base/mod.ts";
import { stripControl, truncate } from "../text/mod.ts";
import { LlmError } from "./errors.ts";

/** What the error mapping needs to know about an error of the client; its classes are not imported here. */
interface ApiErrorShape {
  status?: number;
  code?: string | null;
  param?: string | null;
  type?: string;
  headers?: Headers;
}

/**
 * Turns what the `openai` client throws into the room's error.
 * @param where base URL and model, for the message
 * @param key removed wherever a server repeated it
 * @param unreachable true when the client never got an answer
 */
export function openAiError(
  error: unknown,
  where: { baseUrl: string; model: string },
  key: string,
  unreachable: boolean,
): LlmError {
  if (error instanceof LlmError) return error;
  const shape = (typeof error === "object" && error !== null ? error : {}) as ApiErrorShape;
  const text = tidy(errorText(error), key);
  const at = `${where.baseUrl}, model ${where.model}`;
  const data = { status: shape.status, code: shape.code ?? undefined };
  const { status } = shape;
  if (status === 401 || status === 403) {
    return new LlmError("config", `the server refused the key (${status}) at ${at}: ${text}`, {
      hint: "set OPENAI_API_KEY to a key of this server, or check --openai.base_url",
      data,
    });
  }
  if (status === 404) {
    return new LlmError("not_found", `no such model or address (404) at ${at}: ${text}`, {
      hint: "check --neuron.model_id and --openai.base_url (most servers want it to end in /v1)",
      data,
    });
  }
  if (status === 429) {
    const quota = shape.code === "insufficient_quota";
    return new LlmError("refused", `the server is over its limit (429) at ${at}: ${text}`, {
      hint: quota ? "the account has no credit left; top it up or use another key" : undefined,
      data: { ...data, retryAfterS: retryAfter(shape.headers) },
    });
  }
  if (status === 413 || shape.code === "context_length_exceeded") {
    return new LlmError("too_long", `the conversation is too long for ${at}: ${text}`, { data });
  }
  if (status !== undefined) {
    return new LlmError("failed", `the server answered ${status} at ${at}: ${text}`, { data });
  }
  if (unreachable) {
    return new LlmError("network", `cannot reach ${at}: ${text}`, {
      hint: "check --openai.base_url and that the server runs",
    });
  }
  return new LlmError("failed", `the stream broke at ${at}: ${text}`, {});
}

/** The parameter a 400 complains about, when leaving it out may help. */
export function unsupportedParameter(error: unknown): string | null {
  const shape = (typeof error === "object" && error !== null ? error : {}) as ApiErrorShape;
  if (shape.status !== 400 || typeof shape.param !== "string") return null;
  return /unsupported|not_supported|unknown_parameter/.test(`${shape.code} ${shape.type}`)
    ? shape.param
    : null;
}

function tidy(text: string, key: string): string {
  const hidden = key.length >= 4 ? text.replaceAll(key, "***") : text;
  return truncate(stripControl(hidden, true), 200);
}

function retryAfter(headers: Headers | undefined): number {
  const seconds = Number(headers?.get("retry-after"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 3600) : 10;
}
