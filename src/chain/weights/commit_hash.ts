import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, toHex } from "../../base/mod.ts";
import { u64, vecU16 } from "./timelock_payload.ts";

/** Numbers in a salt: what the SDK uses, 128 bits that nobody guesses. */
const SALT_LENGTH = 8;

/** What a commit by hash binds (docs/spec/chain.md#71-plain-hash-commit). */
export interface HashCommit {
  /** Public key of the hotkey, 32 bytes. */
  hotkey: Uint8Array;
  /** Number of the subnet. */
  netuid: number;
  /** Uids, each once. */
  uids: readonly number[];
  /** u16. */
  values: readonly number[];
  /** u16 numbers that only the sender knows. */
  salt: readonly number[];
  /** Version key sent with the weights. */
  versionKey: number;
}

/** A secret for one commit by hash: u16 numbers. Write it down before the commit is sent, or it cannot be revealed. */
export function weightsSalt(): number[] {
  return Array.from(crypto.getRandomValues(new Uint16Array(SALT_LENGTH)));
}

/** BLAKE2b-256 over the SCALE of hotkey, storage index, row, salt and version key; hex with 0x. */
export function commitHash(commit: HashCommit): string {
  const { hotkey, netuid, uids, values, salt, versionKey } = commit;
  // The storage index of the main mechanism is the netuid itself (docs/spec/chain.md#61-client-decision).
  const index = new Uint8Array(2);
  new DataView(index.buffer).setUint16(0, netuid, true);
  const bytes = concatBytes(hotkey, index, vecU16(uids), vecU16(values), vecU16(salt), u64(versionKey));
  return `0x${toHex(blake2b(bytes, { dkLen: 32 }))}`;
}
