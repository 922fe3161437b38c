import { ConsensusError } from "./errors.ts";
import { U16_MAX } from "./fixed.ts";
import { type Floats, pairwiseSum, precisionOf, quantile } from "./single.ts";

/** Guards divisions of {@link normalizeMaxWeight}, as in the SDK. */
const EPSILON = 1e-7;

/** What a uid gets at least when too few uids have a weight. */
const FILL_WEIGHT = 1e-5;

/** Input of {@link processWeights}: scores and the hyperparameters that bound them. */
export interface ProcessWeightsInput {
  /** Parallel to `weights`. */
  uids: readonly number[];
  /** Scores of any scale; not positive (NaN too) = no weight. */
  weights: readonly number[];
  /** Neurons of the subnet. */
  n: number;
  minAllowedWeights: number;
  /** Fraction, `MaxWeightsLimit` / 65535. @default {1} */
  maxWeightLimit?: number;
  /** u16: share of the lowest weights to leave out. @default {0} */
  excludeQuantile?: number;
}

/** Weights as fractions that sum to 1. */
export interface ProcessedWeights {
  uids: number[];
  /** Rounded to single precision where the SDK does so. */
  weights: number[];
}

/**
 * Scores → weights the chain accepts, as the SDK's process_weights_for_netuid
 * (docs/spec/chain.md#63-process_weights_for_netuid). Works in single precision where the SDK does, so that
 * emitted u16 values are the same.
 * @throws ConsensusError `invalid` when the lists differ in length or a uid is no uid
 */
export function processWeights(input: ProcessWeightsInput): ProcessedWeights {
  const { uids, n, minAllowedWeights, maxWeightLimit = 1, excludeQuantile = 0 } = input;
  checkUids(uids, input.weights.length);
  const weights = Float32Array.from(input.weights);
  const positive = uids.flatMap((_, i) => weights[i]! > 0 ? [i] : []);
  const everyone = Array.from({ length: n }, (_, uid) => uid);

  if (positive.length === 0 || n < minAllowedWeights) {
    return { uids: everyone, weights: everyone.map(() => 1 / n) };
  }
  if (positive.length < minAllowedWeights) {
    // Deliberate: the SDK adds by position; ours adds by uid, which is the same for the full list it expects.
    const filled = new Float64Array(n).fill(FILL_WEIGHT);
    for (const i of positive) {
      const uid = uids[i]!;
      if (uid < n) filled[uid]! += weights[i]!;
    }
    return { uids: everyone, weights: Array.from(normalizeMaxWeight(filled, maxWeightLimit)) };
  }
  const share = Math.min(
    excludeQuantile / U16_MAX,
    Math.max(0, positive.length - minAllowedWeights) / positive.length,
  );
  const lowest = quantile(Float32Array.from(positive, (i) => weights[i]!), share);
  const kept = positive.filter((i) => lowest <= weights[i]!);
  return {
    uids: kept.map((i) => uids[i]!),
    weights: Array.from(normalizeMaxWeight(Float32Array.from(kept, (i) => weights[i]!), maxWeightLimit)),
  };
}

/**
 * Normalizes to sum 1 with no value above `limit`: larger ones are cut to a common value, chosen so that the cut
 * vector, normalized again, just keeps the limit.
 * @param values non-negative; a Float32Array is computed in single precision
 * @param limit fraction; when even equal shares exceed it, all shares are equal
 */
export function normalizeMaxWeight<T extends Floats>(values: T, limit: number): T {
  const round = precisionOf(values);
  const m = values.length;
  const sum = pairwiseSum(values);
  if (sum === 0 || m * limit <= 1) return values.map(() => 1 / m) as T;
  const sorted = values.slice().sort();
  const sortedSum = pairwiseSum(sorted);
  const shares = sorted.map((value) => value / sortedSum);
  if (shares[m - 1]! <= limit) return values.map((value) => value / sum) as T;

  // Which of the ascending shares stay below the limit if everything above them were cut to their size?
  const cumulated = new Float64Array(m);
  let below = 0;
  shares.forEach((share, i) => {
    cumulated[i] = round((i === 0 ? 0 : cumulated[i - 1]!) + share);
    const above = round((m - i - 1) * share);
    const total = round(round(above + cumulated[i]!) + round(EPSILON));
    if (round(share / total) < round(limit)) below++;
  });
  const last = below === 0 ? m - 1 : below - 1;
  const scale = round(round(round(limit * cumulated[last]!) - EPSILON) / (1 - limit * (m - below)));
  const cutoff = round(scale * sortedSum);
  const cut = values.map((value) => Math.min(value, cutoff));
  const cutSum = pairwiseSum(cut);
  return cut.map((value) => value / cutSum) as T;
}

/** Weights as they go into an extrinsic. */
export interface EmitWeights {
  uids: number[];
  /** u16, the largest is 65535. */
  values: number[];
}

/**
 * Weights → u16 with the largest at 65535, zeros dropped
 * (docs/spec/chain.md#64-convert_weights_and_uids_for_emit). Rounds half to even, as Python does. All zeros
 * give two empty lists: there is nothing to send then.
 * @throws ConsensusError `invalid` on negative or non-finite weights, bad uids, different lengths, or no entries
 */
export function convertForEmit(uids: readonly number[], weights: ArrayLike<number>): EmitWeights {
  const list = Array.from(weights);
  checkUids(uids, list.length);
  if (list.length === 0) throw new ConsensusError("invalid", "no weights to convert");
  const bad = list.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) throw new ConsensusError("invalid", `weight of uid ${uids[bad]} is ${list[bad]}`);
  const max = list.reduce((a, b) => Math.max(a, b));
  const out: EmitWeights = { uids: [], values: [] };
  if (max === 0) return out;
  list.forEach((weight, i) => {
    const value = roundHalfEven(weight / max * U16_MAX);
    if (value === 0) return;
    out.uids.push(uids[i]!);
    out.values.push(value);
  });
  return out;
}

/**
 * u16 values with the largest raised to 65535, as the runtime stores a row; all zeros stay
 * (docs/spec/chain.md#62-runtime-checks-for-direct-weights).
 */
export function maxUpscale(values: readonly number[]): number[] {
  const max = values.reduce((a, b) => Math.max(a, b), 0);
  return max === 0 ? values.slice() : values.map((value) => Math.round(value * U16_MAX / max));
}

/** Nearest integer; halves go to the even neighbor. @param value non-negative */
function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return rest < 0.5 ? low : low + 1;
  return low % 2 === 0 ? low : low + 1;
}

function checkUids(uids: readonly number[], weights: number): void {
  if (uids.length !== weights) {
    throw new ConsensusError("invalid", `${uids.length} uids for ${weights} weights`);
  }
  const bad = uids.find((uid) => !(Number.isInteger(uid) && uid >= 0 && uid <= U16_MAX));
  if (bad !== undefined) throw new ConsensusError("invalid", `${bad} is no uid`);
}
