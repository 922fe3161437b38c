import { floorI32F32, normalize, proportionToU16, U16_MAX } from "./fixed.ts";
import {
  columnMaxima,
  columnNormalize,
  joinEntries,
  mapEntries,
  type SparseMatrix,
  weightedRowSums,
} from "./sparse.ts";

/** Bounds of the bond speed under liquid alpha, u16 as on chain. */
export interface LiquidAlpha {
  /** @default {45875} 0.7 */
  low: number;
  /** @default {58982} 0.9 */
  high: number;
  /** `AlphaSigmoidSteepness`; the exponent uses a hundredth of it. @default {1000} */
  steepness: number;
}

/** What the bond step of an epoch needs. */
export interface BondsInput {
  n: number;
  /** Row-normalized weights after the bonds penalty. */
  weights: SparseMatrix;
  /** Stored u16 bonds without the columns of newcomers. */
  bonds: SparseMatrix;
  activeStake: readonly number[];
  incentive: readonly number[];
  consensus: readonly number[];
  /** `BondsMovingAverage`, millionths. */
  movingAverage: number;
  yuma3: boolean;
  liquidAlpha?: LiquidAlpha | null;
}

/** Dividends as fractions and the bonds to store. */
export interface BondsResult {
  dividends: number[];
  /** u16 values. */
  bonds: SparseMatrix;
}

/**
 * Yuma 2, the default: bonds are shares of a column, bought with stake times weight
 * (docs/spec/chain.md#13-yuma-epoch, step 10).
 */
export function bondsYuma2(input: BondsInput): BondsResult {
  const { n, activeStake, incentive } = input;
  const alpha = floorI32F32(1 - input.movingAverage / 1_000_000);
  const old = columnNormalize(input.bonds, n);
  const bought = mapEntries(input.weights, (value, i) => floorI32F32(activeStake[i]! * value));
  const ema = columnNormalize(
    joinEntries(columnNormalize(bought, n), old, (fresh, kept) => moveTowards(kept, fresh, alpha)),
    n,
  );
  const maxima = columnMaxima(ema, n);
  return {
    dividends: normalize(weightedRowSums(ema, incentive)),
    bonds: storeRows(mapEntries(ema, (value, _i, j) => floorI32F32(value / maxima[j]!))),
  };
}

/** Yuma 3: each bond follows its own weight; stake enters only in the dividends. */
export function bondsYuma3(input: BondsInput): BondsResult {
  const { n, activeStake, incentive, consensus, liquidAlpha } = input;
  const fixedAlpha = floorI32F32(1 - input.movingAverage / 1_000_000);
  const liquid = liquidAlpha && consensus.some((value) => value > 0) ? liquidAlpha : null;
  const old = mapEntries(input.bonds, (value) => floorI32F32(value / U16_MAX));
  const ema = joinEntries(input.weights, old, (weight, bond, _i, j) => {
    const alpha = liquid ? liquidSpeed(weight, bond, consensus[j]!, liquid) : fixedAlpha;
    return moveTowards(bond, weight, alpha);
  });
  const shares = weightedRowSums(columnNormalize(ema, n), incentive);
  return {
    dividends: normalize(shares.map((share, i) => floorI32F32(share * activeStake[i]!))),
    bonds: storeRows(ema),
  };
}

/**
 * Speed of one bond under liquid alpha: slow while a validator merely follows consensus, fast when it buys ahead
 * of it or sells.
 */
export function liquidSpeed(weight: number, bond: number, consensus: number, alpha: LiquidAlpha): number {
  const low = alpha.low / U16_MAX;
  const high = alpha.high / U16_MAX;
  const distance = clamp(weight >= bond ? weight - consensus : bond - weight, 0, 1);
  const sigmoid = 1 / (1 + Math.exp(-(alpha.steepness / 100) * (distance - 0.5)));
  return floorI32F32(clamp(low + sigmoid * (high - low), low, high));
}

/** One step of the moving average, each product floored as in the runtime. */
function moveTowards(from: number, to: number, alpha: number): number {
  return floorI32F32(alpha * to) + floorI32F32((1 - alpha) * from);
}

/** Fractions as u16; entries stay even when they floor to 0, as in storage. */
function storeRows(matrix: SparseMatrix): SparseMatrix {
  return matrix.map((row) => row.map(([j, value]) => [j, proportionToU16(value)] as const));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
