import { BoundedMap } from "../base/mod.ts";

/** Name under which the floor of all forgotten hotkeys is kept. */
export const ANY_HOTKEY = "*";

/** Something that must be durable before the request is answered. */
export type NonceChange =
  | { kind: "nonce"; hotkey: string; uuid: string; nonce: bigint }
  /** Nothing at or below counts any more for uuids of this hotkey that are not remembered. */
  | { kind: "floor"; hotkey: string; nonce: bigint };

interface Caller {
  floor: bigint;
  last: BoundedMap<string, bigint>;
}

const REPLAYED = "Nonce is too old, a newer one was last processed";

/**
 * Nonces of callers with SDK ≤ 7.1, which count nanoseconds since their host's boot: strictly increasing per hotkey
 * and uuid, with no way to tell their age (wire-protocol §3.3).
 */
export class MonotonicNonces {
  readonly #callers: BoundedMap<string, Caller>;
  readonly #uuids: number;
  /** For hotkeys that are not remembered. */
  #floor = -1n;
  #changes: NonceChange[] = [];

  /**
   * @param hotkeys hotkeys remembered
   * @param uuids uuids remembered per hotkey
   */
  constructor(hotkeys: number, uuids: number) {
    this.#uuids = uuids;
    this.#callers = new BoundedMap(hotkeys, (_hotkey, caller) => {
      let highest = caller.floor;
      for (const nonce of caller.last.values()) if (nonce > highest) highest = nonce;
      if (highest > this.#floor) {
        this.#floor = highest;
        this.#changes.push({ kind: "floor", hotkey: ANY_HOTKEY, nonce: highest });
      }
    });
  }

  /** Takes back a durable change of an earlier run. */
  restore(change: NonceChange): void {
    if (change.kind === "nonce") this.insert(change.hotkey, change.uuid, change.nonce);
    else if (change.hotkey === ANY_HOTKEY) {
      this.#floor = change.nonce > this.#floor ? change.nonce : this.#floor;
    } else {
      const caller = this.#caller(change.hotkey);
      if (change.nonce > caller.floor) caller.floor = change.nonce;
    }
    this.#changes = [];
  }

  /** Null when the nonce may be accepted. */
  refuseReason(hotkey: string, uuid: string, nonce: bigint): string | null {
    const caller = this.#callers.peek(hotkey);
    const last = caller?.last.peek(uuid) ?? caller?.floor ?? this.#floor;
    return nonce > last && nonce >= 0n ? null : REPLAYED;
  }

  /** Remembers an accepted nonce; returns what must be durable. */
  insert(hotkey: string, uuid: string, nonce: bigint): NonceChange[] {
    const caller = this.#caller(hotkey);
    const last = caller.last.get(uuid);
    if (last === undefined || nonce > last) {
      caller.last.set(uuid, nonce);
      this.#changes.push({ kind: "nonce", hotkey, uuid, nonce });
    }
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #caller(hotkey: string): Caller {
    const known = this.#callers.get(hotkey);
    if (known) return known;
    const caller: Caller = {
      floor: this.#floor,
      last: new BoundedMap<string, bigint>(this.#uuids, (_uuid, nonce) => {
        if (nonce <= caller.floor) return;
        caller.floor = nonce;
        this.#changes.push({ kind: "floor", hotkey, nonce });
      }),
    };
    this.#callers.set(hotkey, caller);
    return caller;
  }
}
