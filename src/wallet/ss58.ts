import { base58 } from "@scure/base";
import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";

/** Address format of Bittensor: the generic Substrate prefix (docs/spec/wire.md#74-ss58). */
export const SS58_FORMAT = 42;

const PUBLIC_KEY_BYTES = 32;
const CHECKSUM_BYTES = 2;
const CHECKSUM_DOMAIN = utf8("SS58PRE");
/** 35 bytes make 47 or 48 characters; base58 costs the square of the length, so longer texts are not tried. */
const MAX_CHARACTERS = 50;

function checksum(body: Uint8Array): Uint8Array {
  return blake2b(concatBytes(CHECKSUM_DOMAIN, body), { dkLen: 64 }).subarray(0, CHECKSUM_BYTES);
}

/**
 * Address of a public key (docs/spec/wire.md#74-ss58).
 * @param publicKey 32 bytes
 * @param format network prefix, 0 to 63. @default {42}
 * @throws WalletError `invalid` for another length or prefix
 */
export function ss58Encode(publicKey: Uint8Array, format: number = SS58_FORMAT): string {
  if (publicKey.length !== PUBLIC_KEY_BYTES) {
    throw new WalletError("invalid", `a public key has 32 bytes, got ${publicKey.length}`);
  }
  if (!Number.isInteger(format) || format < 0 || format > 63) {
    throw new WalletError("invalid", `an address format of one byte is 0 to 63, got ${format}`);
  }
  const body = concatBytes(Uint8Array.of(format), publicKey);
  return base58.encode(concatBytes(body, checksum(body)));
}

/**
 * Public key of a format 42 address, for input of strangers on a hot path.
 * @returns 32 bytes, or undefined when the text is not such an address
 */
export function trySs58Decode(address: string): Uint8Array | undefined {
  if (address.length === 0 || address.length > MAX_CHARACTERS) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(address);
  } catch {
    return undefined;
  }
  if (bytes.length !== 1 + PUBLIC_KEY_BYTES + CHECKSUM_BYTES || bytes[0] !== SS58_FORMAT) return undefined;
  const body = bytes.subarray(0, 1 + PUBLIC_KEY_BYTES);
  const sum = checksum(body);
  if (sum[0] !== bytes[body.length] || sum[1] !== bytes[body.length + 1]) return undefined;
  return bytes.slice(1, 1 + PUBLIC_KEY_BYTES);
}

/**
 * Public key of a format 42 address.
 * @returns 32 bytes
 * @throws WalletError `invalid` for another format, a wrong checksum or any other text
 */
export function ss58Decode(address: string): Uint8Array {
  const publicKey = trySs58Decode(address);
  if (publicKey) return publicKey;
  // A phrase or seed pasted into the wrong place must not be echoed: show only what looks like an address.
  const shown = /^[0-9A-Za-z]{1,50}$/.test(address) ? address : `a text of ${address.length} characters`;
  throw new WalletError("invalid", `not an address of this network: ${shown}`, {
    hint: "Use an ss58 address of format 42: 48 characters, starting with 5.",
  });
}
