/** A chain with three people, for tests of one action each. */
import assert from "node:assert/strict";
import { type Chain, ChainError } from "../../../src/chain/mod.ts";
import { devKey, type Signer } from "../../../src/wallet/mod.ts";
import type { MiniChain } from "./mini_chain.ts";

/** Asserts that `work` fails with a ChainError, and gives it. */
export async function failure(work: Promise<unknown>): Promise<ChainError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    return error;
  }
  throw new Error("it should have failed");
}

/** What a test works with. */
export interface Scene {
  mini: MiniChain;
  chain: Chain;
  alice: Signer;
  bob: Signer;
  charlie: Signer;
}

/** Runs `body` on a chain whose subnet 1 has Alice (uid 0) and Bob (uid 1), but not Charlie. */
export async function scene(
  body: (scene: Scene) => Promise<void>,
  options: { inclusionTimeoutMs?: number; requestTimeoutMs?: number } = {},
): Promise<void> {
  const { populate, withChain, withMini } = await import("./kit.ts");
  const [alice, bob, charlie] = await Promise.all(["//Alice", "//Bob", "//Charlie"].map(devKey)) as [
    Signer,
    Signer,
    Signer,
  ];
  await withMini([{}], async (mini) => {
    populate(mini, alice, bob);
    await withChain({ network: mini.url, ...options }, (chain) => body({ mini, chain, alice, bob, charlie }));
  });
}
