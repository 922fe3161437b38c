import type { EpochState } from "../../consensus/mod.ts";
import { hasStorage, type Reader, subtensor, toNumber } from "./codec.ts";

/** Epoch bookkeeping of a subnet; items the runtime lacks are 0. */
export async function readEpochState(reader: Reader, netuid: number): Promise<EpochState> {
  const [tempo, lastEpochBlock, subnetEpochIndex, pendingEpochAt, blocksSinceLastStep] = await Promise.all(
    ["tempo", "lastEpochBlock", "subnetEpochIndex", "pendingEpochAt", "blocksSinceLastStep"].map(
      async (item) => hasStorage(reader, item) ? toNumber(await subtensor(reader, item, netuid)) : 0,
    ),
  ) as [number, number, number, number, number];
  return { tempo, lastEpochBlock, subnetEpochIndex, pendingEpochAt, blocksSinceLastStep };
}
