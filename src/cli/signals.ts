import { BaseError } from "../base/mod.ts";
import { EXIT } from "./exit_codes.ts";

/** Signals that ask for a stop. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** SIGHUP stops a service, or stays ignored as its starter wants it; other commands (null) leave it alone. */
export type Hangup = "watch" | "ignore" | null;

/** The signal handed to a command, and how to stop listening. */
export interface SignalWatch {
  signal: AbortSignal;
  /** The first signal that came. */
  came(): StopSignal | null;
  dispose(): void;
}

/** Exit code of a command that a signal ended before it was done: 128 and the number of the signal, as shells do. */
export function interruptedCode(signal: StopSignal): number {
  return { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: 129 }[signal];
}

/**
 * Turns the first SIGINT, SIGTERM or, where it is watched, SIGHUP into an abort, so that the command drains; the second
 * ends the process.
 * @param options `hangup` = what SIGHUP, the loss of the terminal, does; `forced` = exit code of the second signal
 * @param onFirst called after the abort
 */
export function watchSignals(
  options: { hangup: Hangup; forced: (signal: StopSignal) => number },
  onFirst: () => void,
): SignalWatch {
  const controller = new AbortController();
  let first: StopSignal | null = null;
  const watched: StopSignal[] = options.hangup ? ["SIGINT", "SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM"];
  const listeners = watched.map((name) => {
    const listener = () => {
      if (name === "SIGHUP" && options.hangup === "ignore") return;
      if (first !== null) {
        // The terminal goes away with its last words: a hangup after a stop is no wish to hurry.
        if (name === "SIGHUP") return;
        Deno.exit(options.forced(name));
      }
      first = name;
      // The stop itself comes first: whatever fails while it is told changes nothing.
      controller.abort(new BaseError("aborted", "stopped by a signal"));
      onFirst();
    };
    Deno.addSignalListener(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: controller.signal,
    came: () => first,
    dispose() {
      for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}

/**
 * Whether the starter of this process has SIGHUP ignored, as `nohup` does. The runtime sets handlers of its own before
 * any of our code runs, so the kernel can no longer tell: the launcher of the packed program does (`SN1_HANGUP`), and
 * shells leave the path of `nohup` in `_`.
 */
export function hangupIgnored(env: (name: string) => string | undefined): boolean {
  return env("SN1_HANGUP") === "ignore" || /(?:^|\/)nohup$/.test(env("_") ?? "");
}
