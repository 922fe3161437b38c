import type { ApiPromise } from "@polkadot/api";
import type { AddressBook } from "./addresses.ts";
import {
  field,
  hasApi,
  type Reader,
  subtensor,
  toBigInt,
  toBool,
  toFraction,
  toList,
  toNumber,
  toUnits,
  unwrap,
  type Value,
} from "./codec.ts";
import { ChainError } from "../errors.ts";
import { noSubnet } from "./hyperparameters.ts";
import { numberToIp } from "../ip_number.ts";
import { describedCall, type PlainCall, plainCall } from "./plain_call.ts";
import { pause } from "./plain_values.ts";
import type { AxonInfo, Metagraph, Neuron } from "../types.ts";

/**
 * Field numbers of the selective metagraph we ask for
 * (docs/spec/chain.md#8-reading-subnet-and-neuron-state): netuid, owner hotkey, block, tempo, hotkeys,
 * coldkeys, axons, active, permit, last update, emission, dividends, incentives, consensus, registration
 * block, alpha, TAO and total stake.
 */
const FIELDS = [0, 5, 7, 8, 52, 53, 55, 56, 57, 59, 60, 61, 62, 63, 66, 67, 68, 69];

/**
 * One subnet as of one block. All parts are asked for together and at the same block hash, so that they fit each
 * other: the selective metagraph has no validator trust, the list of neurons no registration block.
 * @param blockHash the block to read at
 * @param addresses kept from one read to the next
 * @throws ChainError `refused` when the subnet does not exist, `unsupported` on runtimes of before dTAO
 */
export async function readMetagraph(
  api: ApiPromise,
  netuid: number,
  blockHash: string,
  addresses: AddressBook,
): Promise<Metagraph> {
  if (describedCall(api, selective(netuid))) return await readSelective(api, netuid, blockHash, addresses);
  if (
    hasApi(api, "neuronInfoRuntimeApi", "getNeuronsLite") &&
    hasApi(api, "subnetInfoRuntimeApi", "getSubnetState")
  ) {
    // Costs a view of the whole runtime at that block, which the way above does without.
    const reader: Reader = await api.at(blockHash, api.runtimeVersion);
    return await readLite(reader, netuid, addresses);
  }
  throw new ChainError(
    "unsupported",
    `the runtime (spec ${api.runtimeVersion.specVersion}) has no metagraph`,
    {
      hint: "use an endpoint of a network whose runtime is of 2025 or later",
    },
  );
}

/** The selective metagraph of mechanism 0. */
const selective = (netuid: number): PlainCall => ({
  api: "SubnetInfoRuntimeApi",
  method: "get_selective_mechagraph",
  args: [netuid, 0, FIELDS],
});

/** From the selective metagraph. */
async function readSelective(
  api: ApiPromise,
  netuid: number,
  blockHash: string,
  addresses: AddressBook,
): Promise<Metagraph> {
  const [answer, trust] = await Promise.all([
    plainCall(api, blockHash, selective(netuid)),
    api.query.subtensorModule!.validatorTrust!.at(blockHash, netuid),
  ]);
  const graph = unwrap(answer!);
  if (!graph) throw noSubnet(netuid);
  const column = (name: string): Value[] => toList(required(graph, name));
  const columns = {
    coldkey: column("coldkeys"),
    axon: column("axons"),
    vtrust: toList(trust),
    ...stateColumns(column),
  };
  return {
    netuid,
    block: toNumber(required(graph, "block")),
    tempo: toNumber(required(graph, "tempo")),
    ownerHotkey: required(graph, "ownerHotkey").toString(),
    ...await neurons(column("hotkeys"), columns, addresses),
  };
}

