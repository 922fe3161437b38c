import type { Clock } from "../base/mod.ts";

/** Nonces of one client object: Unix nanoseconds, strictly increasing even when the clock is set back. */
export class NonceSource {
  #last = 0n;

  constructor(readonly clock: Clock) {}

  /** Decimal text: nanoseconds do not fit a JavaScript number (docs/spec/wire.md#33-nonce-semantics). */
  next(): string {
    const now = this.clock.nowNs();
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last.toString();
  }
}
