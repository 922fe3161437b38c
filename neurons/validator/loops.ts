import { errorText } from "../../src/base/mod.ts";
import { StoreError } from "../../src/store/mod.ts";
import { NeuronError } from "../errors.ts";
import { type LoopModules, runLoop } from "../shared/loop.ts";

/** One loop of a validator. */
export interface ValidatorLoop {
  name: string;
  /** Pause between two runs, ms. */
  intervalMs: number;
  /** Longest single run, ms. */
  limitMs: number;
  job: (signal: AbortSignal) => Promise<unknown>;
}

/** How long work in flight may take after a stop, ms; what is not done then is journaled and found at the next start. */
const DRAIN_MS = 8000;

/**
 * Runs all loops until `signal` aborts or one of them cannot go on, then lets work in flight end.
 * @throws NeuronError `not_registered`; StoreError `other_chain`
 */
export async function runLoops(
  loops: readonly ValidatorLoop[],
  modules: LoopModules,
  signal: AbortSignal,
): Promise<void> {
  const stopped = new AbortController();
  const life = AbortSignal.any([signal, stopped.signal]);
  const fatal = (error: unknown) =>
    (error instanceof NeuronError && error.code === "not_registered") ||
    (error instanceof StoreError && error.code === "other_chain");
  const running = loops.map(({ job, ...options }) =>
    runLoop({ ...options, fatal }, modules, async (s) => void await job(s), life)
  );
  const ended = Promise.allSettled(running);
  try {
    // The first failure ends the wait, and so does the stop: what is still in flight drains below.
    await Promise.race([Promise.all(running), aborted(life)]);
  } finally {
    stopped.abort(new Error("stopped"));
    const waited = new AbortController();
    const late = modules.clock.sleep(DRAIN_MS, waited.signal).then(
      () => "late" as const,
      () => "late" as const,
    );
    const result = await Promise.race([ended, late]);
    waited.abort();
    if (result === "late") {
      modules.logger.warn("shutdown timed out; unfinished work resumes from the journal");
    } else {
      for (const one of result) {
        if (one.status === "rejected") modules.logger.debug(`loop ended: ${errorText(one.reason)}`);
      }
    }
  }
}

/** Resolves when the signal aborts. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
