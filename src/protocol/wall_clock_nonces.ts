const SECOND_NS = 1_000_000_000n;
/** How far a nonce may be ahead, and behind beyond the caller's timeout: the SDK's slack for clocks. */
const SLACK_S = 4;
/** Most seconds the unsigned `timeout` header may widen the window by. */
const MAX_TIMEOUT_S = 60;
/** No nonce older than this can pass, so none needs to be remembered longer. */
const OLDEST_NS = BigInt(SLACK_S + MAX_TIMEOUT_S) * SECOND_NS;

const REPLAYED = "Nonce is too old, a newer one was last processed";

interface Caller {
  /** Nothing at or below is accepted: what was forgotten lies there. */
  floor: bigint;
  /** Largest nonce accepted. */
  newest: bigint;
  /** `uuid:nonce` → nonce, oldest arrival first. */
  seen: Map<string, bigint>;
}

function seconds(ns: bigint): string {
  return (Number(ns) / 1e9).toFixed(2);
}

/**
 * Wall-clock nonces: each (hotkey, uuid, nonce) passes once inside a window around now, in any order
 * (wire-protocol §3.3). Memory is bounded; whatever is forgotten raises a floor.
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

  /** Remembers an accepted nonce. */
  insert(hotkey: string, uuid: string, nonce: bigint, nowNs: bigint): void {
    const caller = this.#callers.get(hotkey) ?? { floor: this.#floor, newest: this.#floor, seen: new Map() };
    this.#callers.delete(hotkey);
    this.#callers.set(hotkey, caller);
    caller.seen.set(`${uuid}:${nonce}`, nonce);
    if (nonce > caller.newest) caller.newest = nonce;
    this.#size++;
    this.#forgetOf(caller, nowNs);
    this.#forgetCallers(hotkey, nowNs);
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
