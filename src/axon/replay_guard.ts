import type { Clock } from "../base/mod.ts";
import { AxonNonceRule } from "../protocol/mod.ts";
import type { Call } from "./call.ts";
import type { NonceStore } from "./types.ts";

/** A uuid header that is missing counts as this text, in the signature and here (wire-protocol §3.1). */
export const NO_UUID = "None";

/** One route's memory of nonces: asks the clock, and makes durable what the rule wants to keep. */
export class ReplayGuard {
  readonly #rule: AxonNonceRule;
  readonly #clock: Clock;
  readonly #store: NonceStore | undefined;

  /** @param store keeps monotonic nonces over restarts; without it they are forgotten at the end */
  constructor(clock: Clock, store?: NonceStore) {
    this.#clock = clock;
    this.#store = store;
    this.#rule = new AxonNonceRule(clock.nowNs());
    if (!store) return;
    for (const { hotkey, nonce } of store.loadFloors()) this.#rule.restore({ kind: "floor", hotkey, nonce });
    for (const row of store.load()) this.#rule.restore({ kind: "nonce", ...row });
  }

  /** Null, or why the nonce of this call would not be accepted; remembers nothing. */
  check(call: Call): string | null {
    return this.#rule.check(this.#input(call));
  }

  /** Accepts the nonce of a call whose signature was just accepted; durable when it returns. */
  accept(call: Call): string | null {
    const verdict = this.#rule.accept(this.#input(call));
    if (!verdict.ok) return verdict.reason;
    for (const change of verdict.changes) {
      if (change.kind === "floor") this.#store?.saveFloor(change.hotkey, change.nonce);
      else this.#store?.save(change.hotkey, change.uuid, change.nonce);
    }
    return null;
  }

  #input(call: Call) {
    const { dendrite, timeoutS } = call.headers!;
    return {
      hotkey: call.hotkey!,
      uuid: dendrite.uuid ?? NO_UUID,
      nonce: dendrite.nonce === undefined ? undefined : BigInt(dendrite.nonce),
      timeoutS,
      nowNs: this.#clock.nowNs(),
    };
  }
}
