import type { IncomingMessage } from "node:http";
import { type Clock, concatBytes } from "../base/mod.ts";
import { Refused } from "./refused.ts";

/** Bounds of {@link readBody}. */
export interface ReadBodyOptions {
  clock: Clock;
  maxBytes: number;
  timeoutMs: number;
  /** Ends the reading. */
  signal: AbortSignal;
}

/**
 * The whole body of a request.
 * @throws Refused 413 when it is larger, 408 when it does not end in time, 400 when the caller leaves in between
 */
export function readBody(incoming: IncomingMessage, options: ReadBodyOptions): Promise<Uint8Array> {
  const { clock, maxBytes, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const settle = (finish: () => void) => {
      cancel();
      incoming.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      signal.removeEventListener("abort", onGone);
      finish();
    };
    const refuse = (refusal: Refused) => settle(() => reject(refusal));
    const onData = (chunk: Uint8Array) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) refuse(new Refused(413, "size", `Request body is larger than ${maxBytes} bytes`));
    };
    const onEnd = () => settle(() => resolve(chunks.length === 1 ? chunks[0]! : concatBytes(...chunks)));
    const onGone = () =>
      refuse(new Refused(400, "body", "Improperly formatted request. The body did not end"));
    const cancel = clock.after(timeoutMs, () =>
      refuse(
        new Refused(408, "body_timeout", `Request body was not complete within ${timeoutMs / 1000} seconds`, {
          headers: { connection: "close" },
        }),
      ));
    incoming.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
    signal.addEventListener("abort", onGone, { once: true });
    if (signal.aborted) onGone();
  });
}
