/** Measurements that are kept. */
const KEPT = 64;
/** Below this many nothing can be said. */
const ENOUGH = 5;
/** Used until then, ms. */
export const DEFAULT_HEDGE_MS = 2_000;
/** Never hedge sooner, ms: networks jitter. */
export const SHORTEST_HEDGE_MS = 250;
/** Share of requests that are answered before a second miner is asked. */
const QUANTILE = 0.9;

/**
 * The latest times to a first piece, and what follows for hedging: a second miner is asked when the first is slower than
 * nine in ten were, so hedges cost about a tenth more requests.
 */
export class FirstPieceTimes {
  readonly #times: number[] = [];

  /** @param ms a measured time, or how long one waited in vain */
  add(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > KEPT) this.#times.shift();
  }

  /** After how long without a piece a second miner is asked, ms. @param longest upper bound */
  hedgeAfterMs(longest: number): number {
    const sorted = this.#times.toSorted((a, b) => a - b);
    const usual = sorted.length < ENOUGH ? DEFAULT_HEDGE_MS : sorted[Math.floor(QUANTILE * sorted.length)]!;
    return Math.min(longest, Math.max(SHORTEST_HEDGE_MS, usual));
  }
}
