import {
  activityCutoff,
  afterBlock,
  afterEpoch,
  dueEpochs,
  type EpochResult,
  type EpochState,
  runEpoch,
  type SparseMatrix,
} from "../../consensus/mod.ts";
import { decayBurn } from "./burn.ts";
import type { Commit } from "./commit_rules.ts";
import type { CallContext } from "./dispatch_context.ts";
import { epochState } from "./epoch_storage.ts";
import { addAlpha, addDividend, totalStake } from "./stake.ts";
import { earliestLocked, revealTimelocked } from "./timelocked.ts";
import { hotkeys, mechanismIndex, netuids, ownerOf, ownerUid, padded } from "./subnets.ts";

/** Shares in 65535ths: what a subnet's owner keeps, what a validator takes from its stakers. */
const U16 = 65_535n;

/** What happens before the transactions of a block: prices fall, epochs that are due run, emission is paid. */
export function initializeBlock(context: CallContext): void {
  const states = new Map<number, EpochState>();
  for (const netuid of netuids(context).filter((one) => one !== 0)) {
    decayBurn(context, netuid);
    if (context.get<number>("RegistrationsThisBlock", netuid) !== 0) {
      context.put("RegistrationsThisBlock", netuid, 0);
    }
    accrue(context, netuid);
    states.set(netuid, epochState(context, netuid));
  }
  revealTimelocked(context);
  const { run, defer } = dueEpochs(states, context.block);
  for (const [netuid, state] of states) {
    if (run.includes(netuid)) epoch(context, netuid, state);
    else {
      const deferred = defer.includes(netuid);
      storeState(context, netuid, afterBlock(state, context.block, deferred));
      if (!deferred) continue;
      const [from, to] = [BigInt(context.block), BigInt(context.block + 1)];
      context.emit("EpochDeferred", { netuid, from_block: from, to_block: to });
    }
  }
}

/** Adds one block's emission to what the next epoch pays; the owner's cut is taken first. */
function accrue(context: CallContext, netuid: number): void {
  const first = context.get<bigint | null>("FirstEmissionBlockNumber", netuid);
  if (first === null || first > BigInt(context.block)) return;
  const whole = context.scope.rules.emissionPerBlock;
  const cut = ownerUid(context, netuid) === null
    ? 0n
    : whole * BigInt(context.get<number>("SubnetOwnerCut")) / U16;
  if (cut > 0n) {
    const hotkey = context.get<string>("SubnetOwnerHotkey", netuid);
    addAlpha(context, hotkey, context.get<string>("SubnetOwner", netuid), netuid, cut);
  }
  const half = (whole - cut) / 2n;
  for (
    const [item, amount] of [["PendingServerEmission", half], [
      "PendingValidatorEmission",
      whole - cut - half,
    ]]
  ) {
    context.put(item as string, netuid, context.get<bigint>(item as string, netuid) + (amount as bigint));
  }
}

/** Runs the epoch of a subnet, stores its outcome and pays it. */
export function epoch(context: CallContext, netuid: number, state: EpochState): void {
  const pending = context.get<bigint>("PendingServerEmission", netuid) +
    context.get<bigint>("PendingValidatorEmission", netuid);
  const mechanisms = Math.max(1, context.get<number>("MechanismCountCurrent", netuid));
  const keys = hotkeys(context, netuid);
  const server = keys.map(() => 0n);
  const validator = keys.map(() => 0n);
  for (let mecid = 0; mecid < mechanisms; mecid++) {
    const share = Number(pending / BigInt(mechanisms));
    const result = runMechanism(context, netuid, mecid, keys, share, state);
    result.serverEmission.forEach((amount, uid) => server[uid]! += BigInt(amount));
    result.validatorEmission.forEach((amount, uid) => validator[uid]! += BigInt(amount));
  }
  context.put("Emission", netuid, keys.map((_, uid) => server[uid]! + validator[uid]!));
  context.put("PendingServerEmission", netuid, 0n);
  context.put("PendingValidatorEmission", netuid, 0n);
  pay(context, netuid, keys, server, validator);
  context.put("LastMechansimStepBlock", netuid, BigInt(context.block));
  storeState(context, netuid, afterEpoch(state, context.block));
}

