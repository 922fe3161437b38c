import { WalletError } from "./errors.ts";
import type { KeyPair } from "./sr25519.ts";

const SECRET_BYTES = 64;
const SCALAR_BYTES = 32;
/** Order of the Ristretto group; a canonical scalar is smaller. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function readScalar(secret: Uint8Array): bigint {
  let value = 0n;
  for (let i = SCALAR_BYTES - 1; i >= 0; i--) value = value << 8n | BigInt(secret[i]!);
  return value;
}

function withScalar(secret: Uint8Array, scalar: bigint): Uint8Array {
  const out = secret.slice();
  for (let i = 0; i < SCALAR_BYTES; i++, scalar >>= 8n) out[i] = Number(scalar & 0xffn);
  return out;
}

function checkLength(secret: Uint8Array): void {
  if (secret.length !== SECRET_BYTES) {
    throw new WalletError("invalid", `a private key has 64 bytes, got ${secret.length}`);
  }
}

/**
 * The form key files hold (`privateKey`): Schnorrkel's canonical scalar, an eighth of the ed25519-form one
 * (docs/spec/wire.md#72-key-file-json). The nonce half is the same in both forms.
 * @param secret 64 bytes in ed25519 form
 * @throws WalletError `invalid` when the scalar is no multiple of 8 or too large
 */
export function toCanonicalSecret(secret: Uint8Array): Uint8Array {
  checkLength(secret);
  const scalar = readScalar(secret);
  if ((scalar & 7n) !== 0n || scalar >> 3n >= GROUP_ORDER) {
    throw new WalletError("invalid", "the private key is not in the form polkadot-js exports");
  }
  return withScalar(secret, scalar >> 3n);
}

/**
 * The form the wasm library and polkadot-js work with, from that of key files.
 * @param secret 64 bytes, canonical form
 * @throws WalletError `invalid` when the scalar is not canonical; Python would compute a wrong key from such a file
 */
export function toEd25519Secret(secret: Uint8Array): Uint8Array {
  checkLength(secret);
  const scalar = readScalar(secret);
  if (scalar >= GROUP_ORDER) {
    throw new WalletError(
      "invalid",
      "the private key is not in the form key files use (Schnorrkel canonical)",
      {
        hint: "Keys exported by polkadot-js are imported with `sn1 wallet regen-hotkey --json-path FILE`.",
      },
    );
  }
  return withScalar(secret, scalar << 3n);
}

/**
 * Pair of a canonical secret; the public key is computed, never taken from the file.
 * @param secret 64 bytes, canonical form
 * @throws WalletError `invalid` when the scalar is zero or not canonical
 */
export async function pairFromCanonicalSecret(secret: Uint8Array): Promise<KeyPair> {
  const form = toEd25519Secret(secret);
  const scalar = readScalar(secret);
  if (scalar === 0n) throw new WalletError("invalid", "the private key is zero");
  // Only files without seed and phrase need the curve in JS, and it takes 80 ms to load and set up.
  const { ristretto255 } = await import("@noble/curves/ed25519.js");
  return { secret: form, publicKey: ristretto255.Point.BASE.multiply(scalar).toBytes() };
}
