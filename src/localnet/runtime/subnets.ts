import { NOBODY } from "./account_rules.ts";
import type { StorageAccess } from "./storage.ts";

/** Largest netuid + 1; mechanisms of a subnet are stored that far apart. */
const MECHANISM_STRIDE = 4096;

/** Storage index of a mechanism (docs/spec/chain.md#61-client-decision). */
export function mechanismIndex(netuid: number, mecid: number): number {
  return mecid * MECHANISM_STRIDE + netuid;
}

/** Whether the subnet exists. */
export function subnetExists(storage: StorageAccess, netuid: number): boolean {
  return storage.get<boolean>("NetworksAdded", netuid);
}

/** Netuids of all subnets, the root subnet 0 first. */
export function netuids(storage: StorageAccess): number[] {
  const found: number[] = [];
  const total = storage.get<number>("TotalNetworks");
  for (let netuid = 0; found.length < total && netuid < MECHANISM_STRIDE; netuid++) {
    if (subnetExists(storage, netuid)) found.push(netuid);
  }
  return found;
}

/** Number of neurons. */
export function neuronCount(storage: StorageAccess, netuid: number): number {
  return storage.get<number>("SubnetworkN", netuid);
}

/** Uid of a hotkey, or null. */
export function uidOf(storage: StorageAccess, netuid: number, hotkey: string): number | null {
  return storage.get<number | null>("Uids", netuid, hotkey);
}

/** Hotkey of a uid. */
export function hotkeyOf(storage: StorageAccess, netuid: number, uid: number): string {
  return storage.get<string>("Keys", netuid, uid);
}

/** Hotkeys by uid. */
export function hotkeys(storage: StorageAccess, netuid: number): string[] {
  return Array.from({ length: neuronCount(storage, netuid) }, (_, uid) => hotkeyOf(storage, netuid, uid));
}

/** Coldkey that owns a hotkey, or null. */
export function ownerOf(storage: StorageAccess, hotkey: string): string | null {
  const owner = storage.get<string>("Owner", hotkey);
  return owner === NOBODY ? null : owner;
}

/** Uid of the subnet owner's own neuron, or null. */
export function ownerUid(storage: StorageAccess, netuid: number): number | null {
  const hotkey = storage.get<string>("SubnetOwnerHotkey", netuid);
  return hotkey === NOBODY ? null : uidOf(storage, netuid, hotkey);
}

/** A copy of a list by uid with `length` entries, filled up with `fill`. */
export function padded<T>(list: readonly T[], length: number, fill: T): T[] {
  return Array.from({ length }, (_, i) => list[i] ?? fill);
}

/** The list by uid with one entry changed; missing entries before it become `fill`. */
export function withEntry<T>(list: readonly T[], index: number, value: T, fill: T): T[] {
  const out = padded(list, Math.max(list.length, index + 1), fill);
  out[index] = value;
  return out;
}
