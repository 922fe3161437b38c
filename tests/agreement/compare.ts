import { l1Weights, updateScores } from "../../rewards/mod.ts";
import { processWeights, runEpoch, U16_MAX } from "../../src/consensus/mod.ts";

/** Ranks from 1 up; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Array<number>(values.length);
  for (let at = 0; at < order.length;) {
    let end = at;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[at]!]) end++;
    for (let i = at; i <= end; i++) out[order[i]!] = (at + end) / 2 + 1;
    at = end + 1;
  }
  return out;
}

/**
 * Spearman's rank correlation, ties counted.
 * @returns 1 when both orders are the same; also when neither side tells anybody apart
 */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - middle, y[i]! - middle];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  if (xx === 0 && yy === 0) return 1;
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Weights (u16) after the moving average over all steps, as a validator would set them. */
function weightsOf(totals: readonly (readonly number[])[]): (readonly [number, number])[] {
  const uids = totals[0]!.map((_, uid) => uid);
  let scores = new Float32Array(uids.length);
  for (const rewards of totals) scores = updateScores(scores, uids, rewards) as Float32Array<ArrayBuffer>;
  const row = processWeights({
    uids,
    weights: Array.from(l1Weights(scores)),
    n: uids.length,
    minAllowedWeights: 1,
  });
  const largest = Math.max(...row.weights);
  return row.uids.map((uid, i) => [uid, Math.round(row.weights[i]! / largest * U16_MAX)] as const);
}

/**
 * The vtrust of a validator that scores as `ours` does, in one epoch of the chain's own rules, among three others
 * with nine tenths of the stake that score as `theirs` does.
 * @param ours rewards by step and miner
 */
export function simulatedVtrust(
  ours: readonly (readonly number[])[],
  theirs: readonly (readonly number[])[],
): number {
  const miners = ours[0]!.length;
  const stake = [...new Array<number>(miners).fill(0), 1e11, 3e11, 3e11, 3e11];
  const others = weightsOf(theirs);
  const { validatorTrust } = runEpoch({
    block: 1000,
    tempo: 100,
    activityCutoff: 5000,
    stake,
    lastUpdate: stake.map(() => 900),
    blockAtRegistration: stake.map(() => 0),
    validatorPermit: stake.map((amount) => amount > 0),
    weights: [...Array.from({ length: miners }, () => []), weightsOf(ours), others, others, others],
    bonds: stake.map(() => []),
    emission: 1_000_000,
  });
  return validatorTrust[miners]! / U16_MAX;
}
