import type { ApiPromise } from "@polkadot/api";
import { hasStorage, toBigInt, toBool, toNumber, type Value } from "./codec.ts";
import { ChainError } from "../errors.ts";
import type { Hyperparameters } from "../types.ts";

/** Which storage item holds which hyperparameter, with the value of runtimes that lack the item. */
const ITEMS = {
  tempo: ["tempo", toNumber, 0],
  immunityPeriod: ["immunityPeriod", toNumber, 0],
  minAllowedWeights: ["minAllowedWeights", toNumber, 0],
  maxWeightsLimit: ["maxWeightsLimit", toNumber, 65_535],
  weightsRateLimit: ["weightsSetRateLimit", toNumber, 0],
  weightsVersion: ["weightsVersionKey", toNumber, 0],
  servingRateLimit: ["servingRateLimit", toNumber, 0],
  maxValidators: ["maxAllowedValidators", toNumber, 0],
  maxUids: ["maxAllowedUids", toNumber, 0],
  commitRevealEnabled: ["commitRevealWeightsEnabled", toBool, false],
  revealPeriodEpochs: ["revealPeriodEpochs", toNumber, 1],
  registrationAllowed: ["networkRegistrationAllowed", toBool, true],
  minBurn: ["minBurn", toBigInt, 0n],
  maxBurn: ["maxBurn", toBigInt, 0n],
} as const satisfies {
  [K in keyof Hyperparameters]: readonly [string, (value: Value) => Hyperparameters[K], Hyperparameters[K]];
};

/**
 * All hyperparameters in one request. Read from storage rather than from a runtime API, whose struct changed often.
 * @throws ChainError `refused` when the subnet does not exist
 */
export async function readHyperparameters(api: ApiPromise, netuid: number): Promise<Hyperparameters> {
  const present = Object.entries(ITEMS).filter(([, [item]]) => hasStorage(api, item));
  const storage = api.query.subtensorModule!;
  const keys = ["networksAdded", ...present.map(([, [item]]) => item)].map((item) =>
    api.registry.createType("StorageKey", [storage[item]!.creator, [netuid]])
  );
  // Asked for directly: the library's own multi-query keeps a subscription and may answer from it.
  const [added, ...values] = await api.rpc.state.queryStorageAt<Value[]>(keys);
  if (!toBool(added!)) throw noSubnet(netuid);
  const read = new Map(present.map(([name, [, decode]], i) => [name, decode(values[i]!)]));
  return Object.fromEntries(
    Object.entries(ITEMS).map(([name, [, , fallback]]) => [name, read.get(name) ?? fallback]),
  ) as unknown as Hyperparameters;
}

/** The error of a subnet that is not there. */
export function noSubnet(netuid: number): ChainError {
  return new ChainError("refused", `subnet ${netuid} does not exist on this network`, {
    hint: "check --netuid and --subtensor.network (subnet 1 is netuid 1 on finney, 61 on test)",
    data: { netuid, name: "SubnetNotExists" },
  });
}
