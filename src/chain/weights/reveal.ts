import type { ApiPromise } from "@polkadot/api";
import { fromHex } from "../../base/mod.ts";
import {
  type DrandChain,
  modularRevealBlock,
  QUICKNET,
  revealRound,
  statefulRevealBlock,
} from "../../consensus/mod.ts";
import { field, hasStorage, subtensor, toNumber } from "../read/codec.ts";
import { readEpochState } from "../read/epoch_state.ts";
import { blockTimeOf, readBlock } from "../read/reads.ts";
import { QUICKNET_PUBLIC_KEY } from "./timelock.ts";

/** The commit version this package speaks. */
export const COMMIT_VERSION = 4;

/** The version of timelocked commits the chain takes; 0 where it does not say. */
export async function readCommitVersion(api: ApiPromise): Promise<number> {
  if (!hasStorage(api, "commitRevealWeightsVersion")) return 0;
  return toNumber(await subtensor(api, "commitRevealWeightsVersion"));
}

/** Where and until when a commit is locked. */
export interface RevealPlan {
  /** drand round. */
  round: number;
  /** Key of the beacon, 96 bytes. */
  publicKey: Uint8Array;
}

/**
 * The round to lock a commit to that is sent now, by the runtime's own rule of epochs
 * (docs/spec/chain.md#72-timelocked-commit, step 3).
 * @param nowMs wall clock, for runtimes that do not tell their time
 */
export async function planReveal(
  api: ApiPromise,
  netuid: number,
  periodEpochs: number,
  nowMs: number,
): Promise<RevealPlan> {
  const [state, block, time, beacon] = await Promise.all([
    readEpochState(api, netuid),
    readBlock(api),
    api.query.timestamp?.now?.(),
    readBeacon(api),
  ]);
  // It lands in the next block at the earliest, after the epoch of that block if one is due.
  const landing = block + 1;
  const revealBlock = hasStorage(api, "lastEpochBlock")
    ? statefulRevealBlock(state, landing, periodEpochs)
    : modularRevealBlock(netuid, state.tempo, landing, periodEpochs);
  const chainMs = time ? toNumber(time) : 0;
  return {
    round: revealRound({
      // The chain's time belongs to `block`, so neither a slow head nor a wrong local clock shifts the round.
      now: (chainMs > 0 ? chainMs : nowMs) / 1000,
      block,
      revealBlock,
      blockTime: blockTimeOf(api),
      drand: beacon.drand,
    }),
    publicKey: beacon.publicKey,
  };
}

/** The beacon the chain listens to; quicknet where it does not say. */
async function readBeacon(api: ApiPromise): Promise<{ drand: DrandChain; publicKey: Uint8Array }> {
  const config = await api.query.drand?.beaconConfig?.();
  if (!config) return { drand: QUICKNET, publicKey: QUICKNET_PUBLIC_KEY };
  return {
    drand: {
      genesisTime: toNumber(field(config, "genesisTime")),
      period: toNumber(field(config, "period")),
    },
    publicKey: fromHex(field(config, "publicKey").toString()),
  };
}
