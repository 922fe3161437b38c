/**
 * Calls signed elsewhere and calls by proxies, against a whole chain: the localnet, or the development chain that
 * SUBTENSOR_ENDPOINT names (Alice and Bob rich; subnet 1 open; blocks made by themselves).
 */
import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { type Chain, connectChain, readSignedCall, readUnsignedCall, signCall } from "../../src/chain/mod.ts";
import { full } from "../kit/mod.ts";

const RAO = 1_000_000_000n;

/** Runs `body` on the chain under test. */
async function withTestChain(body: (chain: Chain) => Promise<void>): Promise<void> {
  const given = Deno.env.get("SUBTENSOR_ENDPOINT");
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  const localnet = given ? null : await startLocalnet({
    blockMs: 100,
    accounts: [alice, bob].map(({ ss58 }) => ({ ss58, balanceRao: 1000n * RAO })),
    subnets: [{ netuid: 1 }],
  }, { clock: systemClock });
  try {
    const modules = {
      clock: systemClock,
      random: seededRandom("e2e"),
      logger: nullLogger,
      metrics: nullMetrics,
    };
    const patient = { requestTimeoutMs: 30_000, inclusionTimeoutMs: 60_000 };
    const chain = await connectChain({ network: given ?? localnet!.endpoint, ...patient }, modules);
    try {
      await body(chain);
    } finally {
      await chain.close();
    }
  } finally {
    await localnet?.close();
  }
}

full("a whole chain takes what was signed apart from it, once, and what a proxy signs", async (t) => {
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const [offline, proxied] = await Promise.all(
    ["offline", "proxied"].map((name) => devKey(`//${name}${crypto.randomUUID().slice(0, 8)}`)),
  );
  await withTestChain(async (chain) => {
    await t.step("signed apart", async () => {
      const built = await chain.buildCall({
        kind: "register",
        netuid: 1,
        hotkey: offline!.ss58,
        signer: alice,
        tolerance: 1,
      });
      const carried = JSON.stringify(await signCall(readUnsignedCall(JSON.stringify(built)), alice));
      const sent = await chain.submitCall(await readSignedCall(carried));
      assert.equal(sent.already, false);
      assert.equal(await chain.uidOf(1, offline!.ss58), sent.registration!.uid);
      assert.equal((await chain.submitCall(await readSignedCall(carried))).already, true);
    });
    await t.step("signed by a proxy", async () => {
      const relation = { delegate: bob.ss58, type: "Registration", delay: 0 };
      await chain.changeProxy({ change: { action: "add", ...relation }, signer: alice });
      try {
        const before = await chain.balance(alice.ss58);
        const done = await chain.register({
          netuid: 1,
          hotkey: proxied!.ss58,
          signer: bob,
          real: alice.ss58,
          tolerance: 1,
        });
        assert.equal(await chain.uidOf(1, proxied!.ss58), done.uid);
        assert.ok(done.paid! > 0n && done.paid === before - await chain.balance(alice.ss58));
      } finally {
        await chain.changeProxy({ change: { action: "remove", ...relation }, signer: alice });
      }
      assert.ok(!(await chain.proxies(alice.ss58)).proxies.some((one) => one.delegate === bob.ss58));
    });
  });
});
