import { BaseError } from "./errors.ts";

/** Time as the program sees it. Injected everywhere so that tests can own it. */
export interface Clock {
  /** Wall clock in milliseconds since 1970 (UTC); may jump when the host's clock is set. */
  now(): number;
  /** Wall clock in nanoseconds since 1970, strictly increasing over calls of one clock. Used for nonces. */
  nowNs(): bigint;
  /** Milliseconds on a clock that never jumps. Used for durations and deadlines. */
  monotonic(): number;
  /**
   * Waits.
   * @param ms milliseconds
   * @param signal ends the wait early by throwing its reason
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Calls `run` once after `ms` milliseconds.
   * @returns a function that cancels the call
   */
  after(ms: number, run: () => void): () => void;
}

/** The clock of the host. */
export class SystemClock implements Clock {
  #lastNs = 0n;

  now(): number {
    return Date.now();
  }

  nowNs(): bigint {
    const ns = BigInt(Math.floor((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
    const wall = BigInt(Date.now()) * 1_000_000n;
    // performance.timeOrigin is fixed at start: when the wall clock was corrected since, follow the wall clock.
    const drift = ns > wall ? ns - wall : wall - ns;
    const candidate = drift > 1_000_000_000n ? wall : ns;
    this.#lastNs = candidate > this.#lastNs ? candidate : this.#lastNs + 1n;
    return this.#lastNs;
  }

  monotonic(): number {
    return performance.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        clearTimeout(timer);
        reject(abortReason(signal!));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, Math.max(0, ms));
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  after(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, Math.max(0, ms));
    return () => clearTimeout(timer);
  }
}

/** One shared instance: the nanosecond counter must be strictly increasing in the whole process. */
export const systemClock: Clock = new SystemClock();

/**
 * The reason of an aborted signal as an `Error`.
 * @param signal an aborted signal
 */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new BaseError("aborted", "aborted", { cause: reason });
}
