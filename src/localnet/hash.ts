import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, utf8 } from "../base/mod.ts";

const MASK = 0xffffffffffffffffn;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const mul = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & MASK;
const round = (sum: bigint, word: bigint): bigint => mul(rotate((sum + mul(word, P2)) & MASK, 31n), P1);

/** XXH64, the quick hash of Substrate's storage keys. */
export function xxh64(bytes: Uint8Array, seed = 0n): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    const lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed, (seed - P1) & MASK];
    for (; at + 32 <= length; at += 32) {
      for (let lane = 0; lane < 4; lane++) {
        lanes[lane] = round(lanes[lane]!, view.getBigUint64(at + lane * 8, true));
      }
    }
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
    hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
    for (const lane of lanes) hash = (mul(hash ^ round(0n, lane), P1) + P4) & MASK;
  } else hash = (seed + P5) & MASK;
  hash = (hash + BigInt(length)) & MASK;
  for (; at + 8 <= length; at += 8) {
    hash = (mul(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n), P1) + P4) & MASK;
  }
  if (at + 4 <= length) {
    hash = (mul(rotate(hash ^ mul(BigInt(view.getUint32(at, true)), P1), 23n), P2) + P3) & MASK;
    at += 4;
  }
  for (; at < length; at++) hash = mul(rotate(hash ^ mul(BigInt(bytes[at]!), P5), 11n), P1);
  hash = mul(hash ^ (hash >> 33n), P2);
  hash = mul(hash ^ (hash >> 29n), P3);
  return hash ^ (hash >> 32n);
}

function littleEndian(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** 16 bytes of two XXH64 with seeds 0 and 1; names of pallets and storage items. */
export function twox128(text: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(text);
  return concatBytes(littleEndian(xxh64(bytes, 0n)), littleEndian(xxh64(bytes, 1n)));
}

/** BLAKE2b of 32 bytes: block, extrinsic and commit hashes. */
export function blake2of256(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(blake2b(parts.length === 1 ? parts[0]! : concatBytes(...parts), { dkLen: 32 }));
}

/** How the key of a map entry is made from the SCALE bytes of the key. */
export const HASHERS = {
  Identity: (bytes: Uint8Array): Uint8Array => bytes,
  Blake2_128Concat: (bytes: Uint8Array): Uint8Array => concatBytes(blake2b(bytes, { dkLen: 16 }), bytes),
  Twox64Concat: (bytes: Uint8Array): Uint8Array => concatBytes(littleEndian(xxh64(bytes)), bytes),
} as const;

/** Name of a storage hasher, as in the metadata. */
export type HasherName = keyof typeof HASHERS;

/** Eight bytes that name a runtime API in the runtime version. */
export function apiId(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(blake2b(utf8(name), { dkLen: 8 }));
}
