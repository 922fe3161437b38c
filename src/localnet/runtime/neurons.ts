import { NOBODY } from "./account_rules.ts";
import type { CallContext } from "./dispatch_context.ts";
import { hotkeyOf, mechanismIndex, neuronCount, withEntry } from "./subnets.ts";

/** Gives a hotkey to a coldkey unless it has an owner. */
export function ensureOwner(context: CallContext, hotkey: string, coldkey: string): void {
  if (context.get<string>("Owner", hotkey) !== NOBODY) return;
  context.put("Owner", hotkey, coldkey);
  context.put("OwnedHotkeys", coldkey, [...context.get<string[]>("OwnedHotkeys", coldkey), hotkey]);
}

/** Vectors by uid that a new neuron starts with, per subnet. */
const FRESH: readonly [item: string, value: unknown, fill: unknown][] = [
  ["Active", true, true],
  ["ValidatorPermit", false, false],
  ["ValidatorTrust", 0, 0],
  ["Consensus", 0, 0],
  ["Dividends", 0, 0],
  ["Emission", 0n, 0n],
  ["StakeWeight", 0, 0],
];

/** Writes a hotkey into a uid, resetting what the uid held. */
function seat(context: CallContext, netuid: number, uid: number, hotkey: string): void {
  context.put("Keys", netuid, uid, hotkey);
  context.put("Uids", netuid, hotkey, uid);
  context.put("IsNetworkMember", hotkey, netuid, true);
  context.put("BlockAtRegistration", netuid, uid, BigInt(context.block));
  for (const [item, value, fill] of FRESH) {
    context.put(item, netuid, withEntry(context.get<unknown[]>(item, netuid), uid, value, fill));
  }
  const mechanisms = context.get<number>("MechanismCountCurrent", netuid);
  for (let mecid = 0; mecid < mechanisms; mecid++) {
    const index = mechanismIndex(netuid, mecid);
    const updated = context.get<bigint[]>("LastUpdate", index);
    context.put("LastUpdate", index, withEntry(updated, uid, BigInt(context.block), 0n));
    context.put("Incentive", index, withEntry(context.get<number[]>("Incentive", index), uid, 0, 0));
    context.remove("Bonds", index, uid);
  }
}

/** Adds a neuron at the end. @returns its uid */
export function appendNeuron(context: CallContext, netuid: number, hotkey: string): number {
  const uid = neuronCount(context, netuid);
  context.put("SubnetworkN", netuid, uid + 1);
  seat(context, netuid, uid, hotkey);
  return uid;
}

/** Puts a hotkey in the place of another; the weights that stood there stay (they are masked in the epoch). */
export function replaceNeuron(context: CallContext, netuid: number, uid: number, hotkey: string): void {
  const old = hotkeyOf(context, netuid, uid);
  context.remove("Uids", netuid, old);
  context.remove("IsNetworkMember", old, netuid);
  context.remove("Axons", netuid, old);
  context.remove("Prometheus", netuid, old);
  context.remove("NeuronCertificates", netuid, old);
  seat(context, netuid, uid, hotkey);
}
