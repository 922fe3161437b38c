/** How scores move (docs/spec/domain.md#75-scores, docs/spec/domain.md#9-configuration-flags). */
export interface ScoreRules {
  /** `--neuron.moving_average_alpha`: share of the new reward. @default {0.1} */
  alpha?: number;
  /** `--neuron.decay_alpha`: amount subtracted from every score after each step. @default {0.001} */
  decay?: number;
}

/**
 * Scores after one step: s' = scores with the rewards in place of the asked uids, then α·s' + (1−α)·scores, then
 * minus the decay for **all** uids, never below 0. Every operation in float32, as in the original.
 * @param scores index = uid; not changed
 * @param uids asked in this step, distinct
 * @param rewards parallel to `uids`; what is not a finite number counts as 0
 * @throws RangeError when a uid has no score
 */
export function updateScores(
  scores: Float32Array,
  uids: readonly number[],
  rewards: readonly number[],
  rules: ScoreRules = {},
): Float32Array {
  const f = Math.fround;
  const alpha = f(rules.alpha ?? 0.1);
  const keep = f(1 - (rules.alpha ?? 0.1));
  const decay = f(rules.decay ?? 0.001);
  const step = scores.slice();
  uids.forEach((uid, i) => {
    if (!(uid in step)) throw new RangeError(`uid ${uid} has no score (there are ${scores.length})`);
    step[uid] = Number.isFinite(rewards[i]) ? rewards[i]! : 0;
  });
  return step.map((reward, uid) => Math.max(0, f(f(f(alpha * reward) + f(keep * scores[uid]!)) - decay)));
}

/**
 * Weights before the chain's own processing: scores over the sum of their sizes, in float32
 * (docs/spec/domain.md#76-sync).
 */
export function l1Weights(scores: Float32Array): Float32Array {
  let sum = 0;
  for (const score of scores) sum += Math.abs(score);
  const norm = Math.max(Math.fround(sum), 1e-12);
  return scores.map((score) => score / norm);
}
