import { NOBODY } from "./account_rules.ts";
import type { StorageAccess } from "./storage.ts";
import { hotkeyOf, neuronCount } from "./subnets.ts";

/**
 * The uid that leaves a full subnet (docs/spec/chain.md#41-burned_register): the one with the smallest
 * emission, then the oldest, then the smallest uid; among those that are not immune while more than
 * `MinNonImmuneUids` of them exist, otherwise among the immune. The subnet owner's hotkey never leaves.
 * @returns null when nobody can leave
 */
export function pruneCandidate(storage: StorageAccess, netuid: number, block: number): number | null {
  const owner = storage.get<string>("SubnetOwnerHotkey", netuid);
  const immunity = storage.get<number>("ImmunityPeriod", netuid);
  const emission = storage.get<bigint[]>("Emission", netuid);
  const neurons = Array.from({ length: neuronCount(storage, netuid) }, (_, uid) => {
    const registered = Number(storage.get<bigint>("BlockAtRegistration", netuid, uid));
    return { uid, registered, emission: emission[uid] ?? 0n, immune: block - registered < immunity };
  }).filter(({ uid }) => owner === NOBODY || hotkeyOf(storage, netuid, uid) !== owner);

  const mortal = neurons.filter((neuron) => !neuron.immune);
  const group = mortal.length > storage.get<number>("MinNonImmuneUids", netuid)
    ? mortal
    : neurons.filter((neuron) => neuron.immune);
  const less = (a: typeof group[number], b: typeof group[number]): boolean =>
    a.emission !== b.emission
      ? a.emission < b.emission
      : a.registered !== b.registered
      ? a.registered < b.registered
      : a.uid < b.uid;
  let first: typeof group[number] | null = null;
  for (const neuron of group) if (first === null || less(neuron, first)) first = neuron;
  return first?.uid ?? null;
}
