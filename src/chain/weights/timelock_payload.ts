import { concatBytes } from "../../base/mod.ts";

/**
 * What the chain finds when it opens a timelocked commit (docs/spec/chain.md#72-timelocked-commit, step 1).
 */
export interface TimelockPayload {
  /** Public key of the hotkey, 32 bytes. */
  hotkey: Uint8Array;
  uids: readonly number[];
  /** u16. */
  values: readonly number[];
  versionKey: number;
}

/** SCALE of the payload: hotkey as Vec<u8>, uids and values as Vec<u16>, version key as u64. */
export function encodeTimelockPayload(payload: TimelockPayload): Uint8Array<ArrayBuffer> {
  const { hotkey, uids, values, versionKey } = payload;
  return concatBytes(compact(hotkey.length), hotkey, vecU16(uids), vecU16(values), u64(versionKey));
}

/** SCALE of a u64. */
export function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

/** SCALE of a list of u16, length in front. */
export function vecU16(list: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(list.length * 2);
  const view = new DataView(bytes.buffer);
  list.forEach((value, i) => view.setUint16(i * 2, value, true));
  return concatBytes(compact(list.length), bytes);
}

/** SCALE compact length, up to 2^30 − 1. */
function compact(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  if (length < 64) return Uint8Array.of(length << 2);
  if (length < 2 ** 14) {
    new DataView(bytes.buffer).setUint16(0, (length << 2) | 1, true);
    return bytes.subarray(0, 2);
  }
  new DataView(bytes.buffer).setUint32(0, length * 4 + 2, true);
  return bytes;
}
