import { bondsYuma2, bondsYuma3, type LiquidAlpha } from "./bonds.ts";
import { ConsensusError } from "./errors.ts";
import { floorI32F32, normalize, proportionToU16, U16_MAX } from "./fixed.ts";
import { columnMedians } from "./median.ts";
import { topStakes } from "./permits.ts";
import {
  joinEntries,
  mapEntries,
  rowNormalize,
  rowSums,
  type SparseMatrix,
  weightedColumnSums,
} from "./sparse.ts";

/** State of one subnet before its epoch; arrays are indexed by uid. */
export interface EpochInput {
  /** Block in which the epoch runs. */
  block: number;
  tempo: number;
  /** Blocks after which a neuron without update counts as inactive; see {@link activityCutoff}. */
  activityCutoff: number;
  /** Total stake as consensus sees it, in RAO; only shares and the threshold matter. */
  stake: readonly number[];
  /** RAO. @default {0} */
  stakeThreshold?: number;
  lastUpdate: readonly number[];
  blockAtRegistration: readonly number[];
  /** Permits as the previous epoch left them. */
  validatorPermit: readonly boolean[];
  /** u16, one row per uid. */
  weights: SparseMatrix;
  /** u16, one row per uid. */
  bonds: SparseMatrix;
  /** u16. @default {32767} */
  kappa?: number;
  /** u16. @default {65535} */
  bondsPenalty?: number;
  /** Millionths. @default {900000} */
  bondsMovingAverage?: number;
  /** @default {128} */
  maxAllowedValidators?: number;
  /** `LastMechansimStepBlock`, 0 when no epoch ran yet. @default {0} */
  lastMechanismStepBlock?: number;
  /** Uid of the subnet owner's hotkey. */
  ownerUid?: number | null;
  /** With commit–reveal: block of the earliest open commit of each uid. */
  earliestCommitBlock?: readonly (number | null)[];
  /** @default {false} */
  yuma3?: boolean;
  /** Set = `LiquidAlphaOn`; used with `yuma3` only. */
  liquidAlpha?: LiquidAlpha | null;
  /** Alpha RAO to share out. */
  emission: number;
}

/** State to store after the epoch; u16 where the chain has u16, by uid. */
export interface EpochResult {
  active: boolean[];
  validatorPermit: boolean[];
  stakeWeight: number[];
  consensus: number[];
  incentive: number[];
  dividends: number[];
  validatorTrust: number[];
  /** RAO to the validators' stakes. */
  validatorEmission: number[];
  /** RAO to the miners. */
  serverEmission: number[];
  /** RAO, both together: the published `Emission`. */
  emission: number[];
  /** Rows of those with a permit; all others are empty. */
  bonds: SparseMatrix;
}

/**
 * One Yuma consensus epoch of one mechanism (docs/spec/chain.md#13-yuma-epoch), as a function from state to
 * state.
 * @throws ConsensusError `invalid` when the arrays differ in length or name a uid outside
 */
export function runEpoch(input: EpochInput): EpochResult {
  const n = input.stake.length;
  checkShape(input, n);
  const owner = input.ownerUid ?? null;
  const active = input.lastUpdate.map((updated) => updated + input.activityCutoff >= input.block);
  const threshold = input.stakeThreshold ?? 0;
  const stake = normalize(input.stake.map((s, uid) => s >= threshold || uid === owner ? s : 0));
  const oldPermit = input.validatorPermit.map((permit, uid) => permit || uid === owner);
  const newPermit = topStakes(stake, input.maxAllowedValidators ?? 128)
    .map((permit, uid) => permit || uid === owner);
  const activeStake = normalize(stake.map((share, uid) => active[uid] && oldPermit[uid] ? share : 0));

  const weights = rowNormalize(usableWeights(input, oldPermit, owner));
  const consensus = columnMedians(activeStake, weights, (input.kappa ?? 32_767) / U16_MAX);
  const clipped = mapEntries(weights, (value, _i, j) => Math.min(value, consensus[j]!));
  const incentive = normalize(weightedColumnSums(clipped, activeStake));
  const penalty = (input.bondsPenalty ?? U16_MAX) / U16_MAX;
  const { dividends, bonds } = (input.yuma3 ? bondsYuma3 : bondsYuma2)({
    n,
    weights: joinEntries(
      weights,
      clipped,
      (raw, cut) => penalty === 1 ? cut : raw + floorI32F32(penalty * (cut - raw)),
    ),
    bonds: usableBonds(input),
    activeStake,
    incentive,
    consensus,
    movingAverage: input.bondsMovingAverage ?? 900_000,
    yuma3: input.yuma3 ?? false,
    liquidAlpha: input.liquidAlpha,
  });
  return {
    active,
    validatorPermit: newPermit,
    stakeWeight: stake.map(proportionToU16),
    consensus: consensus.map(proportionToU16),
    incentive: incentive.map(proportionToU16),
    dividends: dividends.map(proportionToU16),
    validatorTrust: rowSums(clipped).map(proportionToU16),
    ...shareOut(input.emission, incentive, dividends, activeStake, stake),
    bonds: bonds.map((row, uid) => newPermit[uid] ? row : []),
  };
}

