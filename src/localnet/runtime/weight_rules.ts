import { maxUpscale } from "../../consensus/mod.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { DispatchFailure } from "./dispatch_failure.ts";
import { totalStake } from "./stake.ts";
import type { StorageAccess } from "./storage.ts";
import { mechanismIndex, neuronCount, ownerUid, subnetExists, uidOf, withEntry } from "./subnets.ts";

/** One row of weights on its way into storage. */
export interface WeightRow {
  netuid: number;
  mecid: number;
  uids: number[];
  values: number[];
  versionKey: bigint;
}

/** Whether the mechanism exists. */
export function mechanismExists(storage: StorageAccess, netuid: number, mecid: number): boolean {
  return subnetExists(storage, netuid) && mecid < storage.get<number>("MechanismCountCurrent", netuid);
}

/** Whether enough blocks have passed since the neuron's last weights. */
export function rateLimitPassed(storage: StorageAccess, index: number, uid: number, block: number): boolean {
  const last = storage.get<bigint[]>("LastUpdate", index)[uid] ?? 0n;
  // Mechanisms share the limit of their subnet.
  const limit = storage.get<bigint>("WeightsSetRateLimit", index % mechanismIndex(0, 1));
  return last === 0n || BigInt(block) - last >= limit;
}

/** Whether the stake is enough to set weights; the subnet owner's hotkey needs none. */
export function stakeSuffices(storage: StorageAccess, netuid: number, hotkey: string): boolean {
  if (uidOf(storage, netuid, hotkey) === ownerUid(storage, netuid)) return true;
  return totalStake(storage, hotkey, netuid) >= storage.get<bigint>("StakeThreshold");
}

/**
 * Checks and stores weights in the order of the chain
 * (docs/spec/chain.md#62-runtime-checks-for-direct-weights).
 * @param revealed true at a reveal: no commit–reveal gate, no rate limit, `LastUpdate` stays
 */
export function storeWeights(
  context: CallContext,
  hotkey: string,
  row: WeightRow,
  revealed: boolean,
): void {
  const { netuid, mecid, uids, values } = row;
  const index = mechanismIndex(netuid, mecid);
  if (!revealed) {
    context.ensure(!context.get<boolean>("CommitRevealWeightsEnabled", netuid), "CommitRevealEnabled");
  }
  context.ensure(netuid !== 0, "CanNotSetRootNetworkWeights");
  context.ensure(uids.length === values.length, "WeightVecNotEqualSize");
  context.ensure(mechanismExists(context, netuid, mecid), "MechanismDoesNotExist");
  const count = neuronCount(context, netuid);
  context.ensure(uids.length <= count, "UidsLengthExceedUidsInSubNet");
  const uid = uidOf(context, netuid, hotkey) ?? context.fail("HotKeyNotRegisteredInSubNet");
  context.ensure(stakeSuffices(context, netuid, hotkey), "NotEnoughStakeToSetWeights");
  const version = context.get<bigint>("WeightsVersionKey", netuid);
  context.ensure(version === 0n || row.versionKey >= version, "IncorrectWeightVersionKey");
  if (!revealed) {
    context.ensure(rateLimitPassed(context, index, uid, context.block), "SettingWeightsTooFast");
  }
  const onlySelf = uids.length === 1 && uids[0] === uid;
  const permit = context.get<boolean[]>("ValidatorPermit", netuid)[uid] ?? false;
  context.ensure(onlySelf || permit || uid === ownerUid(context, netuid), "NeuronNoValidatorPermit");
  context.ensure(new Set(uids).size === uids.length, "DuplicateUids");
  context.ensure(uids.every((one) => one < count), "UidVecContainInvalidOne");
  const wanted = Math.min(context.get<number>("MinAllowedWeights", netuid), count);
  context.ensure(onlySelf || uids.length >= wanted, "WeightVecLengthIsLow");

  const scaled = maxUpscale(values);
  context.put("Weights", index, uid, uids.map((one, i) => [one, scaled[i]!]));
  if (!revealed) {
    const updated = context.get<bigint[]>("LastUpdate", index);
    context.put("LastUpdate", index, withEntry(updated, uid, BigInt(context.block), 0n));
  }
  context.emit("WeightsSet", [index, uid]);
}

/**
 * Runs the items of a batch call one by one: a failed one leaves an event, never fails the batch
 * (docs/spec/chain.md#62-runtime-checks-for-direct-weights).
 */
export function runBatch(context: CallContext, netuids: number[], one: (item: number) => void): void {
  let failed = false;
  netuids.forEach((netuid, item) => {
    try {
      context.transaction(() => one(item));
    } catch (error) {
      if (!(error instanceof DispatchFailure)) throw error;
      if (!failed) context.emit("BatchCompletedWithErrors");
      failed = true;
      context.emit("BatchWeightItemFailed", [netuid, error.value]);
    }
  });
  context.emit("BatchWeightsCompleted", [netuids, context.signer()]);
}

interface SetWeightsArgs {
  netuid: number;
  mecid?: number;
  dests: number[];
  weights: number[];
  version_key: bigint;
}

const setWeights = handler<SetWeightsArgs>((context, args) =>
  storeWeights(context, context.signer(), {
    netuid: args.netuid,
    mecid: args.mecid ?? 0,
    uids: args.dests,
    values: args.weights,
    versionKey: args.version_key,
  }, false)
);

/** Calls that set weights openly. */
export const WEIGHTS_CALLS: CallTable = {
  "SubtensorModule.set_weights": setWeights,
  "SubtensorModule.set_mechanism_weights": setWeights,
  "SubtensorModule.batch_set_weights": handler<
    { netuids: number[]; weights: [number, number][][]; version_keys: bigint[] }
  >((context, { netuids, weights, version_keys }) => {
    const hotkey = context.signer();
    const even = netuids.length === weights.length && netuids.length === version_keys.length;
    context.ensure(even, "InputLengthsUnequal");
    runBatch(context, netuids, (item) =>
      storeWeights(context, hotkey, {
        netuid: netuids[item]!,
        mecid: 0,
        uids: weights[item]!.map(([uid]) => uid),
        values: weights[item]!.map(([, value]) => value),
        versionKey: version_keys[item]!,
      }, false));
  }),
};
