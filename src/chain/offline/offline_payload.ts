import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, fromHex } from "../../base/mod.ts";
import { ss58Decode } from "../../wallet/mod.ts";
import { hexOf } from "./offline_calls.ts";

/** Everything a signature covers (docs/spec/chain.md#9-transactions-signing-era-nonce-results). */
export interface PayloadParts {
  /** SCALE bytes of the call, hex. */
  call: string;
  nonce: number;
  era: { period: number; birth: number; birthHash: string };
  specVersion: number;
  transactionVersion: number;
  genesis: string;
}

/** Longest era whose start is exact: beyond, its phase is rounded. */
export const MAX_ERA_BLOCKS = 4096;

/** Payloads above this length are signed by their hash. */
const MAX_RAW_PAYLOAD_BYTES = 256;

/** First byte of a signed transaction of format 4. */
const SIGNED_V4 = 0x84;
/** Account id in a MultiAddress; sr25519 in a MultiSignature. */
const BY_ID = 0;
const SR25519 = 1;
/** No hash of the metadata is signed: the mode in the transaction, and the empty option beside it. */
const NO_METADATA_HASH = Uint8Array.of(0);
const NO_TIP = Uint8Array.of(0);

/** The two bytes of a mortal era. @param period a power of two from 4 to 4096 */
export function encodeEra(period: number, birth: number): Uint8Array {
  const encoded = (Math.log2(period) - 1) | (birth % period) << 4;
  return Uint8Array.of(encoded & 0xff, encoded >> 8);
}

/** SCALE compact of a number below 2^32. */
export function compact(value: number): Uint8Array {
  if (value < 1 << 6) return Uint8Array.of(value << 2);
  if (value < 1 << 14) return Uint8Array.of((value << 2 | 1) & 0xff, value >> 6);
  if (value < 2 ** 30) return u32(value * 4 + 2);
  return concatBytes(Uint8Array.of(3), u32(value));
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** What stands in the transaction behind the signature: era, nonce, tip, mode. */
function extra({ era, nonce }: PayloadParts): Uint8Array {
  return concatBytes(encodeEra(era.period, era.birth), compact(nonce), NO_TIP, NO_METADATA_HASH);
}

/** The bytes the signature covers, before hashing. */
export function payloadBytes(parts: PayloadParts): Uint8Array {
  return concatBytes(
    fromHex(parts.call),
    extra(parts),
    u32(parts.specVersion),
    u32(parts.transactionVersion),
    fromHex(parts.genesis),
    fromHex(parts.era.birthHash),
    NO_METADATA_HASH,
  );
}

/** What the key signs: the payload, or its hash when it is long. */
export function messageOf(parts: PayloadParts): Uint8Array {
  const bytes = payloadBytes(parts);
  return bytes.length > MAX_RAW_PAYLOAD_BYTES ? blake2b(bytes, { dkLen: 32 }) : bytes;
}

/**
 * The transaction as nodes take it.
 * @param signer ss58
 * @param signature 64 bytes
 */
export function extrinsicOf(
  parts: PayloadParts,
  signer: string,
  signature: Uint8Array,
): { extrinsic: string; hash: string } {
  const body = concatBytes(
    Uint8Array.of(SIGNED_V4, BY_ID),
    ss58Decode(signer),
    Uint8Array.of(SR25519),
    signature,
    extra(parts),
    fromHex(parts.call),
  );
  const bytes = concatBytes(compact(body.length), body);
  return { extrinsic: hexOf(bytes), hash: hexOf(blake2b(bytes, { dkLen: 32 })) };
}
