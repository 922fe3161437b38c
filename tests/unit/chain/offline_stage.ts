/** A local chain with Alice (rich), Bob (the proxy) and a hotkey, and calls made by hand. Import dynamically. */
import { systemClock } from "../../../src/base/mod.ts";
import type { Chain } from "../../../src/chain/mod.ts";
import { type Localnet, startLocalnet } from "../../../src/localnet/mod.ts";
import { devKey, type Signer } from "../../../src/wallet/mod.ts";
import { modules, QUICK, withChain } from "./kit.ts";

export const TAO = 1_000_000_000n;

/** What a test works with. */
export interface Stage {
  chain: Chain;
  net: Localnet;
  alice: Signer;
  bob: Signer;
  hotkey: Signer;
}

/** Runs `body` on a chain of its own whose subnet 1 has room; blocks come every 100 ms. */
export async function withStage(
  body: (stage: Stage) => Promise<void>,
  options: { maxAllowedUids?: number; bobRao?: bigint } = {},
): Promise<void> {
  const [alice, bob, hotkey] = await Promise.all(["//Alice", "//Bob", "//hot"].map(devKey)) as [
    Signer,
    Signer,
    Signer,
  ];
  const net = await startLocalnet({
    blockMs: 100,
    accounts: [
      { ss58: alice.ss58, balanceRao: 100n * TAO },
      ...(options.bobRao === 0n ? [] : [{ ss58: bob.ss58, balanceRao: options.bobRao ?? TAO }]),
    ],
    subnets: [{ netuid: 1, hyperparameters: { burnHalfLife: 0 } }],
  }, { clock: systemClock });
  try {
    await withChain(
      { ...QUICK, network: net.endpoint, inclusionTimeoutMs: 30_000, requestTimeoutMs: 20_000 },
      (chain) => body({ chain, net, alice, bob, hotkey }),
      modules(),
    );
  } finally {
    await net.close();
  }
}
