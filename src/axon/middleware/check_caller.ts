import { createMiddleware } from "hono/factory";
import { PING_NAME } from "../../protocol/mod.ts";
import type { AxonEnv } from "../call.ts";
import { notVerified, Refused } from "../refused.ts";
import type { CallerPolicy } from "../types.ts";

/**
 * The caller named in the headers must be known and permitted: one lookup keeps most strangers away from the signature
 * check. The ping has no blacklist (docs/spec/wire.md#11-transport-and-routes).
 */
export function checkCaller(policy: CallerPolicy) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const call = c.var.call;
    const hotkey = call.headers!.dendrite.hotkey;
    if (!hotkey) throw notVerified("caller", "Missing hotkey");
    refuseUnwelcome(policy, call.name, hotkey);
    call.hotkey = hotkey;
    await next();
  });
}

/**
 * Throws the 403 of a caller who is not welcome; asked again after the signature, as the registry may have changed.
 * @throws Refused 403
 */
export function refuseUnwelcome(policy: CallerPolicy, name: string, hotkey: string): void {
  if (name === PING_NAME) return;
  const reason = policy.refuseReason(hotkey);
  if (reason !== null) throw new Refused(403, "blacklist", `Forbidden. Key is blacklisted: ${reason}.`);
}
