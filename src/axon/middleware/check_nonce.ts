import { createMiddleware } from "hono/factory";
import type { AxonEnv } from "../call.ts";
import { notVerified } from "../refused.ts";
import type { ReplayGuard } from "../replay_guard.ts";

/**
 * Refuses what is stale or was seen, before it costs a signature check; remembers nothing
 * (docs/spec/wire.md#33-nonce-semantics).
 */
export function checkNonce(guard: ReplayGuard) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const reason = guard.check(c.var.call);
    if (reason !== null) throw notVerified("nonce", reason);
    await next();
  });
}
