import { BoundedMap } from "../base/mod.ts";

/** Something that must be durable before the request is answered. Of one list, in this order. */
export type NonceChange =
  | { kind: "nonce"; hotkey: string; uuid: string; nonce: bigint }
  /** Nothing at or below counts any more for uuids of this hotkey that are not remembered. */
  | { kind: "floor"; hotkey: string; nonce: bigint };

interface Caller {
  floor: bigint;
  last: BoundedMap<string, bigint>;
}

/**
 * Nonces of callers with SDK ≤ 7.1, which count nanoseconds since their host's boot: strictly increasing per hotkey
 * and uuid, with no way to tell their age (docs/spec/wire.md#33-nonce-semantics).
 */
export class MonotonicNonces {
  readonly #callers = new Map<string, Caller>();
  #floors: NonceChange[] = [];

  /**
   * @param hotkeys hotkeys remembered. When there are more, new ones are refused: forgetting one would open its
   *   requests for replay, and a floor for all would lock everybody out
   * @param uuids uuids remembered per hotkey; the longest unused one leaves a floor
   */
  constructor(readonly hotkeys: number, readonly uuids: number) {}

  /** Takes back a durable change of an earlier run. */
  restore(change: NonceChange): void {
    const caller = this.#caller(change.hotkey);
    if (change.kind === "floor") {
      if (change.nonce > caller.floor) caller.floor = change.nonce;
    } else if (change.nonce > (caller.last.peek(change.uuid) ?? -1n)) {
      caller.last.set(change.uuid, change.nonce);
    }
    this.#floors = [];
  }

  /** Null when the nonce may be accepted. */
  refuseReason(hotkey: string, uuid: string, nonce: bigint): string | null {
    const caller = this.#callers.get(hotkey);
    if (!caller && this.#callers.size >= this.hotkeys) {
      return "Too many callers with nonces of SDK 7.1 or older";
    }
    const last = caller?.last.peek(uuid) ?? caller?.floor ?? -1n;
    return nonce > last ? null : "Nonce is too old, a newer one was last processed";
  }

  /** Remembers an accepted nonce; returns what must be durable. */
  insert(hotkey: string, uuid: string, nonce: bigint): NonceChange[] {
    this.#caller(hotkey).last.set(uuid, nonce);
    const floors = this.#floors;
    this.#floors = [];
    return [...floors, { kind: "nonce", hotkey, uuid, nonce }];
  }

  #caller(hotkey: string): Caller {
    const known = this.#callers.get(hotkey);
    if (known) return known;
    const caller: Caller = {
      floor: -1n,
      last: new BoundedMap<string, bigint>(this.uuids, (_uuid, nonce) => {
        if (nonce <= caller.floor) return;
        caller.floor = nonce;
        this.#floors.push({ kind: "floor", hotkey, nonce });
      }),
    };
    this.#callers.set(hotkey, caller);
    return caller;
  }
}
