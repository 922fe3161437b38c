import { createMiddleware } from "hono/factory";
import type { Metrics } from "../../base/mod.ts";
import type { AxonEnv } from "../call.ts";
import { Refused } from "../refused.ts";
import type { CallerPolicy } from "../types.ts";

/** The last eighth of the places is kept for callers with stake. */
const STAKED_SHARE = 1 / 8;

/** Counts the requests being answered. */
export class Admission {
  #inFlight = 0;

  constructor(readonly limit: number, readonly policy: CallerPolicy, readonly metrics: Metrics) {}

  /** Requests being answered now. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * Takes a place.
   * @returns gives it back (once), or null when there is none for this caller
   */
  enter(hotkey: string): (() => void) | null {
    const reserved = this.policy.priority(hotkey) > 0 ? 0 : Math.floor(this.limit * STAKED_SHARE);
    if (this.#inFlight >= this.limit - reserved) return null;
    this.metrics.gauge("axon_in_flight", ++this.#inFlight);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.metrics.gauge("axon_in_flight", --this.#inFlight);
    };
  }
}

/** Takes a place for the time of the answer, which ends when its socket has taken or lost it. */
export function admit(admission: Admission) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const { hotkey, signal } = c.var.call;
    const leave = admission.enter(hotkey!);
    if (!leave) {
      throw new Refused(503, "busy", "This axon is answering as many requests as it can", { retryAfterS: 1 });
    }
    c.env.outgoing.once("close", leave);
    if (signal.aborted) leave();
    await next();
  });
}
