import { LocalnetError } from "../errors.ts";

/** How long a transaction may wait for its block. */
export type Era = { kind: "immortal" } | { kind: "mortal"; period: number; phase: number };

const MIN_PERIOD = 4;

/** The era of its one or two bytes (docs/spec/chain.md#9-transactions-signing-era-nonce-results). */
export function decodeEra(first: number, second: number): Era {
  if (first === 0) return { kind: "immortal" };
  const encoded = first | (second << 8);
  const period = 2 << (encoded % 16);
  const phase = (encoded >> 4) * Math.max(1, period >> 12);
  if (period < MIN_PERIOD || phase >= period) {
    throw new LocalnetError("scale", `no era: period ${period}, phase ${phase}`);
  }
  return { kind: "mortal", period, phase };
}

/** Number of the block whose hash is signed: the start of the era that `current` lies in. */
export function eraBirth(era: Era, current: number): number {
  if (era.kind === "immortal") return 0;
  return Math.floor((Math.max(current, era.phase) - era.phase) / era.period) * era.period + era.phase;
}

/** Number of the last block a transaction of this era can be in, seen from `current`. */
export function lastBlock(era: Era, current: number): number {
  return era.kind === "immortal" ? Infinity : eraBirth(era, current) + era.period - 1;
}
