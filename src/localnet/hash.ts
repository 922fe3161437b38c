import { blake2b } from "@noble/hashes/blake2.js";
import { Blake2128Concat, Twox128, Twox64Concat } from "@polkadot-api/substrate-bindings";
import { concatBytes, utf8 } from "../base/mod.ts";

/** 16 bytes of two XXH64 with seeds 0 and 1; names of pallets and storage items. */
export function twox128(text: string): Uint8Array {
  return Twox128(utf8(text));
}

/** BLAKE2b of 32 bytes: block, extrinsic and commit hashes. */
export function blake2of256(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(blake2b(parts.length === 1 ? parts[0]! : concatBytes(...parts), { dkLen: 32 }));
}

/** How the key of a map entry is made from the SCALE bytes of the key. */
export const HASHERS = {
  Identity: (bytes: Uint8Array): Uint8Array => bytes,
  Blake2_128Concat: (bytes: Uint8Array): Uint8Array => Blake2128Concat(bytes),
  Twox64Concat: (bytes: Uint8Array): Uint8Array => Twox64Concat(bytes),
} as const;

/** Name of a storage hasher, as in the metadata. */
export type HasherName = keyof typeof HASHERS;

/** Eight bytes that name a runtime API in the runtime version. */
export function apiId(name: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(blake2b(utf8(name), { dkLen: 8 }));
}
