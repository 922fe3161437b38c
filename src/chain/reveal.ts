import type { ApiPromise } from "@polkadot/api";
import { fromHex } from "../base/mod.ts";
import {
  type DrandChain,
  modularRevealBlock,
  QUICKNET,
  revealRound,
  statefulRevealBlock,
} from "../consensus/mod.ts";
import { field, hasStorage, subtensor, toNumber } from "./codec.ts";
import { ChainError } from "./errors.ts";
import { blockTimeOf, readBlock } from "./reads.ts";
import { QUICKNET_PUBLIC_KEY } from "./timelock.ts";

/** The commit version this room speaks. */
export const COMMIT_VERSION = 4;

/** Where and until when a commit is locked. */
export interface RevealPlan {
  /** drand round. */
  round: number;
  /** Key of the beacon, 96 bytes. */
  publicKey: Uint8Array;
}

/**
 * The round to lock a commit to that is sent now, by the runtime's own rule of epochs (chain.md §7.2 step 3).
 * @param nowMs wall clock, for runtimes that do not tell their time
 * @throws ChainError `unsupported` when the runtime wants another commit version
 */
export async function planReveal(
  api: ApiPromise,
  netuid: number,
  periodEpochs: number,
  nowMs: number,
): Promise<RevealPlan> {
  const [version, tempo, block, time, beacon] = await Promise.all([
    hasStorage(api, "commitRevealWeightsVersion")
      ? subtensor(api, "commitRevealWeightsVersion").then(toNumber)
      : 0,
    subtensor(api, "tempo", netuid).then(toNumber),
    readBlock(api),
    api.query.timestamp?.now?.(),
    readBeacon(api),
  ]);
  if (version !== COMMIT_VERSION) {
    throw new ChainError(
      "unsupported",
      `the chain takes weight commits of version ${version}, not ${COMMIT_VERSION}`,
      {
        hint: "update the program",
      },
    );
  }
  // It lands in the next block at the earliest, after the epoch of that block if one is due.
  const landing = block + 1;
  const revealBlock = hasStorage(api, "lastEpochBlock")
    ? await statefulBlock(api, netuid, tempo, landing, periodEpochs)
    : modularRevealBlock(netuid, tempo, landing, periodEpochs);
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

async function statefulBlock(
  api: ApiPromise,
  netuid: number,
  tempo: number,
  landing: number,
  periodEpochs: number,
): Promise<number> {
  const [lastEpochBlock, subnetEpochIndex, pendingEpochAt, blocksSinceLastStep] = await Promise.all(
    ["lastEpochBlock", "subnetEpochIndex", "pendingEpochAt", "blocksSinceLastStep"].map(async (item) =>
      hasStorage(api, item) ? toNumber(await subtensor(api, item, netuid)) : 0
    ),
  ) as [number, number, number, number];
  return statefulRevealBlock(
    { tempo, lastEpochBlock, subnetEpochIndex, pendingEpochAt, blocksSinceLastStep },
    landing,
    periodEpochs,
  );
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
