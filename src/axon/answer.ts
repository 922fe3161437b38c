import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { type Clock, errorText, type Logger, type Metrics, raceSignal } from "../base/mod.ts";
import type { AxonEnv, Call } from "./call.ts";
import { FLUSH_GRACE_MS } from "./limits.ts";
import { wirePieces } from "./pieces.ts";
import { Refused, stopping } from "./refused.ts";
import { replyHead } from "./reply.ts";
import type { ResponseHeaders } from "./response_headers.ts";
import { NO_UUID } from "./replay_guard.ts";
import type { Refusal, SynapseHandler, SynapseRequest } from "./types.ts";

/** Status of a handler's refusal. */
const REFUSAL_STATUS = { busy: 503, rate: 429, size: 413, failed: 500 } as const;

/** What {@link answerPrompt} needs. */
export interface AnswerModules {
  handler: SynapseHandler<unknown, unknown>;
  headers: ResponseHeaders;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

function isRefusal(answer: unknown): answer is Refusal {
  return answer !== null && typeof answer === "object" && "refuse" in answer;
}

function requestOf(call: Call): SynapseRequest<unknown> {
  const { uuid = NO_UUID, version } = call.headers!.dendrite;
  return {
    request: call.request,
    caller: { hotkey: call.hotkey!, uuid, ip: call.peer.ip, version },
    timeoutMs: call.timeoutMs,
    receivedAt: call.receivedAt,
    signal: call.signal,
  };
}

/**
 * What the handler answers, after it agreed to.
 * @throws Refused when it did not; the signal's reason
 */
export async function askHandler(call: Call, handler: SynapseHandler<unknown, unknown>): Promise<unknown> {
  const answer = await raceSignal((async () => await handler(requestOf(call)))(), call.signal);
  if (!isRefusal(answer)) return answer;
  const { refuse, reason, retryAfterS } = answer;
  throw new Refused(REFUSAL_STATUS[refuse], refuse, reason, { retryAfterS });
}

/** What a call that ended before its first piece is answered with. */
export function endedEarly(call: Call): Refused {
  if (call.signal.reason === "stopping") return stopping();
  if (call.signal.reason === "displaced") {
    return new Refused(503, "displaced", "A caller with more stake took the place of this request", {
      retryAfterS: 1,
    });
  }
  if (call.signal.reason === "gone") return new Refused(408, "gone", "The caller left");
  return new Refused(408, "deadline", `Response timeout after: ${call.timeoutMs / 1000}s`);
}

/**
 * Last: lets the handler answer a verified prompt and streams the pieces
 * (docs/spec/wire.md#16-successful-response). The status is decided by the first piece, so that a handler
 * that fails or refuses at once still gets an honest status. At the deadline what is there has been flushed
 * and the stream ends cleanly; a failure after the first piece cuts the connection.
 */
export function answerPrompt(modules: AnswerModules) {
  const { handler, headers, clock, logger, metrics } = modules;
  return async (c: Context<AxonEnv>): Promise<Response> => {
    const call = c.var.call;
    const { outgoing } = c.env;
    const elapsedS = () => (clock.monotonic() - call.receivedAt) / 1000;
    const cancelDeadline = clock.after(call.timeoutMs, () => call.abort("deadline"));
    outgoing.once("close", cancelDeadline);
    let pieces: AsyncGenerator<string>;
    let first: IteratorResult<string>;
    try {
      pieces = wirePieces(await askHandler(call, handler) as AsyncIterable<string>, call.signal);
      first = await pieces.next();
    } catch (error) {
      cancelDeadline();
      throw call.signal.aborted ? endedEarly(call) : error;
    }
    if (!first.done) metrics.observe("axon_ttft_seconds", elapsedS());

    // A client that stopped reading must not keep its socket and place for ever after the end.
    let cutting = false;
    const cutLater = () => {
      if (cutting || call.signal.reason === "gone") return;
      cutting = true;
      outgoing.once("close", clock.after(FLUSH_GRACE_MS, () => outgoing.destroy()));
    };
    call.signal.addEventListener("abort", cutLater, { once: true });
    const end = () => {
      cancelDeadline();
      metrics.observe("axon_answer_seconds", elapsedS());
      outgoing.end();
      cutLater();
    };
    const send = async () => {
      try {
        for (let piece = first; !piece.done;) {
          // A socket that cannot be written is a caller who left, a moment before its close says so.
          const left = () => call.abort("gone");
          const flushed = raceSignal(written(outgoing, piece.value).catch(left), call.signal);
          // An abort while the next piece is waited for is told by the pieces.
          flushed.catch(() => {});
          // Asked for before the flush: an end that is there already shares a system call with the last piece.
          piece = await pieces.next();
          if (!piece.done) await flushed;
        }
        end();
      } catch (error) {
        void pieces.return(undefined).catch(() => {});
        if (call.signal.aborted && call.signal.reason === "deadline") return end();
        if (!call.signal.aborted && !outgoing.destroyed) {
          logger.error("an answer failed after its first piece", { error: errorText(error) });
        }
        cancelDeadline();
        // The status is long gone: only a connection that breaks after what was written can say that this answer is
        // not whole.
        outgoing.socket?.destroySoon();
        cutLater();
      }
    };
    const answer = replyHead(c, 200, {
      ...await headers.of(call, 200, "Success"),
      "content-type": "text/event-stream",
      "transfer-encoding": "chunked",
    });
    void send();
    return answer;
  };
}

/** Resolves when the system has taken the piece, which a client that does not read holds back. */
function written(outgoing: HttpBindings["outgoing"], piece: string): Promise<void> {
  return new Promise((resolve, reject) => {
    outgoing.write(piece, (error?: Error | null) => error ? reject(error) : resolve());
  });
}
