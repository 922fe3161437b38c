import { normalize } from "./fixed.ts";
import type { SparseMatrix } from "./sparse.ts";

/**
 * The largest score that at least `majority` of the stake supports (docs/spec/chain.md#13-yuma-epoch, step
 * 6): a quick-select with the runtime's pivot rule, so that ties and borders fall as they do on chain.
 * @param stake shares of the voters, summing to about 1
 * @param scores one per voter
 * @param majority κ as a fraction
 */
export function weightedMedian(
  stake: readonly number[],
  scores: readonly number[],
  majority: number,
): number {
  const total = stake.reduce((sum, share) => sum + share, 0);
  const minority = total - majority;
  let partition = stake.map((_, voter) => voter);
  let low = 0;
  let high = total;
  while (partition.length > 1) {
    const pivot = scores[partition[partition.length >> 1]!]!;
    const lower = partition.filter((voter) => scores[voter]! < pivot);
    const upper = partition.filter((voter) => scores[voter]! > pivot);
    const lowerStake = lower.reduce((sum, voter) => sum + stake[voter]!, 0);
    const upperStake = upper.reduce((sum, voter) => sum + stake[voter]!, 0);
    if (minority < low + lowerStake && lower.length > 0) {
      high = low + lowerStake;
      partition = lower;
    } else if (high - upperStake <= minority && upper.length > 0) {
      low = high - upperStake;
      partition = upper;
    } else {
      return pivot;
    }
  }
  return partition.length === 1 ? scores[partition[0]!]! : 0;
}

/**
 * Consensus weight of every uid: {@link weightedMedian} of its column over the validators with active stake.
 * @param activeStake by uid
 * @param weights row-normalized
 */
export function columnMedians(
  activeStake: readonly number[],
  weights: SparseMatrix,
  majority: number,
): number[] {
  const voters = activeStake.flatMap((share, uid) => share > 0 ? [uid] : []);
  const stake = normalize(voters.map((uid) => activeStake[uid]!));
  const columns = new Map<number, number[]>();
  voters.forEach((uid, voter) => {
    for (const [j, value] of weights[uid]!) {
      let column = columns.get(j);
      if (!column) columns.set(j, column = new Array<number>(voters.length).fill(0));
      column[voter] = value;
    }
  });
  // A column nobody names has median 0 without looking.
  return activeStake.map((_, uid) => {
    const column = columns.get(uid);
    return column ? weightedMedian(stake, column, majority) : 0;
  });
}
