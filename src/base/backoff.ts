import { abortReason, type Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Options of {@link backoffDelay} and {@link retry}. */
export interface BackoffOptions {
  /** First delay in milliseconds. @default {1000} */
  delayMs?: number;
  /** Growth per attempt. @default {2} */
  factor?: number;
  /** Largest delay in milliseconds. @default {30000} */
  maxDelayMs?: number;
  /** Share of the delay that is random, 0 to 1. @default {0.5} */
  jitter?: number;
}

/**
 * Delay before the next attempt, growing and jittered so that many clients do not return together.
 * @param attempt 0 for the first retry
 * @returns milliseconds
 */
export function backoffDelay(attempt: number, random: Random, options: BackoffOptions = {}): number {
  const { delayMs = 1000, factor = 2, maxDelayMs = 30_000, jitter = 0.5 } = options;
  const full = Math.min(maxDelayMs, delayMs * factor ** Math.min(attempt, 60));
  return full * (1 - jitter * random.next());
}

/** Options of {@link retry}. */
export interface RetryOptions extends BackoffOptions {
  clock: Clock;
  random: Random;
  /** Attempts in all. @default {3} */
  tries?: number;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** Whether this error is worth another try. @default {always} */
  retryIf?: (error: unknown) => boolean;
  /** Told about each failed attempt that will be repeated. */
  onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
}

/**
 * Runs `job` until it succeeds, fails for good, or the tries are used up.
 * @throws the last error, or the reason of `signal`
 */
export async function retry<T>(job: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const tries = options.tries ?? 3;
  for (let attempt = 0;; attempt++) {
    if (options.signal?.aborted) throw abortReason(options.signal);
    try {
      return await job(attempt);
    } catch (error) {
      if (attempt + 1 >= tries || options.signal?.aborted || options.retryIf?.(error) === false) throw error;
      const delayMs = backoffDelay(attempt, options.random, options);
      options.onRetry?.(error, attempt, delayMs);
      await options.clock.sleep(delayMs, options.signal);
    }
  }
}
