import {
  backoffDelay,
  type Clock,
  errorText,
  type Logger,
  type Metrics,
  type Random,
} from "../../src/base/mod.ts";
import type { Beats } from "../../src/service/mod.ts";

/** One of a neuron's loops. Each has its own timer; a failure in one never stops the others. */
export interface LoopOptions {
  /** For logs and the metric `loop_failures_total{loop}`. */
  name: string;
  /** Pause between two runs, ms. */
  intervalMs: number;
  /** Longest single run, ms; the job's signal then aborts. */
  limitMs: number;
  /** Errors that end the loop (and the neuron) instead of being retried. */
  fatal?: (error: unknown) => boolean;
}

/** What a loop needs. */
export interface LoopModules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Told that the loop lives; a watchdog listens. */
  pulse?: Beats;
}

/** How much later than planned a loop may beat before it counts as stuck, ms. */
const GRACE_MS = 60_000;

/**
 * Runs `job` again and again until `signal` aborts. A failed run is logged, counted and repeated after a growing,
 * jittered pause of at least the interval.
 * @throws only fatal errors
 */
export async function runLoop(
  options: LoopOptions,
  modules: LoopModules,
  job: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger, metrics, pulse } = modules;
  const random = modules.random.fork(`loop/${options.name}`);
  let failures = 0;
  // A job that ignores the end of its time keeps the loop silent.
  const beat = (ms: number) => pulse?.beat(options.name, ms + GRACE_MS);
  const ended = () => pulse?.forget(options.name);
  signal.addEventListener("abort", ended, { once: true });
  while (!signal.aborted) {
    beat(options.limitMs);
    const limit = new AbortController();
    const stop = () => limit.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const cancel = clock.after(
      options.limitMs,
      () => limit.abort(new Error(`${options.name} exceeded ${options.limitMs} ms`)),
    );
    let pause = options.intervalMs;
    try {
      await job(limit.signal);
      failures = 0;
    } catch (error) {
      if (options.fatal?.(error)) {
        ended();
        throw error;
      }
      if (signal.aborted) break;
      metrics.count("loop_failures_total", { loop: options.name });
      pause = Math.max(pause, backoffDelay(failures++, random, { delayMs: 1000, maxDelayMs: 60_000 }));
      logger.warn(`${options.name} failed, again in ${Math.round(pause / 100) / 10} s: ${errorText(error)}`);
    } finally {
      cancel();
      signal.removeEventListener("abort", stop);
    }
    if (!signal.aborted) beat(pause);
    await clock.sleep(pause, signal).catch(() => {});
  }
}
