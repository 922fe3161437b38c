import { NOBODY } from "../runtime/account_rules.ts";
import type { AxonValue } from "../runtime/serving_rules.ts";
import { alphaOf } from "../runtime/stake.ts";
import type { StorageAccess } from "../runtime/storage.ts";
import { hotkeyOf, neuronCount, subnetExists } from "../runtime/subnets.ts";
import { api, type ApiFunctions } from "./api.ts";

const NO_AXON: AxonValue = {
  block: 0n,
  version: 0,
  ip: 0n,
  port: 0,
  ip_type: 0,
  protocol: 0,
  placeholder1: 0,
  placeholder2: 0,
};
const NO_PROMETHEUS = { block: 0n, version: 0, ip: 0n, port: 0, ip_type: 0 };

/** The published endpoint of a hotkey; all zero when there is none. */
export function axonOf(storage: StorageAccess, netuid: number, hotkey: string): AxonValue {
  return storage.get<AxonValue | null>("Axons", netuid, hotkey) ?? NO_AXON;
}

/** Vectors by uid, read once per call. */
function columns(storage: StorageAccess, netuid: number) {
  const column = <T>(item: string) => storage.get<T[]>(item, netuid);
  return {
    active: column<boolean>("Active"),
    permit: column<boolean>("ValidatorPermit"),
    updated: column<bigint>("LastUpdate"),
    emission: column<bigint>("Emission"),
    incentive: column<number>("Incentive"),
    consensus: column<number>("Consensus"),
    trust: column<number>("ValidatorTrust"),
    dividends: column<number>("Dividends"),
  };
}

function neuron(
  storage: StorageAccess,
  netuid: number,
  uid: number,
  of: ReturnType<typeof columns>,
  full: boolean,
): Record<string, unknown> {
  const hotkey = hotkeyOf(storage, netuid, uid);
  const coldkey = storage.get<string>("Owner", hotkey);
  const info = {
    hotkey,
    coldkey,
    uid,
    netuid,
    active: of.active[uid] ?? false,
    axon_info: axonOf(storage, netuid, hotkey),
    prometheus_info: storage.get("Prometheus", netuid, hotkey) ?? NO_PROMETHEUS,
    stake: coldkey === NOBODY ? [] : [[coldkey, alphaOf(storage, hotkey, netuid)]],
    rank: 0,
    emission: of.emission[uid] ?? 0n,
    incentive: of.incentive[uid] ?? 0,
    consensus: of.consensus[uid] ?? 0,
    trust: 0,
    validator_trust: of.trust[uid] ?? 0,
    dividends: of.dividends[uid] ?? 0,
    last_update: of.updated[uid] ?? 0n,
    validator_permit: of.permit[uid] ?? false,
    pruning_score: 0xffff,
  };
  if (!full) return info;
  return {
    ...info,
    weights: storage.get("Weights", netuid, uid),
    bonds: storage.get("Bonds", netuid, uid),
  };
}

function all(storage: StorageAccess, netuid: number, full: boolean): unknown[] {
  const of = columns(storage, netuid);
  return Array.from(
    { length: subnetExists(storage, netuid) ? neuronCount(storage, netuid) : 0 },
    (_, uid) => neuron(storage, netuid, uid, of, full),
  );
}

function one(storage: StorageAccess, netuid: number, uid: number, full: boolean): unknown {
  if (!subnetExists(storage, netuid) || uid >= neuronCount(storage, netuid)) return null;
  return neuron(storage, netuid, uid, columns(storage, netuid), full);
}

/** Neurons with all that belongs to them (docs/spec/chain.md#8-reading-subnet-and-neuron-state). */
export const NEURON_APIS: ApiFunctions = {
  "NeuronInfoRuntimeApi_get_neurons": api<[number]>((view, netuid) => all(view.storage, netuid, true)),
  "NeuronInfoRuntimeApi_get_neurons_lite": api<[number]>((view, netuid) => all(view.storage, netuid, false)),
  "NeuronInfoRuntimeApi_get_neuron": api<[number, number]>((view, netuid, uid) =>
    one(view.storage, netuid, uid, true)
  ),
  "NeuronInfoRuntimeApi_get_neuron_lite": api<[number, number]>((view, netuid, uid) =>
    one(view.storage, netuid, uid, false)
  ),
};
