import type { ApiPromise } from "@polkadot/api";
import { isEpochDue, modularEpoch } from "../../consensus/mod.ts";
import { hasStorage, type Reader, subtensor, toList, toNumber, unwrap, type Value } from "./codec.ts";
import { readEpochState } from "./epoch_state.ts";
import { ChainError } from "../errors.ts";
import { readBlock } from "./reads.ts";
import type { CommitState } from "../types.ts";

/**
 * Epoch, reveal period and open commits of a hotkey, by the runtime's own rule of epochs
 * (docs/spec/chain.md#71-plain-hash-commit, docs/spec/chain.md#11-epoch-timing).
 * @param block as they were after this block; the node may have forgotten
 */
export async function readCommitState(
  api: ApiPromise,
  netuid: number,
  hotkey: string,
  block?: number,
): Promise<CommitState> {
  const number = block ?? await readBlock(api);
  const reader: Reader = block === undefined
    ? api
    : await api.at(await api.rpc.chain.getBlockHash(number), api.runtimeVersion);
  const [state, period, commits] = await Promise.all([
    readEpochState(reader, netuid),
    hasStorage(reader, "revealPeriodEpochs") ? subtensor(reader, "revealPeriodEpochs", netuid) : null,
    hasStorage(reader, "weightCommits") ? subtensor(reader, "weightCommits", netuid, hotkey) : null,
  ]);
  const stateful = hasStorage(reader, "lastEpochBlock");
  const epochOf = (at: number) => modularEpoch(netuid, state.tempo, at);
  return {
    block: number,
    epoch: stateful ? state.subnetEpochIndex + (isEpochDue(state, number) ? 1 : 0) : epochOf(number),
    periodEpochs: period ? toNumber(period) : 1,
    commits: openCommits(commits, (place) => stateful ? place : epochOf(place)),
  };
}

/** @param epochOf epoch of a commit's second field: the epoch itself, or the block on runtimes with modular epochs */
function openCommits(value: Value | null, epochOf: (place: number) => number): CommitState["commits"] {
  const queue = value && unwrap(value);
  if (!queue) return [];
  return toList(queue).map((entry) => {
    const [hash, place, ...rest] = toList(entry);
    if (rest.length !== 2) {
      throw new ChainError("unsupported", "the runtime keeps weight commits in a form of 2024", {
        hint: "use a network with a newer runtime",
      });
    }
    return { hash: hash!.toString(), epoch: epochOf(toNumber(place!)) };
  });
}
