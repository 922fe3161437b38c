import { createMiddleware } from "hono/factory";
import { type Clock } from "../../base/mod.ts";
import { type OpenCalls, sourceOf } from "../../http/mod.ts";
import type { Synapse } from "../../protocol/mod.ts";
import type { AxonEnv, CallEnd } from "../call.ts";
import { stopping } from "../refused.ts";

/** What {@link openCall} needs. */
export interface OpenCallModules {
  clock: Clock;
  calls: OpenCalls<CallEnd>;
}

/** First: opens the call of a request and ends it when its socket closes. */
export function openCall(synapse: Synapse<unknown, unknown, never>, { clock, calls }: OpenCallModules) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const { incoming, outgoing } = c.env;
    const { remoteAddress = "", remotePort = 0 } = incoming.socket;
    const controller = new AbortController();
    const abort = (reason: CallEnd) => {
      if (!controller.signal.aborted) controller.abort(reason);
    };
    calls.add(abort);
    outgoing.once("close", () => {
      calls.delete(abort);
      if (!outgoing.writableFinished) abort("gone");
    });
    const now = clock.monotonic();
    c.set("call", {
      name: synapse.name,
      synapse,
      peer: { ip: remoteAddress.replace(/^::ffff:/i, ""), port: remotePort },
      source: sourceOf(remoteAddress),
      startedAt: now,
      signal: controller.signal,
      abort,
      verified: false,
      bodyRead: false,
      timeoutMs: 0,
      receivedAt: now,
    });
    if (calls.stopping) throw stopping();
    await next();
  });
}
