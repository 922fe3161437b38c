import { createMiddleware } from "hono/factory";
import type { RateLimiter } from "../../base/mod.ts";
import type { AxonEnv } from "../call.ts";
import { Refused } from "../refused.ts";

/** Charges the request to its hotkey; only ever after the signature, so that nobody is charged for others. */
export function limitRate(limiter: RateLimiter) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const retryAfterS = limiter.take(c.var.call.hotkey!);
    if (retryAfterS > 0) throw new Refused(429, "rate", "Too many requests of this hotkey", { retryAfterS });
    await next();
  });
}
