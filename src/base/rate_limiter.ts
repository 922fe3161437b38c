import { BoundedMap } from "./bounded.ts";
import type { Clock } from "./clock.ts";

/** A bucket of requests per caller that refills evenly. */
export class RateLimiter {
  readonly #buckets: BoundedMap<string, { tokens: number; at: number }>;
  readonly #perMinute: number;
  readonly #clock: Clock;

  /**
   * @param perMinute size of a bucket, for callers without one of their own
   * @param remembered callers at most; the longest unused one is forgotten, and so has a full bucket again
   */
  constructor(perMinute: number, clock: Clock, remembered: number) {
    this.#perMinute = perMinute;
    this.#clock = clock;
    this.#buckets = new BoundedMap(remembered);
  }

  /**
   * Takes one request, or another amount, from the bucket of a caller.
   * @param perMinute size of this caller's bucket. @default {that of the limiter}
   * @param amount what is taken, at most the size of the bucket. @default {1}
   * @returns 0 when it was there, else the seconds until it will be
   */
  take(caller: string, perMinute: number = this.#perMinute, amount = 1): number {
    const now = this.#clock.monotonic();
    const perMs = perMinute / 60_000;
    const bucket = this.#buckets.get(caller) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, bucket.tokens + (now - bucket.at) * perMs);
    const wanted = Math.min(amount, perMinute);
    const enough = tokens >= wanted;
    this.#buckets.set(caller, { tokens: enough ? tokens - wanted : tokens, at: now });
    return enough ? 0 : Math.max(1, Math.ceil((wanted - tokens) / perMs / 1000));
  }
}
