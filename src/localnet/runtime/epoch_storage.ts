import type { EpochState } from "../../consensus/mod.ts";
import type { StorageAccess } from "./storage.ts";

/** Epoch bookkeeping of a subnet as the consensus package takes it. */
export function epochState(storage: StorageAccess, netuid: number): EpochState {
  const number = (item: string) => Number(storage.get<bigint>(item, netuid));
  return {
    tempo: storage.get<number>("Tempo", netuid),
    lastEpochBlock: number("LastEpochBlock"),
    subnetEpochIndex: number("SubnetEpochIndex"),
    pendingEpochAt: number("PendingEpochAt"),
    blocksSinceLastStep: number("BlocksSinceLastStep"),
  };
}
