import { convertForEmit, processWeights } from "../src/consensus/mod.ts";
import { l1Weights } from "./scores.ts";

/** What a subnet allows; its hyperparameters are one. */
export interface WeightBounds {
  /** Uids that a row of weights needs at least. */
  minAllowedWeights: number;
  /** u16: largest share of one uid. */
  maxWeightsLimit: number;
}

/** A row of weights as `setWeights` takes it. */
export interface ChainWeights {
  /** Each once. */
  uids: number[];
  /** u16, parallel to `uids`; the largest is 65535. */
  values: number[];
}

/**
 * Scores as the weights that go on chain: their shares, the bounds of the subnet, then u16
 * (docs/spec/domain.md#75-scores, docs/spec/chain.md#63-process_weights_for_netuid).
 * @param scores index = uid; what is not positive has no weight
 * @returns no uids when the subnet has no neurons
 */
export function chainWeights(scores: Float32Array, bounds: WeightBounds): ChainWeights {
  if (scores.length === 0) return { uids: [], values: [] };
  const processed = processWeights({
    uids: Array.from(scores, (_, i) => i),
    weights: Array.from(l1Weights(scores)),
    n: scores.length,
    minAllowedWeights: bounds.minAllowedWeights,
    maxWeightLimit: bounds.maxWeightsLimit / 65535,
  });
  return convertForEmit(processed.uids, processed.weights);
}