/**
 * Blocks without update after which a neuron is inactive, as runtimes since the factor exist compute it.
 * @param factorMilli `ActivityCutoffFactorMilli`. @default {13889}
 */
export function activityCutoff(tempo: number, factorMilli = 13_889): number {
  return Math.max(1, Math.floor(factorMilli * tempo / 1000));
}

/** Weights of permitted rows without self-votes and without votes older than the neuron voted for. */
function usableWeights(input: EpochInput, permit: readonly boolean[], owner: number | null): SparseMatrix {
  return mapEntries(input.weights, (value, i, j) => {
    const registered = input.blockAtRegistration[j]!;
    const commit = input.earliestCommitBlock?.[i] ?? null;
    const outdated = input.lastUpdate[i]! <= registered || (commit !== null && commit < registered);
    return !permit[i] || (i === j && i !== owner) || outdated ? 0 : value;
  });
}

/** Bonds without those in neurons that came since the last epoch. */
function usableBonds(input: EpochInput): SparseMatrix {
  const last = input.lastMechanismStepBlock ?? 0;
  const lastTempo = last === 0 ? Math.max(0, input.block - input.tempo) : last + 1;
  return mapEntries(input.bonds, (value, _i, j) => lastTempo <= input.blockAtRegistration[j]! ? 0 : value);
}

/** Emission by incentive and dividends; by stake when consensus gave nobody anything (step 11). */
function shareOut(
  emission: number,
  incentive: readonly number[],
  dividends: readonly number[],
  activeStake: readonly number[],
  stake: readonly number[],
): Pick<EpochResult, "emission" | "serverEmission" | "validatorEmission"> {
  const combined = incentive.map((share, uid) => share + dividends[uid]!);
  const sum = combined.reduce((total, share) => total + share, 0);
  const payout = (shares: readonly number[]) =>
    shares.map((share) => Math.floor(floorI32F32(share) * emission));
  if (sum > 0) {
    return {
      serverEmission: payout(incentive.map((share) => share / sum)),
      validatorEmission: payout(dividends.map((share) => share / sum)),
      emission: payout(combined.map((share) => share / sum)),
    };
  }
  const byStake = payout(activeStake.some((share) => share > 0) ? activeStake : stake);
  return { serverEmission: byStake.map(() => 0), validatorEmission: byStake, emission: byStake.slice() };
}

function checkShape(input: EpochInput, n: number): void {
  const perUid = ["lastUpdate", "blockAtRegistration", "validatorPermit", "weights", "bonds"] as const;
  for (const name of perUid) {
    if (input[name].length !== n) {
      throw new ConsensusError("invalid", `${name} has ${input[name].length} entries for ${n} uids`);
    }
  }
  for (const matrix of [input.weights, input.bonds]) {
    for (const row of matrix) {
      for (const [uid, value] of row) {
        if (!(Number.isInteger(uid) && uid >= 0 && uid < n && value >= 0 && value <= U16_MAX)) {
          throw new ConsensusError("invalid", `entry [${uid}, ${value}] does not fit a subnet of ${n} uids`);
        }
      }
    }
  }
}
