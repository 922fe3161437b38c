import { activityCutoff } from "../../consensus/mod.ts";
import { fromHex } from "../../base/mod.ts";
import { alphaOf, totalStake } from "../runtime/stake.ts";
import type { StorageAccess } from "../runtime/storage.ts";
import { hotkeys, mechanismIndex, netuids, padded, subnetExists } from "../runtime/subnets.ts";
import { parseFields } from "../scale/definition.ts";
import { api, type ApiFunctions, type ApiView } from "./api.ts";
import { hyperparameters } from "./hyperparams.ts";
import { axonOf } from "./neuron_info.ts";

/** Name of every subnet here; there are no identities on this chain. */
const SUBNET_NAME = [..."localnet"].map((letter) => letter.charCodeAt(0));

/** Owner, supply and emission of a subnet, as `Metagraph` and `DynamicInfo` both carry them. */
function subnetFacts(view: ApiView, netuid: number): Record<string, unknown> {
  const { storage } = view;
  const get = <T>(item: string) => storage.get<T>(item, netuid);
  const emission = get<bigint>("PendingServerEmission") + get<bigint>("PendingValidatorEmission");
  return {
    netuid,
    symbol: [...fromHex(get<string>("TokenSymbol"))],
    token_symbol: [...fromHex(get<string>("TokenSymbol"))],
    name: SUBNET_NAME,
    subnet_name: SUBNET_NAME,
    identity: null,
    subnet_identity: null,
    network_registered_at: get("NetworkRegisteredAt"),
    owner_hotkey: get("SubnetOwnerHotkey"),
    owner_coldkey: get("SubnetOwner"),
    tempo: get("Tempo"),
    last_step: get("LastMechansimStepBlock"),
    blocks_since_last_step: get("BlocksSinceLastStep"),
    subnet_emission: 0n,
    emission: 0n,
    alpha_in: get("SubnetAlphaIn"),
    alpha_out: get("SubnetAlphaOut"),
    tao_in: get("SubnetTAO"),
    alpha_out_emission: get("SubnetAlphaOutEmission"),
    alpha_in_emission: get("SubnetAlphaInEmission"),
    tao_in_emission: get("SubnetTaoInEmission"),
    pending_alpha_emission: emission,
    pending_root_emission: 0n,
    subnet_volume: get("SubnetVolume"),
    moving_price: get("SubnetMovingPrice"),
  };
}

/** Everything that is listed by uid, as `Metagraph` and `SubnetState` both carry it. */
function neuronColumns(storage: StorageAccess, netuid: number, mecid: number): Record<string, unknown> {
  const keys = hotkeys(storage, netuid);
  const index = mechanismIndex(netuid, mecid);
  const column = <T>(item: string, at: number, fill: T) =>
    padded(storage.get<T[]>(item, at), keys.length, fill);
  return {
    hotkeys: keys,
    coldkeys: keys.map((hotkey) => storage.get<string>("Owner", hotkey)),
    identities: keys.map(() => null),
    axons: keys.map((hotkey) => axonOf(storage, netuid, hotkey)),
    active: column("Active", netuid, false),
    validator_permit: column("ValidatorPermit", netuid, false),
    pruning_score: keys.map(() => 0xffff),
    last_update: column("LastUpdate", index, 0n),
    emission: column("Emission", netuid, 0n),
    dividends: column("Dividends", netuid, 0),
    incentives: column("Incentive", index, 0),
    consensus: column("Consensus", netuid, 0),
    trust: keys.map(() => 0),
    rank: keys.map(() => 0),
    block_at_registration: keys.map((_, uid) => storage.get<bigint>("BlockAtRegistration", netuid, uid)),
    alpha_stake: keys.map((hotkey) => alphaOf(storage, hotkey, netuid)),
    tao_stake: keys.map((hotkey) => alphaOf(storage, hotkey, 0)),
    total_stake: keys.map((hotkey) => totalStake(storage, hotkey, netuid)),
  };
}

function metagraph(view: ApiView, netuid: number, mecid = 0): Record<string, unknown> | null {
  const { storage } = view;
  const known = mecid < storage.get<number>("MechanismCountCurrent", netuid);
  if (!subnetExists(storage, netuid) || !known) return null;
  const get = <T>(item: string) => storage.get<T>(item, netuid);
  const tempo = get<number>("Tempo");
  return {
    ...subnetFacts(view, netuid),
    ...hyperparameters(storage, netuid),
    ...neuronColumns(storage, netuid, mecid),
    block: BigInt(view.block),
    activity_cutoff: BigInt(activityCutoff(tempo, get<number>("ActivityCutoffFactorMilli"))),
    num_uids: get("SubnetworkN"),
    max_uids: get("MaxAllowedUids"),
    burn: get("Burn"),
    pow_registration_allowed: get("NetworkPowRegistrationAllowed"),
    tao_dividends_per_hotkey: [],
    alpha_dividends_per_hotkey: [],
  };
}

function selective(
  view: ApiView,
  netuid: number,
  mecid: number,
  indexes: readonly number[],
): Record<string, unknown> | null {
  const full = metagraph(view, netuid, mecid);
  if (!full) return null;
  const permits = full.validator_permit as boolean[];
  full.validators = permits.flatMap((permit, uid) => permit ? [uid] : []);
  full.commitments = [];
  const fields = parseFields(view.schema.table.types.SelectiveMetagraph!.fields!);
  const wanted = new Set(indexes);
  return Object.fromEntries(
    fields.map(({ name }, index) => [name!, index === 0 || wanted.has(index) ? full[name!] : null]),
  );
}

/** Whole subnets in one read (docs/spec/chain.md#8-reading-subnet-and-neuron-state). */
export const METAGRAPH_APIS: ApiFunctions = {
  "SubnetInfoRuntimeApi_get_metagraph": api<[number]>((view, netuid) => metagraph(view, netuid)),
  "SubnetInfoRuntimeApi_get_mechagraph": api<[number, number]>(metagraph),
  "SubnetInfoRuntimeApi_get_all_metagraphs": api((view) =>
    netuids(view.storage).map((netuid) => metagraph(view, netuid))
  ),
  "SubnetInfoRuntimeApi_get_selective_metagraph": api<[number, number[]]>((view, netuid, indexes) =>
    selective(view, netuid, 0, indexes)
  ),
  "SubnetInfoRuntimeApi_get_selective_mechagraph": api<[number, number, number[]]>(selective),
  "SubnetInfoRuntimeApi_get_subnet_state": api<[number]>((view, netuid) =>
    subnetExists(view.storage, netuid)
      ? { netuid, ...neuronColumns(view.storage, netuid, 0), emission_history: [] }
      : null
  ),
  "SubnetInfoRuntimeApi_get_dynamic_info": api<[number]>((view, netuid) =>
    subnetExists(view.storage, netuid) ? subnetFacts(view, netuid) : null
  ),
  "SubnetInfoRuntimeApi_get_all_dynamic_info": api((view) =>
    netuids(view.storage).map((netuid) => subnetFacts(view, netuid))
  ),
};
