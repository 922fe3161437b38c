import type { ApiPromise } from "@polkadot/api";
import { field, subtensor, toBigInt, toBool, toList, toNumber, unwrap } from "./codec.ts";
import { readHyperparameters } from "./hyperparameters.ts";
import type { Registered, RegistrationQuote, WeightRow } from "../types.ts";

/** The uid of a hotkey, or null; 0 is a uid. */
export async function readUid(api: ApiPromise, netuid: number, hotkey: string): Promise<number | null> {
  const uid = unwrap(await subtensor(api, "uids", netuid, hotkey));
  return uid === null ? null : toNumber(uid);
}

/** Whether the subnet exists. */
export async function readExists(api: ApiPromise, netuid: number): Promise<boolean> {
  return toBool(await subtensor(api, "networksAdded", netuid));
}

/** Free RAO. */
export async function readBalance(api: ApiPromise, ss58: string): Promise<bigint> {
  return toBigInt(field(field(await api.query.system!.account!(ss58), "data"), "free"));
}

/**
 * Whether an account exists: others can send only what costs no fee
 * (docs/spec/chain.md#3-which-key-signs-what).
 */
export async function readKnown(api: ApiPromise, ss58: string): Promise<boolean> {
  const account = await api.query.system!.account!(ss58);
  return toNumber(field(account, "providers")) + toNumber(field(account, "sufficients")) > 0;
}

/** RAO to burn for a uid. */
export async function readBurn(api: ApiPromise, netuid: number): Promise<bigint> {
  return toBigInt(await subtensor(api, "burn", netuid));
}

/** Everything a user decides on before a registration. */
export async function readQuote(
  api: ApiPromise,
  netuid: number,
  coldkey: string,
  hotkey: string,
): Promise<RegistrationQuote> {
  const [hyperparameters, price, balance, registeredUid, neurons] = await Promise.all([
    readHyperparameters(api, netuid),
    readBurn(api, netuid),
    readBalance(api, coldkey),
    readUid(api, netuid, hotkey),
    subtensor(api, "subnetworkN", netuid).then(toNumber),
  ]);
  return { price, balance, hyperparameters, registeredUid, neurons };
}

/** The row of weights of a uid as it stands. */
export async function readWeights(api: ApiPromise, netuid: number, uid: number): Promise<WeightRow> {
  const row: WeightRow = { uids: [], values: [] };
  for (const pair of toList(await subtensor(api, "weights", netuid, uid))) {
    const [to, value] = toList(pair);
    row.uids.push(toNumber(to!));
    row.values.push(toNumber(value!));
  }
  return row;
}

/** Block of the last weights of a uid; 0 when there is no such uid. */
export async function readLastUpdate(api: ApiPromise, netuid: number, uid: number): Promise<number> {
  const block = toList(await subtensor(api, "lastUpdate", netuid))[uid];
  return block === undefined ? 0 : toNumber(block);
}

/** Who has a uid, and since when; null when there is no such uid. */
export async function readRegistration(
  api: ApiPromise,
  netuid: number,
  uid: number,
): Promise<Registered | null> {
  const [size, hotkey, block] = await Promise.all([
    subtensor(api, "subnetworkN", netuid),
    subtensor(api, "keys", netuid, uid),
    subtensor(api, "blockAtRegistration", netuid, uid),
  ]);
  // The map has a default for uids that are nobody's.
  return uid < toNumber(size) ? { hotkey: hotkey.toString(), block: toNumber(block) } : null;
}

/** Number of the newest block. */
export async function readBlock(api: ApiPromise): Promise<number> {
  return (await api.rpc.chain.getHeader()).number.toNumber();
}

/** Seconds between blocks, from the runtime. @default 12 where it does not say */
export function blockTimeOf(api: ApiPromise): number {
  const slot = api.consts.aura?.slotDuration;
  return slot ? toNumber(slot) / 1000 : 12;
}
