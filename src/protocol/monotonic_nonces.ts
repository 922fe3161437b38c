import { BoundedMap } from "../base/mod.ts";

/** Something that must be durable before the request is answered. Of one list, in this order. */
export type NonceChange =
  | { kind: "nonce"; hotkey: string; uuid: string; nonce: bigint }
  /** Nothing at or below counts any more for uuids of this hotkey that are not remembered. */
  | { kind: "floor"; hotkey: string; nonce: bigint };

interface Caller {
  stranger: boolean;
  floor: bigint;
  last: BoundedMap<string, bigint>;
}

/**
 * Nonces of callers with SDK ≤ 7.1, which count nanoseconds since their host's boot: strictly increasing per hotkey
 * and uuid, with no way to tell their age (docs/spec/wire.md#33-nonce-semantics).
 */
export class MonotonicNonces {
  readonly #callers = new Map<string, Caller>();
  readonly #isStranger: (hotkey: string) => boolean;
  readonly #forgetStrangers: boolean;
  #strangers = 0;
  #floors: NonceChange[] = [];

  /**
   * @param hotkeys hotkeys remembered. When there are more, new ones are refused: forgetting one would open its
   *   requests for replay, and a floor for all would lock everybody out
   * @param uuids uuids remembered per hotkey; the longest unused one leaves a floor
   * @param strangers which callers are counted apart, so that they leave the room of the others alone; `forgetStrangers`
   *   drops the longest unused one when there is no room for a new one
   */
  constructor(
    readonly hotkeys: number,
    readonly uuids: number,
    strangers: { isStranger?: (hotkey: string) => boolean; forgetStrangers?: boolean } = {},
  ) {
    this.#isStranger = strangers.isStranger ?? (() => false);
    this.#forgetStrangers = strangers.forgetStrangers ?? false;
  }

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
    if (!caller && !this.#hasRoom(hotkey)) {
      return "Too many callers with nonces of SDK 7.1 or older";
    }
    const last = caller?.last.peek(uuid) ?? caller?.floor ?? -1n;
    return nonce > last ? null : "Nonce is too old, a newer one was last processed";
  }

  /** Remembers an accepted nonce; returns what must be durable. */
  insert(hotkey: string, uuid: string, nonce: bigint): NonceChange[] {
    const caller = this.#caller(hotkey);
    caller.last.set(uuid, nonce);
    if (this.#forgetStrangers && caller.stranger) {
      this.#callers.delete(hotkey);
      this.#callers.set(hotkey, caller);
    }
    const floors = this.#floors;
    this.#floors = [];
    return [...floors, { kind: "nonce", hotkey, uuid, nonce }];
  }

  #hasRoom(hotkey: string): boolean {
    if (!this.#isStranger(hotkey)) return this.#callers.size - this.#strangers < this.hotkeys;
    return this.#forgetStrangers || this.#strangers < this.hotkeys;
  }

  /** Drops the longest unused stranger. */
  #forget(): void {
    for (const [hotkey, { stranger }] of this.#callers) {
      if (!stranger) continue;
      this.#callers.delete(hotkey);
      this.#strangers--;
      return;
    }
  }

  #caller(hotkey: string): Caller {
    const known = this.#callers.get(hotkey);
    if (known) return known;
    const stranger = this.#isStranger(hotkey);
    if (stranger && this.#forgetStrangers && this.#strangers >= this.hotkeys) this.#forget();
    if (stranger) this.#strangers++;
    const caller: Caller = {
      stranger,
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
