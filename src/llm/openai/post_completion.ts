import { errorText } from "../../base/mod.ts";
import { EventStreamDecoder, EventStreamError } from "./event_stream.ts";
import { parseJson } from "./json_shape.ts";
import { type CompletionPart, readCompletion } from "./read_completion.ts";
import { UpstreamFault } from "./upstream_error.ts";

/** Bytes of an error document that are read. */
export const MAX_ERROR_BYTES = 65_536;

/** Characters of an answer that comes as one document. */
export const MAX_DOCUMENT_CHARS = 4_194_304;

/** After the reason why an answer ended: how long its token counts and the end of the stream are awaited. */
const AFTER_FINISH_MS = 500;

/** Where and how to ask. */
export interface CompletionTarget {
  /** Without a slash at the end. */
  baseUrl: string;
  /** Empty = none. */
  key: string;
  fetch: typeof fetch;
}

/**
 * Asks for one chat completion.
 * @returns the response, whose body has not been read
 * @throws UpstreamFault `status` or `network`, or the reason of `signal`
 */
export async function postCompletion(
  { baseUrl, key, fetch }: CompletionTarget,
  body: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream, application/json",
        ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      // A redirect would send the conversation, or the key, to an address nobody configured.
      redirect: "manual",
      signal,
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new UpstreamFault("network", errorText(cause), undefined, undefined, { cause });
  }
  if (response.ok) return response;
  const text = await boundedText(response, MAX_ERROR_BYTES).catch(() => "");
  signal.throwIfAborted();
  throw new UpstreamFault("status", text, response.status, response.headers);
}

/**
 * Reads an answer in whatever form it comes: an event stream, one JSON document, or JSON lines. Ends at `[DONE]`, or
 * {@link AFTER_FINISH_MS} after the reason why the answer ended: some servers leave the connection open. A listener that
 * needs no token counts may leave at that reason.
 * @throws UpstreamFault `stream` for an error document, `body` for something else than an answer, `cut` when it breaks
 */
export async function* readParts(response: Response): AsyncGenerator<CompletionPart> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new UpstreamFault("body", "the answer is empty");
  const decoder = new EventStreamDecoder();
  let start = "";
  let form: "unknown" | "events" | "document" = "unknown";
  let started = false;
  let finishedAt: number | undefined;
  try {
    for (;;) {
      const result = await nextText(reader, finishedAt);
      if (result === "late") return;
      const text = result.done ? "" : result.value;
      if (form !== "events") start += text;
      if (form === "unknown" && /\S/.test(start)) {
        form = /^\s*\ufeff?\s*[[{<]/.test(start) ? "document" : "events";
      }
      // Blanks before an answer mean nothing, and a server may send them without end.
      if (form === "unknown") start = "";
      if (form === "document") {
        if (start.length > MAX_DOCUMENT_CHARS) {
          throw new UpstreamFault("body", `a document of more than ${MAX_DOCUMENT_CHARS} characters`);
        }
        if (result.done) return yield* documentParts(start);
        continue;
      }
      if (form === "unknown") {
        if (result.done) return;
        continue;
      }
      const batch = result.done ? decoder.end() : decoder.push(started ? text : start);
      started = true;
      for (const { kind, text: data } of batch) {
        if (data.trim() === "[DONE]") return;
        const part = eventPart(kind, data);
        if (part === null) continue;
        yield part;
        if (part.finish !== null) finishedAt = performance.now();
      }
      if (result.done) return;
    }
  } catch (error) {
    if (error instanceof UpstreamFault) throw error;
    if (error instanceof EventStreamError) {
      throw new UpstreamFault("body", `${error.message}: ${start.slice(0, 300)}`);
    }
    throw new UpstreamFault("cut", errorText(error), undefined, undefined, { cause: error });
  } finally {
    // Not awaited: a connection that was cut does not answer.
    void (finishedAt === undefined ? reader.cancel() : drain(reader, finishedAt)).catch(() => {});
  }
}

/** The next text, or `late` when the answer has ended and nothing follows in time. */
async function nextText(reader: ReadableStreamDefaultReader<string>, finishedAt: number | undefined) {
  if (finishedAt === undefined) return await reader.read();
  const leftMs = AFTER_FINISH_MS - (performance.now() - finishedAt);
  if (leftMs <= 0) return "late" as const;
  const late = Promise.withResolvers<"late">();
  const timer = setTimeout(() => late.resolve("late"), leftMs);
  try {
    return await Promise.race([reader.read(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the end of a stream whose answer is complete, so that its connection can be used again. */
async function drain(reader: ReadableStreamDefaultReader<string>, finishedAt: number): Promise<void> {
  try {
    for (;;) {
      const result = await nextText(reader, finishedAt);
      if (result === "late" || result.done) return;
    }
  } finally {
    await reader.cancel();
  }
}

/** @returns null for what says nothing (keep-alives, unknown documents between known ones) */
function eventPart(kind: "data" | "error" | "line", text: string): CompletionPart | null {
  const value = parseJson(text);
  if (kind === "error") {
    throw new UpstreamFault("stream", value === undefined ? text : JSON.stringify({ error: value }));
  }
  if (value === undefined) {
    if (kind === "line") return null;
    throw new UpstreamFault("cut", `an event is not JSON: ${text.slice(0, 200)}`);
  }
  const part = readCompletion(value);
  if (part?.error !== undefined) throw streamFault(part.error);
  return part;
}

function streamFault(error: unknown): UpstreamFault {
  return new UpstreamFault("stream", typeof error === "string" ? error : JSON.stringify(error));
}

/** A whole document: one answer, or one JSON value per line. */
function* documentParts(text: string): Generator<CompletionPart> {
  const clean = text.replace(/^\s*\ufeff/, "");
  const whole = parseJson(clean);
  const values = whole !== undefined
    ? [whole]
    : clean.split("\n").filter((line) => line.trim() !== "").map(parseJson);
  let parts = 0;
  for (const value of values) {
    const part = value === undefined ? null : readCompletion(value);
    if (part?.error !== undefined) throw streamFault(part.error);
    if (part === null) {
      if (parts > 0) continue;
      const html = /^\s*</.test(clean) ? "an HTML page: " : "";
      throw new UpstreamFault("body", html + plainText(clean).slice(0, 200));
    }
    parts++;
    yield part;
  }
}

/** Markup taken out, for a message. */
function plainText(text: string): string {
  return text.slice(0, 4000).replace(/<[^<>]{0,500}>/g, " ").replace(/\s+/g, " ").trim();
}

/** The beginning of a body as text; the rest is not read. */
async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes < maxBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      bytes += value.length;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(all.subarray(0, maxBytes));
}
