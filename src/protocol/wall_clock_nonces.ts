import type { NonceChange } from "./monotonic_nonces.ts";

const SECOND_NS = 1_000_000_000n;
/** How far a nonce may be ahead, and behind beyond the caller's timeout: the SDK's slack for clocks. */
const SLACK_S = 4;
/** Most seconds the unsigned `timeout` header may widen the window by. */
const MAX_TIMEOUT_S = 60;
/** No nonce older than this can pass, so none needs to be remembered longer. */
const OLDEST_NS = BigInt(SLACK_S + MAX_TIMEOUT_S) * SECOND_NS;

/**
 * By how much a durable floor is set beyond the nonce it is for: a caller whose clock runs ahead then costs one write
 * per second, not one per request. No header can hold the name of its row.
 */
const RESERVE_S = 1;
const RESERVE_ROW = "\nahead of the clock";

const REPLAYED = "Nonce is too old, a newer one was last processed";

interface Caller {
  /** Nothing at or below is accepted: what was forgotten lies there. */
  floor: bigint;
  /** Largest nonce accepted. */
  newest: bigint;
  /** `uuid:nonce` → nonce, oldest arrival first. */
  seen: Map<string, bigint>;
  /** Up to here a durable floor keeps nonces from passing again after a restart. */
  reserved: bigint;
}

function seconds(ns: bigint): string {
  return (Number(ns) / 1e9).toFixed(2);
}

/**
 * Wall-clock nonces: each (hotkey, uuid, nonce) passes once inside a window around now, in any order
 * (docs/spec/wire.md#33-nonce-semantics). Memory is bounded; whatever is forgotten raises a floor.
 */
export class WallClockNonces {
  /** Least recently used first. */
  readonly #callers = new Map<string, Caller>();
  #floor: bigint;
  #size = 0;

  /**
   * @param startNs nothing stamped before is accepted
   * @param hotkeys hotkeys remembered
   * @param perHotkey nonces remembered per hotkey
   * @param total nonces remembered in all
   */
  constructor(
    startNs: bigint,
    readonly hotkeys: number,
    readonly perHotkey: number,
    readonly total: number,
  ) {
    this.#floor = startNs - 1n;
  }

  /** Takes back a durable floor of an earlier run. */
  restore(hotkey: string, floor: bigint): void {
    if (floor <= this.#floor) return;
    this.#callers.set(hotkey, { floor, newest: floor, seen: new Map(), reserved: floor });
  }

  /** Null when the nonce may be accepted. */
  refuseReason(
    hotkey: string,
    uuid: string,
    nonce: bigint,
    timeoutS: number | undefined,
    nowNs: bigint,
  ): string | null {
    const widen = Math.min(Math.max(timeoutS || 0, 0), MAX_TIMEOUT_S);
    const age = nowNs - nonce;
    const allowed = BigInt(SLACK_S) * SECOND_NS + BigInt(Math.round(widen * 1e9));
    if (age > allowed) {
      return `Nonce is too old: acceptable delta is ${(SLACK_S + widen).toFixed(2)} seconds ` +
        `but request was ${seconds(age)} seconds old`;
    }
    if (-age > BigInt(SLACK_S) * SECOND_NS) {
      return `Nonce is ${seconds(-age)} seconds ahead of this axon's clock, at most ${SLACK_S} are accepted`;
    }
    const caller = this.#callers.get(hotkey);
    const replayed = nonce <= (caller?.floor ?? this.#floor) || caller?.seen.has(`${uuid}:${nonce}`);
    return replayed ? REPLAYED : null;
  }

  /**
   * Remembers an accepted nonce.
   * @returns what must be durable: a nonce ahead of our clock could else pass again after a restart, as it would not
   *   be of the time before the start
   */
  insert(hotkey: string, uuid: string, nonce: bigint, nowNs: bigint): NonceChange[] {
    const floor = this.#floor;
    const caller = this.#callers.get(hotkey) ?? { floor, newest: floor, seen: new Map(), reserved: floor };
    this.#callers.delete(hotkey);
    this.#callers.set(hotkey, caller);
    caller.seen.set(`${uuid}:${nonce}`, nonce);
    if (nonce > caller.newest) caller.newest = nonce;
    this.#size++;
    this.#forgetOf(caller, nowNs);
    this.#forgetCallers(hotkey, nowNs);
    if (nonce <= nowNs || nonce <= caller.reserved) return [];
    caller.reserved = nonce + BigInt(RESERVE_S) * SECOND_NS;
    return [{ kind: "nonce", hotkey, uuid: RESERVE_ROW, nonce: caller.reserved }];
  }

  /** Drops what can no longer be replayed, and the oldest arrivals over the bound. */
  #forgetOf(caller: Caller, nowNs: bigint): void {
    for (const [key, nonce] of caller.seen) {
      if (caller.seen.size <= this.perHotkey && nonce >= nowNs - OLDEST_NS) return;
      caller.seen.delete(key);
      this.#size--;
      if (nonce > caller.floor) caller.floor = nonce;
    }
  }

  /** Drops callers that went silent, and the longest unused ones over the bounds. */
  #forgetCallers(keep: string, nowNs: bigint): void {
    for (const [hotkey, caller] of this.#callers) {
      if (hotkey === keep) return;
      const full = this.#callers.size > this.hotkeys || this.#size > this.total;
      if (!full && caller.newest >= nowNs - OLDEST_NS) return;
      this.#callers.delete(hotkey);
      this.#size -= caller.seen.size;
      if (caller.newest > this.#floor) this.#floor = caller.newest;
    }
  }
}
