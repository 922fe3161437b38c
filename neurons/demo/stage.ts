import { type Clock, type Logger, type Random, shuffle } from "../../src/base/mod.ts";
import { type Localnet, startLocalnet } from "../../src/localnet/mod.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";
import type { MinerKind } from "./kinds.ts";

/** Subnet of the demo. */
export const DEMO_NETUID = 1;

const TAO = 1_000_000_000n;
/** Enough for every burn of the demo, with the price going up by a quarter each time. */
const MINER_BALANCE = 1_000n * TAO;
const VALIDATOR_STAKE = 10_000n * TAO;

/** The keys of one miner. */
export interface MinerKeys {
  kind: MinerKind;
  hotkey: Signer;
  coldkey: Signer;
}

/** The chain and the keys of everybody. */
export interface Stage {
  localnet: Localnet;
  validator: Signer;
  /** In the order in which they will register, so that uids are shuffled by the seed. */
  miners: MinerKeys[];
}

/** Options of {@link setStage}. */
export interface StageOptions {
  seed: string;
  kinds: readonly MinerKind[];
  blockMs: number;
  /** Further accounts with a balance: others may join the demo. */
  fund: readonly { ss58: string; balanceRao: bigint }[];
}

/**
 * A local chain with a staked validator and funded miners. A block is made per transaction, further ones by hand;
 * its time is virtual, so equal seeds give equal chains.
 */
export async function setStage(
  options: StageOptions,
  modules: { clock: Clock; logger: Logger; random: Random },
): Promise<Stage> {
  const key = (name: string) => devKey(`//sn1-demo//${options.seed}//${name}`);
  const [validator, owner] = await Promise.all([key("validator"), key("validator-coldkey")]);
  const miners = await Promise.all(
    options.kinds.map(async (kind, i): Promise<MinerKeys> => ({
      kind,
      hotkey: await key(`miner-${i}`),
      coldkey: await key(`miner-${i}-coldkey`),
    })),
  );
  const localnet = await startLocalnet({
    production: "instant",
    virtualTime: true,
    blockMs: options.blockMs,
    accounts: [
      ...miners.map(({ coldkey }) => ({ ss58: coldkey.ss58, balanceRao: MINER_BALANCE })),
      ...options.fund,
    ],
    subnets: [{
      netuid: DEMO_NETUID,
      neurons: [{ hotkey: validator.ss58, coldkey: owner.ss58, stakeRao: VALIDATOR_STAKE }],
    }],
  }, modules);
  return { localnet, validator, miners: shuffle(modules.random.fork("uids"), miners) };
}
