import type { IncomingMessage } from "node:http";
import { concatBytes } from "../base/mod.ts";
import type { Clock } from "../base/mod.ts";
import { BaseError } from "../base/mod.ts";

/** Bounds of {@link readBody}. */
export interface ReadBodyOptions {
  clock: Clock;
  maxBytes: number;
  timeoutMs: number;
  /** Ends the reading. */
  signal: AbortSignal;
}

/**
 * The whole body of a request to a server of ours, bounded in size and time while it arrives.
 * @throws BaseError `full` when it is larger, `deadline` when it does not end in time, `aborted` when the caller leaves
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
    const refuse = (error: BaseError) => settle(() => reject(error));
    const onData = (chunk: Uint8Array) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) refuse(new BaseError("full", `Request body is larger than ${maxBytes} bytes`));
    };
    const onEnd = () => settle(() => resolve(chunks.length === 1 ? chunks[0]! : concatBytes(...chunks)));
    const onGone = () => refuse(new BaseError("aborted", "The body did not end"));
    const late = `Request body was not complete within ${timeoutMs / 1000} seconds`;
    const cancel = clock.after(timeoutMs, () => refuse(new BaseError("deadline", late)));
    incoming.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
    signal.addEventListener("abort", onGone, { once: true });
    if (signal.aborted) onGone();
  });
}
