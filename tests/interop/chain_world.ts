import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { type Chain, connectChain } from "../../src/chain/mod.ts";
import { type Localnet, startLocalnet } from "../../src/localnet/mod.ts";
import { createColdkey } from "../../src/wallet/coldkey.ts";
import { createHotkey, devKey } from "../../src/wallet/mod.ts";
import type { Peer } from "./peer.ts";

const TAO = 1_000_000_000n;

/** Subnet whose weights stand at once. */
export const OPEN_NETUID = 1;

/** Subnet that wants its weights under a timelock. */
export const LOCKED_NETUID = 2;

/** What these cases share: a local chain, their client of it and ours, and a wallet that both can open. */
export interface ChainWorld {
  peer: Peer;
  localnet: Localnet;
  ours: Chain;
  wallet: { path: string; name: string };
  coldkey: string;
  /** Uid 0 on both subnets, with stake and a permit. */
  validator: string;
  /** Not registered at first; hotkey `fresh` of the wallet. */
  fresh: string;
}

/** Starts chain and clients, and ends them after `body`. */
export async function withChain(
  peer: Peer,
  path: string,
  body: (world: ChainWorld) => Promise<void>,
): Promise<void> {
  const wallet = { path, name: "chain" };
  const validator = await createHotkey({ ...wallet, hotkey: "default" }, { password: null });
  const fresh = await createHotkey({ ...wallet, hotkey: "fresh" }, { password: null });
  const coldkey = await createColdkey(wallet, { password: null });
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const neurons = [
    { hotkey: validator.ss58, coldkey: coldkey.ss58, stakeRao: 1000n * TAO },
    { hotkey: alice.ss58, coldkey: alice.ss58, stakeRao: 10n * TAO },
    { hotkey: bob.ss58, coldkey: bob.ss58 },
  ];
  const hyperparameters = { tempo: 360, weightsRateLimit: 0 };
  const localnet = await startLocalnet({
    blockMs: 500,
    accounts: [{ ss58: coldkey.ss58, balanceRao: 1000n * TAO }],
    stakes: [{ hotkey: validator.ss58, coldkey: coldkey.ss58, netuid: 0, amountRao: 5000n * TAO }],
    subnets: [
      { netuid: OPEN_NETUID, hyperparameters, neurons },
      { netuid: LOCKED_NETUID, hyperparameters: { ...hyperparameters, commitRevealEnabled: true }, neurons },
    ],
  }, { clock: systemClock });
  let ours: Chain | undefined;
  try {
    ours = await connectChain({ network: localnet.endpoint }, {
      clock: systemClock,
      random: seededRandom("interop"),
      logger: nullLogger,
      metrics: nullMetrics,
    });
    await body({
      peer,
      localnet,
      ours,
      wallet,
      coldkey: coldkey.ss58,
      validator: validator.ss58,
      fresh: fresh.ss58,
    });
  } finally {
    await ours?.close();
    await localnet.close();
  }
}
