import type { Clock } from "../../../base/mod.ts";

/** Milliseconds of computing after which the event loop gets to sleep once. A timer costs about 1 ms. */
export const YIELD_AFTER_MS = 5;

/** Anything with an ONNX Runtime `run`. */
export interface RunnableSession {
  // deno-lint-ignore no-explicit-any
  run(...args: any[]): Promise<any>;
}

/** Modules of {@link yieldWhileComputing}; tests replace the pause. */
export interface YieldModules {
  clock: Clock;
  /** Lets the event loop sleep once. */
  pause?(): Promise<void>;
}

/**
 * Makes the event loop sleep once whenever the sessions together computed longer than {@link YIELD_AFTER_MS}.
 *
 * ONNX Runtime queues an immediate per `run()`, so that the loop never sleeps while steps follow each other, and
 * the runtime completes pending reads and writes of standard input and output only every few dozen turns. Without
 * the pause, text, aborts and new requests wait that long. One wrapper around `run` serves the scheduler, the
 * library's `generate()`, the embedder and the translator alike.
 * @param sessions sessions of one process; their `run` is replaced in place
 */
export function yieldWhileComputing(
  sessions: Iterable<RunnableSession>,
  { clock, pause = () => new Promise((resolve) => setTimeout(resolve, 0)) }: YieldModules,
): void {
  let computedMs = 0;
  for (const session of sessions) {
    const run = session.run.bind(session);
    session.run = async (...args) => {
      const since = clock.monotonic();
      const result = await run(...args);
      computedMs += clock.monotonic() - since;
      if (computedMs >= YIELD_AFTER_MS) {
        computedMs = 0;
        await pause();
      }
      return result;
    };
  }
}
