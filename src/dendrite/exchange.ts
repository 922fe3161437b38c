import { type IncomingMessage, request } from "node:http";
import { abortReason, errorText } from "../base/mod.ts";
import type { HeaderPairs } from "../protocol/mod.ts";
import type { Dial } from "./address.ts";
import { PieceJoiner } from "./piece_joiner.ts";
import { RefusedAnswer } from "./refused_answer.ts";
import { sliceReads, takeChunks } from "./slice_reads.ts";

/** Chunks of one answer: four times those of the longest honest one. Each costs several microseconds. */
export const MAX_BODY_CHUNKS = 4096;
/** Interim answers (1xx) before the real one; no axon sends any. */
export const MAX_INTERIM_ANSWERS = 8;
/** Bytes of framing allowed per chunk: its length in hex, two line ends, a short extension. */
const FRAMING_BYTES = 16;

/** One POST and the bounds of its answer. */
export interface Exchange {
  dial: Dial;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** Bytes of the response's status line and headers. */
  maxHeaderBytes: number;
  /** Bytes of the response's body. What the socket may carry beside them is bounded too. */
  maxBodyBytes: number;
  /** Ends the exchange at any point. */
  signal: AbortSignal;
}

/**
 * Bytes of one connection: the body, its framing, the head and the trailers. Extensions of chunks, blank lines before
 * the head and bodies that are not wanted pass the parser unseen; only the socket counts them.
 */
function maxSocketBytes(e: Pick<Exchange, "maxBodyBytes" | "maxHeaderBytes">): number {
  return e.maxBodyBytes + 2 * e.maxHeaderBytes + MAX_BODY_CHUNKS * FRAMING_BYTES;
}

/** Told what arrives. What these throw ends the exchange and is thrown on. */
export interface ExchangeHooks {
  /** @returns false when the body is not wanted */
  onHead(status: number, headers: HeaderPairs): boolean;
  onData(bytes: Uint8Array): void;
}

/** Where an exchange broke: no connection, no answer, a broken answer head, a broken body. */
export type BreakPoint = "connect" | "answer" | "head" | "body";

/** An exchange that broke, other than by the caller's signal. */
export class ExchangeBroken extends Error {
  constructor(readonly point: BreakPoint, cause: unknown) {
    super(errorText(cause), { cause });
  }
}

const CONNECT_CODES = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
  "EACCES",
  "EPERM",
  "EINVAL",
  "EMFILE",
]);

/**
 * Posts over a fresh connection and hands on what arrives. `node:http` rather than `fetch`: it bounds the headers,
 * never follows a redirect and never inflates. Resolves when the body has ended or is not wanted. The server decides
 * how much work an answer makes, so chunks, interim answers and bytes of the socket are counted.
 * @throws ExchangeBroken, RefusedAnswer beyond a bound, the reason of `signal`, or what a hook threw
 */
export function exchange(e: Exchange, hooks: ExchangeHooks): Promise<void> {
  if (e.signal.aborted) return Promise.reject(abortReason(e.signal));
  return new Promise((resolve, reject) => {
    let point: BreakPoint = "answer";
    let settled = false;
    const settle = (error?: unknown) => {
      if (settled) return;
      try {
        // What arrived before the end counts, however the exchange ends.
        pieces.flush();
      } catch (cause) {
        error ??= cause;
      }
      settled = true;
      e.signal.removeEventListener("abort", onAbort);
      // Also after success: a body that is not wanted must not be read on.
      call.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    const broke = (error: unknown) => settle(new ExchangeBroken(pointOf(error, point), error));
    const onAbort = () => settle(abortReason(e.signal));
    const refuse = (reason: string) => settle(new RefusedAnswer(reason));
    const pieces = new PieceJoiner(hooks.onData, settle);
    const socketBytes = maxSocketBytes(e);
    let received = 0;
    let interim = 0;
    let chunks = 0;

    const call = request({
      agent: false,
      host: e.dial.host,
      port: e.dial.port,
      path: e.path,
      method: "POST",
      maxHeaderSize: e.maxHeaderBytes,
      headers: {
        host: `${e.dial.urlHost}:${e.dial.port}`,
        accept: "*/*",
        "accept-encoding": "identity",
        connection: "close",
        "content-length": new TextEncoder().encode(e.body).length,
        ...e.headers,
      },
    });
    e.signal.addEventListener("abort", onAbort, { once: true });
    call.on("error", broke);
    call.on("close", () => broke(new Error("the connection was closed")));
    call.on("socket", (socket) => {
      sliceReads(socket, () => !settled);
      socket.on("data", (bytes: Uint8Array) => {
        received += bytes.length;
        if (received > socketBytes) refuse(`the answer and its framing are longer than ${socketBytes} bytes`);
      });
    });
    call.on("information", () => {
      if (++interim > MAX_INTERIM_ANSWERS) refuse(`more than ${MAX_INTERIM_ANSWERS} interim answers`);
    });
    call.on("upgrade", () => broke(new Error("the server wants another protocol")));
    call.on("response", (response: IncomingMessage) => {
      point = "head";
      try {
        if (!hooks.onHead(response.statusCode ?? 0, pairsOf(response.rawHeaders))) return settle();
      } catch (error) {
        return settle(error);
      }
      point = "body";
      response.on("error", broke);
      takeChunks(response, (bytes) => {
        if (settled) return;
        if (++chunks > MAX_BODY_CHUNKS) refuse(`the answer has more than ${MAX_BODY_CHUNKS} chunks`);
        else pieces.push(bytes);
      });
      response.on("end", () => response.complete ? settle() : broke(new Error("the body is not complete")));
      response.on("aborted", () => broke(new Error("the body is not complete")));
    });
    call.end(e.body);
  });
}

function pointOf(error: unknown, point: BreakPoint): BreakPoint {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (point === "answer" && CONNECT_CODES.has(code)) return "connect";
  return point === "answer" && code.startsWith("HPE_") ? "head" : point;
}

function* pairsOf(raw: readonly string[]): Generator<readonly [string, string]> {
  for (let i = 0; i + 1 < raw.length; i += 2) yield [raw[i]!, raw[i + 1]!];
}
