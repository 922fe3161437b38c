import { BoundedMap } from "../../base/mod.ts";
import type { Value } from "./codec.ts";

/** Addresses kept: a few subnets of 256 neurons with their coldkeys. */
const DEFAULT_LIMIT = 16_384;

/**
 * Texts of account ids, kept because each costs a hash: 512 of them would hold up a serving axon for tens of
 * milliseconds at every sync, and hardly any change between two.
 */
export class AddressBook {
  readonly #texts: BoundedMap<string, string>;

  /** @param limit addresses kept. @default {16384} */
  constructor(limit = DEFAULT_LIMIT) {
    this.#texts = new BoundedMap(limit);
  }

  /** Number of addresses kept. */
  get size(): number {
    return this.#texts.size;
  }

  /** The ss58 text of an account id. */
  text(account: Value): string {
    const key = account.toHex();
    let text = this.#texts.get(key);
    if (text === undefined) this.#texts.set(key, text = account.toString());
    return text;
  }
}