/** From the list of neurons and the subnet's state, as the SDK does. */
async function readLite(reader: Reader, netuid: number, addresses: AddressBook): Promise<Metagraph> {
  const [list, answer, tempo, owner, number] = await Promise.all([
    reader.call.neuronInfoRuntimeApi!.getNeuronsLite!(netuid),
    reader.call.subnetInfoRuntimeApi!.getSubnetState!(netuid),
    subtensor(reader, "tempo", netuid),
    subtensor(reader, "subnetOwnerHotkey", netuid),
    reader.query.system!.number!(),
  ]);
  const state = unwrap(answer);
  if (!state) throw noSubnet(netuid);
  const lite = toList(list).sort((a, b) => toNumber(field(a, "uid")) - toNumber(field(b, "uid")));
  const columns = {
    coldkey: lite.map((neuron) => field(neuron, "coldkey")),
    axon: lite.map((neuron) => field(neuron, "axonInfo")),
    vtrust: lite.map((neuron) => field(neuron, "validatorTrust")),
    ...stateColumns((name) => toList(field(state, name))),
  };
  return {
    netuid,
    block: toNumber(number),
    tempo: toNumber(tempo),
    ownerHotkey: owner.toString(),
    ...await neurons(lite.map((neuron) => field(neuron, "hotkey")), columns, addresses),
  };
}

/** The columns both sources share, by their name there. */
function stateColumns(column: (name: string) => Value[]) {
  return {
    active: column("active"),
    permit: column("validatorPermit"),
    lastUpdate: column("lastUpdate"),
    emission: column("emission"),
    dividends: column("dividends"),
    incentive: column("incentives"),
    consensus: column("consensus"),
    registered: column("blockAtRegistration"),
    alpha: column("alphaStake"),
    tao: column("taoStake"),
    stake: column("totalStake"),
  };
}

type Columns = ReturnType<typeof stateColumns> & { coldkey: Value[]; axon: Value[]; vtrust: Value[] };

/** Rows read between two looks at the event loop: a new address costs two hashes. */
const SLICE = 16;

async function neurons(
  hotkeys: Value[],
  columns: Columns,
  addresses: AddressBook,
): Promise<{ n: number; neurons: Neuron[] }> {
  const cell = <T>(name: keyof Columns, uid: number, decode: (value: Value) => T, missing: T): T => {
    const value = columns[name][uid];
    // Vectors may lag behind the number of neurons within the block of a registration.
    return value === undefined ? missing : decode(value);
  };
  const list: Neuron[] = [];
  const row = (hotkey: Value, uid: number): Neuron => ({
    uid,
    hotkey: addresses.text(hotkey),
    coldkey: cell("coldkey", uid, (value) => addresses.text(value), ""),
    active: cell("active", uid, toBool, false),
    validatorPermit: cell("permit", uid, toBool, false),
    stake: cell("stake", uid, toUnits, 0),
    alphaStake: cell("alpha", uid, toUnits, 0),
    taoStake: cell("tao", uid, toUnits, 0),
    incentive: cell("incentive", uid, toFraction, 0),
    consensus: cell("consensus", uid, toFraction, 0),
    dividends: cell("dividends", uid, toFraction, 0),
    vtrust: cell("vtrust", uid, toFraction, 0),
    emission: cell("emission", uid, toUnits, 0),
    lastUpdate: cell("lastUpdate", uid, toNumber, 0),
    blockAtRegistration: cell("registered", uid, toNumber, 0),
    axon: cell("axon", uid, toAxon, NOT_SERVING),
  });
  for (const [uid, hotkey] of hotkeys.entries()) {
    list.push(row(hotkey, uid));
    if (list.length % SLICE === 0) await pause();
  }
  return { n: list.length, neurons: list };
}

const NOT_SERVING: AxonInfo = { ip: "0.0.0.0", port: 0, ipType: 4, protocol: 4, version: 0, block: 0 };

/** The chain's entry of an axon; an address it should not hold counts as not serving. */
function toAxon(value: Value): AxonInfo {
  const ipType = toNumber(field(value, "ipType")) === 6 ? 6 : 4;
  const number = toBigInt(field(value, "ip"));
  return {
    ip: number === 0n || number >> (ipType === 6 ? 128n : 32n) !== 0n
      ? NOT_SERVING.ip
      : numberToIp(number, ipType),
    port: toNumber(field(value, "port")),
    ipType,
    protocol: toNumber(field(value, "protocol")),
    version: toNumber(field(value, "version")),
    block: toNumber(field(value, "block")),
  };
}

function required(graph: Value, name: string): Value {
  const value = unwrap(field(graph, name));
  if (!value) throw new TypeError(`the runtime's metagraph lacks ${name}`);
  return value;
}
