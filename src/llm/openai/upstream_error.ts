import { stripControl, truncate } from "../../text/mod.ts";
import { LlmError } from "../errors.ts";
import { OVERFLOW_WORDS } from "./context_overflow.data.ts";
import { isRecord, parseJson } from "./json_shape.ts";

/** Characters of a server's error that are looked at and shown. */
const MAX_SHOWN = 300;

/** Longest Retry-After that is passed on, in seconds. */
const MAX_RETRY_AFTER_S = 3600;

/** How an exchange with a server failed, before it is put into words. */
export class UpstreamFault extends Error {
  override readonly name = "UpstreamFault";
  /** Parsed error document; undefined when it is not JSON. */
  readonly body: unknown;

  /**
   * @param kind `status`: an HTTP error; `stream`: an error document with status 200; `body`: not an answer at all;
   *   `cut`: the connection broke after the answer began; `network`: no answer
   * @param text the error document, or what went wrong
   */
  constructor(
    readonly kind: "status" | "stream" | "body" | "cut" | "network",
    readonly text: string,
    readonly httpStatus?: number,
    readonly headers?: Headers,
    options?: ErrorOptions,
  ) {
    super(truncate(text, MAX_SHOWN), options);
    this.body = kind === "status" || kind === "stream" ? parseJson(text) : undefined;
  }

  /** HTTP status, or the one an error document with status 200 names. */
  get status(): number | undefined {
    if (this.kind === "status") return this.httpStatus;
    if (this.kind !== "stream") return undefined;
    const error = innerError(this.body);
    for (const value of [error.code, error.status, error.status_code, error.http_code]) {
      const code = Number(value);
      if (Number.isInteger(code) && code >= 400 && code <= 599) return code;
    }
    return undefined;
  }

  /** Whether the server says that the conversation is longer than its model reads. */
  get tooLong(): boolean {
    if (this.kind !== "status" && this.kind !== "stream") return false;
    if (this.status === 413) return true;
    if ([401, 403, 404, 429].includes(this.status ?? 0)) return false;
    return OVERFLOW_WORDS.some(({ pattern }) => pattern.test(this.text));
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    if (this.kind === "network") return true;
    if (this.tooLong || this.noCredit) return false;
    const hint = this.headers?.get("x-should-retry");
    if (hint === "true" || hint === "false") return hint === "true";
    const { status } = this;
    return status !== undefined && (status === 408 || status === 409 || status === 429 || status >= 500);
  }

  /** Whether waiting does not help: the account is empty. */
  get noCredit(): boolean {
    return this.status === 402 || /insufficient_quota|billing_hard_limit/.test(this.text);
  }

  /** Milliseconds the server asks to wait; null when it does not say. */
  retryAfterMs(now: number): number | null {
    const ms = Number(this.headers?.get("retry-after-ms") || NaN);
    if (Number.isFinite(ms) && ms > 0) return ms;
    const header = this.headers?.get("retry-after") ?? "";
    const seconds = Number(header || NaN);
    if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
    const date = Date.parse(header);
    if (header !== "" && Number.isFinite(date)) return Math.max(0, date - now);
    // Gemini's RetryInfo, and the words of OpenAI and Groq.
    const told = /"retryDelay":\s*"([\d.]+)s"|try again in ([\d.]+) ?s/i.exec(this.text);
    return told ? Number(told[1] ?? told[2]) * 1000 : null;
  }
}

/** The object that holds code and message, wherever a server puts it. */
function innerError(body: unknown): Record<string, unknown> {
  const value = Array.isArray(body) ? body[0] : body;
  if (!isRecord(value)) return {};
  return isRecord(value.error) ? value.error : value;
}

/** The words of an error document, shortest path first; the text itself when it has none. */
function faultWords(fault: UpstreamFault): string {
  const words: string[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (depth > 6 || words.length >= 4) return;
    if (typeof value === "string") {
      const nested = /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
      if (nested !== undefined) collect(nested, depth + 1);
      else if (value.trim() !== "" && !words.includes(value)) words.push(value);
    } else if (Array.isArray(value)) {
      for (const item of value.slice(0, 4)) collect(item, depth + 1);
    } else if (isRecord(value)) {
      if (Array.isArray(value.loc) && typeof value.msg === "string") {
        words.push(`${value.loc.join(".")}: ${value.msg}`);
        return;
      }
      for (const key of ["message", "error", "detail", "msg", "raw", "metadata"]) {
        collect(value[key], depth + 1);
      }
    }
  };
  collect(fault.body, 0);
  if (words.length > 0) return words.join("; ");
  const plain = fault.text.replace(/<(script|style)[^>]{0,200}>[^<]{0,2000}/gi, " ").replace(
    /<[^<>]{0,500}>/g,
    " ",
  );
  return plain.replace(/\s+/g, " ").trim() || "no message";
}

/**
 * Puts a fault into an error of this package.
 * @param where base URL and model, for the message
 * @param key removed wherever a server repeated it
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function upstreamError(
  fault: UpstreamFault,
  where: { baseUrl: string; model: string },
  key: string,
  now: number,
): LlmError {
  const hide = (text: string) => key.length >= 4 ? text.replaceAll(key, "***") : text;
  const text = truncate(stripControl(hide(faultWords(fault)), true), MAX_SHOWN);
  const at = `${where.baseUrl}, model ${where.model}`;
  const { status } = fault;
  const code = innerError(fault.body).code ?? innerError(fault.body).type;
  const data = { status, ...(typeof code === "string" ? { code: truncate(hide(code), 80) } : {}) };
  if (fault.kind === "network") {
    return new LlmError("network", `cannot reach ${at}: ${text}`, {
      hint: "check --openai.base_url and that the server runs",
    });
  }
  if (fault.kind === "body") {
    return new LlmError("failed", `${at} did not answer with a chat completion: ${text}`, {
      hint: "check --openai.base_url (most servers want it to end in /v1)",
    });
  }
  if (fault.kind === "cut") return new LlmError("failed", `the stream broke at ${at}: ${text}`, {});
  if (fault.tooLong) {
    return new LlmError("too_long", `the conversation is too long for ${at}: ${text}`, { data });
  }
  if (status === 401 || status === 403) {
    return new LlmError("config", `the server refused the key (${status}) at ${at}: ${text}`, {
      hint: "set OPENAI_API_KEY to a key of this server, or check --openai.base_url",
      data,
    });
  }
  if (status === 404 || (status !== undefined && status >= 300 && status < 400)) {
    const word = status === 404 ? "no such model or address" : "the address redirects elsewhere";
    return new LlmError("not_found", `${word} (${status}) at ${at}: ${text}`, {
      hint: "check --neuron.model_id and --openai.base_url (most servers want it to end in /v1)",
      data,
    });
  }
  if (status === 429 || fault.noCredit) {
    const waitS = Math.ceil((fault.retryAfterMs(now) ?? 10_000) / 1000);
    const retryAfterS = Math.min(Math.max(1, waitS), MAX_RETRY_AFTER_S);
    return new LlmError("refused", `the server is over its limit (${status}) at ${at}: ${text}`, {
      hint: fault.noCredit ? "the account has no credit left; top it up or use another key" : undefined,
      data: { ...data, retryAfterS },
    });
  }
  const said = status === undefined ? "reported an error" : `answered ${status}`;
  return new LlmError("failed", `the server ${said} at ${at}: ${text}`, {
    hint: /max_(?:completion_)?tokens/.test(text) ? "lower --neuron.max_tokens" : undefined,
    data,
  });
}
