import { ss58Encode } from "./ss58.ts";
import { type KeyPair, ready, signWith } from "./sr25519.ts";
import type { Signer } from "./types.ts";

/**
 * Signer of a key held in this process. The secret is a private field and the class has no method that returns it;
 * printing or serializing a signer shows its address only.
 */
export class KeySigner implements Signer {
  readonly ss58: string;
  readonly publicKey: Uint8Array;
  readonly #pair: KeyPair;

  /** @param pair a pair whose public key belongs to its secret */
  constructor(pair: KeyPair) {
    this.#pair = { publicKey: pair.publicKey.slice(), secret: pair.secret.slice() };
    this.publicKey = pair.publicKey.slice();
    this.ss58 = ss58Encode(pair.publicKey);
  }

  async sign(message: Uint8Array): Promise<Uint8Array> {
    await ready();
    return signWith(this.#pair, message);
  }

  toString(): string {
    return `KeySigner(${this.ss58})`;
  }

  toJSON(): { ss58: string } {
    return { ss58: this.ss58 };
  }

  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
