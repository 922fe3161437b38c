import type { Clock } from "../base/mod.ts";
import { AxonNonceRule, type NonceChange, type NonceRuleLimits, WALL_CLOCK_NONCE } from "../protocol/mod.ts";
import type { Call } from "./call.ts";
import type { NonceStore } from "./types.ts";

/**
 * A uuid header that is missing counts as this text, in the signature and here
 * (docs/spec/wire.md#31-request-signature).
 */
export const NO_UUID = "None";

/** One route's memory of nonces: asks the clock, and makes durable what the rule wants to keep. */
export class ReplayGuard {
  readonly #rule: AxonNonceRule;
  readonly #clock: Clock;
  readonly #store: NonceStore | undefined;
  #owed: NonceChange[] = [];

  /**
   * @param store keeps monotonic nonces over restarts; without it they are forgotten at the end
   * @param limits bounds, and whose nonces have a memory of their own
   */
  constructor(clock: Clock, store?: NonceStore, limits: NonceRuleLimits = {}) {
    this.#clock = clock;
    this.#store = store;
    this.#rule = new AxonNonceRule(clock.nowNs(), limits);
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
    this.#pay(call.hotkey!);
    const verdict = this.#rule.accept(this.#input(call));
    if (!verdict.ok) return verdict.reason;
    this.#owed.push(...verdict.changes);
    this.#pay(call.hotkey!);
    return null;
  }

  /**
   * Writes what must be durable. What cannot be written stays owed and refuses its hotkey's next requests: the rule
   * already counts on it. Of an old caller's nonces only the request itself is refused, as each writes its own.
   */
  #pay(hotkey: string): void {
    for (const change of this.#owed.filter((each) => each.hotkey === hotkey)) {
      const { kind, nonce } = change;
      const forget = () => this.#owed.splice(this.#owed.indexOf(change), 1);
      try {
        if (kind === "floor") this.#store?.saveFloor(hotkey, nonce);
        else this.#store?.save(hotkey, change.uuid, nonce);
      } catch (error) {
        if (kind === "nonce" && nonce < WALL_CLOCK_NONCE) forget();
        throw error;
      }
      forget();
    }
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
