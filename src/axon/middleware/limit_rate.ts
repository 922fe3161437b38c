import { createMiddleware } from "hono/factory";
import { BoundedMap, type Clock } from "../../base/mod.ts";
import type { AxonEnv } from "../call.ts";
import { REMEMBERED_HOTKEYS } from "../limits.ts";
import { Refused } from "../refused.ts";

/** A bucket of requests per hotkey that refills evenly. */
export class RateLimiter {
  readonly #buckets = new BoundedMap<string, { tokens: number; at: number }>(REMEMBERED_HOTKEYS);
  readonly #perMinute: number;
  readonly #clock: Clock;

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /**
   * Takes one request from the bucket of a hotkey.
   * @returns 0 when it was there, else the seconds until it will be
   */
  take(hotkey: string): number {
    const now = this.#clock.monotonic();
    const perMs = this.#perMinute / 60_000;
    const bucket = this.#buckets.get(hotkey) ?? { tokens: this.#perMinute, at: now };
    const tokens = Math.min(this.#perMinute, bucket.tokens + (now - bucket.at) * perMs);
    const enough = tokens >= 1;
    this.#buckets.set(hotkey, { tokens: enough ? tokens - 1 : tokens, at: now });
    return enough ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));
  }
}

/** Charges the request to its hotkey; only ever after the signature, so that nobody is charged for others. */
export function limitRate(limiter: RateLimiter) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const retryAfterS = limiter.take(c.var.call.hotkey!);
    if (retryAfterS > 0) throw new Refused(429, "rate", "Too many requests of this hotkey", { retryAfterS });
    await next();
  });
}
