/** The chain of the fault-proxy runs, and the account of each run. Import dynamically: it loads the chain. */
import { systemClock } from "../../src/base/mod.ts";
import { type GenesisSubnet, type Localnet, startLocalnet } from "../../src/localnet/mod.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";

const RAO = 1_000_000_000n;

/** Neurons per subnet, below its 256 places. */
const PER_SUBNET = 60;

/** The first subnets take weights in the open, every third one by hash. */
const HASHED = 3;

/** The subnet that newcomers register on, of a fixed price and with room for all of them. */
export const NEWCOMERS = 900;

/** Newcomers one subnet takes. */
const ROOM = 250;

/** What a run works with. */
export interface RunAccounts {
  netuid: number;
  uid: number;
  hotkey: Signer;
  /** Pays for one registration, of `newcomer` on `newcomers`. */
  coldkey: Signer;
  newcomer: Signer;
  newcomers: number;
}

/** Accounts of a run; equal in every process. */
export async function accountsOf(run: number): Promise<RunAccounts> {
  const [hotkey, coldkey, newcomer] = await Promise.all([
    devKey(`//FaultHot${run}`),
    devKey(`//FaultCold${run}`),
    devKey(`//FaultNew${run}`),
  ]);
  return {
    netuid: 1 + Math.floor(run / PER_SUBNET),
    uid: run % PER_SUBNET,
    hotkey,
    coldkey,
    newcomer,
    newcomers: NEWCOMERS + Math.floor(run / ROOM),
  };
}

/** Starts the chain for so many runs. @param blockMs the faster, the more runs a minute */
export async function startWorld(runs: number, blockMs: number): Promise<Localnet> {
  const subnets = new Map<number, GenesisSubnet>();
  const accounts = [];
  const burn = { burn: RAO / 1000n, minBurn: RAO / 1000n, maxBurn: RAO / 1000n };
  for (let run = 0; run < runs; run++) {
    const { netuid, hotkey, coldkey, newcomers } = await accountsOf(run);
    if (!subnets.has(netuid)) {
      subnets.set(netuid, {
        netuid,
        neurons: [],
        hyperparameters: {
          weightsRateLimit: 1_000_000,
          tempo: 40,
          commitRevealEnabled: netuid % HASHED === 0,
        },
      });
    }
    subnets.get(netuid)!.neurons!.push({ hotkey: hotkey.ss58, coldkey: coldkey.ss58 });
    subnets.set(newcomers, { netuid: newcomers, hyperparameters: burn });
    accounts.push({ ss58: coldkey.ss58, balanceRao: RAO });
  }
  const localnet = await startLocalnet(
    { blockMs, accounts, subnets: [...subnets.values()] },
    { clock: systemClock },
  );
  localnet.setStorage("CommitRevealWeightsVersion", [], 5);
  return localnet;
}
