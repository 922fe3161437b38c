import { createMiddleware } from "hono/factory";
import { BaseError, type Clock } from "../base/mod.ts";
import { type OpenCalls } from "../http/mod.ts";
import type { ApiEnv, CallEnd } from "./api_call.ts";
import { FLUSH_GRACE_MS } from "./api_limits.ts";
import { stopping } from "./api_refused.ts";

/** A request that was ended early; its `reason` says why. */
export class CallEnded extends BaseError {
  constructor(readonly reason: CallEnd) {
    super("aborted", `the request ended: ${reason}`);
  }
}

/** What {@link openCall} needs. */
export interface OpenCallModules {
  clock: Clock;
  calls: OpenCalls<CallEnd>;
  /** What a whole request may take, ms. */
  deadlineMs: number;
}

/** First: opens the call of a request, and ends it when its socket closes or its time is over. */
export function openCall({ clock, calls, deadlineMs }: OpenCallModules) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const { outgoing } = c.env;
    const controller = new AbortController();
    const abort = (reason: CallEnd) => controller.abort(new CallEnded(reason));
    calls.add(abort);
    const cancelDeadline = clock.after(deadlineMs, () => abort("deadline"));
    // A client that stopped reading must not keep its socket and place for ever after the end.
    const cancelCut = clock.after(deadlineMs + FLUSH_GRACE_MS, () => outgoing.destroy());
    outgoing.once("close", () => {
      cancelDeadline();
      cancelCut();
      calls.delete(abort);
      if (!outgoing.writableFinished) abort("gone");
    });
    const id = `req_${crypto.randomUUID().replaceAll("-", "")}`;
    c.set("call", { id, startedAt: clock.monotonic(), signal: controller.signal });
    if (calls.stopping) throw stopping();
    await next();
    c.res.headers.set("x-request-id", id);
  });
}
