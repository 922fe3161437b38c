import type { Metagraph } from "../../../src/chain/mod.ts";
import { processWeights } from "../../../src/consensus/mod.ts";
import { l1Weights } from "../../../rewards/mod.ts";

/**
 * The vtrust a validator with these scores would have against the consensus on chain: the part of its weights that
 * the others agree with, Σ min(w, C) with both normalized (docs/spec/chain.md#13-yuma-epoch, step 7).
 * @param scores by uid
 * @returns 0 to 1; null while nobody's weights have made a consensus
 */
export function shadowVtrust(
  scores: Float32Array,
  metagraph: Metagraph,
  minAllowedWeights: number,
): number | null {
  const total = metagraph.neurons.reduce((sum, n) => sum + n.consensus, 0);
  if (total === 0) return null;
  const row = processWeights({
    uids: Array.from(scores, (_, uid) => uid),
    weights: Array.from(l1Weights(scores)),
    n: scores.length,
    minAllowedWeights,
  });
  return row.uids.reduce(
    (sum, uid, i) => sum + Math.min(row.weights[i]!, metagraph.neurons[uid]?.consensus ?? 0),
    0,
  );
}

/**
 * Scores to start from when the database has none: the validator's own last weights on chain, so that a newcomer to
 * this program does not forget what it thought (`--neuron.scores_from chain`).
 * @param row its weights, u16
 */
export function scoresFromWeights(
  row: { uids: readonly number[]; values: readonly number[] },
  metagraph: Metagraph,
): { hotkey: string; uid: number; score: number }[] {
  return row.uids.flatMap((uid, i) => {
    const neuron = metagraph.neurons[uid];
    const score = row.values[i]! / 65535;
    return neuron && score > 0 ? [{ hotkey: neuron.hotkey, uid, score }] : [];
  });
}
