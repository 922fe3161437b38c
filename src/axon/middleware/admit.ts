import { createMiddleware } from "hono/factory";
import type { Metrics } from "../../base/mod.ts";
import type { AxonEnv } from "../call.ts";
import { Refused } from "../refused.ts";
import type { AxonLimits, CallerPolicy } from "../types.ts";

/** The last eighth of the places is kept for callers with stake. */
const STAKED_SHARE = 1 / 8;

/** One request being answered. */
interface Place {
  hotkey: string;
  stake: number;
  displace: () => void;
}

/** Why there is no place. */
export type NoPlace = "full" | "hotkey";

/**
 * Counts the requests being answered. One hotkey has a few places; when all are taken, a caller with more stake takes
 * the place of the one with the least.
 */
export class Admission {
  readonly #places = new Set<Place>();
  readonly #perHotkey = new Map<string, number>();

  constructor(
    readonly limits: Pick<AxonLimits, "inFlight" | "inFlightPerHotkey">,
    readonly policy: CallerPolicy,
    readonly metrics: Metrics,
  ) {}

  /** Requests being answered now. */
  get inFlight(): number {
    return this.#places.size;
  }

  /**
   * Takes a place.
   * @param displace called when a caller with more stake takes the place; it is given back then
   * @returns gives it back (once), or why there is none for this caller
   */
  enter(hotkey: string, displace: () => void): (() => void) | NoPlace {
    const { inFlight, inFlightPerHotkey } = this.limits;
    if ((this.#perHotkey.get(hotkey) ?? 0) >= inFlightPerHotkey) return "hotkey";
    const stake = this.policy.priority(hotkey);
    const reserved = stake > 0 ? 0 : Math.floor(inFlight * STAKED_SHARE);
    if (this.#places.size >= inFlight - reserved) {
      const victim = this.#least(stake);
      if (!victim) return "full";
      this.#leave(victim);
      victim.displace();
    }
    const place: Place = { hotkey, stake, displace };
    this.#places.add(place);
    this.#perHotkey.set(hotkey, (this.#perHotkey.get(hotkey) ?? 0) + 1);
    this.metrics.gauge("axon_in_flight", this.#places.size);
    return () => this.#leave(place);
  }

  /** The newest place of the caller with the least stake, when that is less than `stake`. */
  #least(stake: number): Place | undefined {
    let least: Place | undefined;
    for (const place of this.#places) {
      if (place.stake < stake && place.stake <= (least?.stake ?? Infinity)) least = place;
    }
    return least;
  }

  #leave(place: Place): void {
    if (!this.#places.delete(place)) return;
    const left = this.#perHotkey.get(place.hotkey)! - 1;
    if (left > 0) this.#perHotkey.set(place.hotkey, left);
    else this.#perHotkey.delete(place.hotkey);
    this.metrics.gauge("axon_in_flight", this.#places.size);
  }
}

/** Takes a place for the time of the answer, which ends when its socket has taken or lost it. */
export function admit(admission: Admission) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const { hotkey, signal, abort } = c.var.call;
    const leave = admission.enter(hotkey!, () => abort("displaced"));
    if (typeof leave === "string") {
      const reason = leave === "hotkey"
        ? `This axon answers at most ${admission.limits.inFlightPerHotkey} requests of one hotkey at once`
        : "This axon is answering as many requests as it can";
      throw new Refused(503, "busy", reason, { retryAfterS: 1 });
    }
    c.env.outgoing.once("close", leave);
    if (signal.aborted) leave();
    await next();
  });
}
