import { BaseError } from "../base/mod.ts";

/** The signal handed to a command, and how to stop listening. */
export interface SignalWatch {
  signal: AbortSignal;
  dispose(): void;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that the command drains; the second ends the process.
 * @param onFirst told about the first
 */
export function watchSignals(onFirst: () => void): SignalWatch {
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) Deno.exit(1);
    onFirst();
    controller.abort(new BaseError("aborted", "stopped by a signal"));
  };
  Deno.addSignalListener("SIGINT", listener);
  Deno.addSignalListener("SIGTERM", listener);
  return {
    signal: controller.signal,
    dispose() {
      Deno.removeSignalListener("SIGINT", listener);
      Deno.removeSignalListener("SIGTERM", listener);
    },
  };
}