function runMechanism(
  context: CallContext,
  netuid: number,
  mecid: number,
  keys: string[],
  emission: number,
  state: EpochState,
): EpochResult {
  const index = mechanismIndex(netuid, mecid);
  const numbers = (item: string, at: number) =>
    padded(context.get<bigint[]>(item, at).map(Number), keys.length, 0);
  const matrix = (item: string): SparseMatrix =>
    keys.map((_, uid) => context.get<[number, number][]>(item, index, uid).filter(([j]) => j < keys.length));
  const [alphaLow, alphaHigh] = context.get<[number, number]>("AlphaValues", netuid);
  const liquid = context.get<boolean>("LiquidAlphaOn", netuid);
  const result = runEpoch({
    block: context.block,
    tempo: state.tempo,
    activityCutoff: activityCutoff(state.tempo, context.get<number>("ActivityCutoffFactorMilli", netuid)),
    stake: keys.map((hotkey) => Number(totalStake(context, hotkey, netuid))),
    stakeThreshold: Number(context.get<bigint>("StakeThreshold")),
    lastUpdate: numbers("LastUpdate", index),
    blockAtRegistration: keys.map((_, uid) =>
      Number(context.get<bigint>("BlockAtRegistration", netuid, uid))
    ),
    validatorPermit: padded(context.get<boolean[]>("ValidatorPermit", netuid), keys.length, false),
    weights: matrix("Weights"),
    bonds: matrix("Bonds"),
    kappa: context.get<number>("Kappa", netuid),
    bondsPenalty: context.get<number>("BondsPenalty", netuid),
    bondsMovingAverage: Number(context.get<bigint>("BondsMovingAverage", netuid)),
    maxAllowedValidators: context.get<number>("MaxAllowedValidators", netuid),
    lastMechanismStepBlock: Number(context.get<bigint>("LastMechansimStepBlock", netuid)),
    ownerUid: ownerUid(context, netuid),
    earliestCommitBlock: earliestCommits(context, netuid, index, keys),
    yuma3: context.get<boolean>("Yuma3On", netuid),
    liquidAlpha: liquid
      ? { low: alphaLow, high: alphaHigh, steepness: context.get<number>("AlphaSigmoidSteepness", netuid) }
      : null,
    emission,
  });
  context.put("Incentive", index, result.incentive);
  result.bonds.forEach((row, uid) => context.put("Bonds", index, uid, row));
  if (mecid === 0) {
    context.put("Active", netuid, result.active);
    context.put("ValidatorPermit", netuid, result.validatorPermit);
    context.put("ValidatorTrust", netuid, result.validatorTrust);
    context.put("Consensus", netuid, result.consensus);
    context.put("Dividends", netuid, result.dividends);
    context.put("StakeWeight", netuid, result.stakeWeight);
  }
  return result;
}

function earliestCommits(
  context: CallContext,
  netuid: number,
  index: number,
  keys: string[],
): (number | null)[] | undefined {
  if (!context.get<boolean>("CommitRevealWeightsEnabled", netuid)) return undefined;
  const locked = earliestLocked(context, netuid, index);
  return keys.map((hotkey) => {
    const hashed = context.get<Commit[] | null>("WeightCommits", index, hotkey) ?? [];
    const blocks = hashed.map(([, , block]) => Number(block));
    const earliest = Math.min(...blocks, locked.get(hotkey) ?? Infinity);
    return earliest === Infinity ? null : earliest;
  });
}

/** Miners' part to the owner of the hotkey, validators' part to their stakers after the validator's take. */
function pay(
  context: CallContext,
  netuid: number,
  keys: string[],
  server: bigint[],
  validator: bigint[],
): void {
  keys.forEach((hotkey, uid) => {
    const owner = ownerOf(context, hotkey) ?? hotkey;
    addAlpha(context, hotkey, owner, netuid, server[uid]!);
    const whole = validator[uid]!;
    if (whole === 0n) return;
    const take = whole * BigInt(context.get<number>("Delegates", hotkey)) / U16;
    addDividend(context, hotkey, owner, netuid, whole - take);
    addAlpha(context, hotkey, owner, netuid, take);
  });
  context.emit("IncentiveAlphaEmittedToMiners", { netuid, emissions: server });
}

function storeState(context: CallContext, netuid: number, state: EpochState): void {
  context.put("LastEpochBlock", netuid, BigInt(state.lastEpochBlock));
  context.put("SubnetEpochIndex", netuid, BigInt(state.subnetEpochIndex));
  context.put("PendingEpochAt", netuid, BigInt(state.pendingEpochAt));
  context.put("BlocksSinceLastStep", netuid, BigInt(state.blocksSinceLastStep));
}
