import assert from "node:assert/strict";
import { full, until } from "../../kit/mod.ts";
import { CLEAN, FaultProxy, noFaults } from "../../kit/fault_proxy.ts";

full("a half-open connection is noticed, left, and heads and transactions go on elsewhere", async () => {
  const { populate, withChain, withMini } = await import("./kit.ts");
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const [alice, bob] = await Promise.all([devKey("//Alice"), devKey("//Bob")]);
  await withMini([{}], async (mini) => {
    populate(mini, alice, bob);
    const open = () => FaultProxy.start({ target: mini.url, plan: () => CLEAN, counts: noFaults() });
    const [first, second] = await Promise.all([open(), open()]);
    try {
      const options = { network: first.endpoint, fallbackEndpoints: [second.endpoint] };
      const limits = {
        staleAfterMs: 1500,
        connectTimeoutMs: 20_000,
        requestTimeoutMs: 20_000,
        inclusionTimeoutMs: 40_000,
      };
      await withChain({ ...options, ...limits }, async (chain) => {
        assert.equal(chain.endpoint, first.endpoint);
        const heads: number[] = [];
        chain.onHead(({ number }) => heads.push(number));
        await until(() => heads.length > 1, 20_000, "heads");
        // No end, no reset: the sockets stay open and nothing comes through, in the middle of a transaction.
        first.swallow = true;
        const row = { netuid: 1, uids: [0], values: [65_535], versionKey: 7 };
        const { receipt } = await chain.setWeights(row, alice);
        assert.equal(chain.endpoint, second.endpoint);
        assert.equal(mini.seen.length, 1, "sent once");
        const seen = heads.length;
        await until(() => heads.length > seen + 1, 20_000, "heads on the new link");
        assert.ok(receipt.block > 0);
        assert.deepEqual(heads, [...new Set(heads)].sort((a, b) => a - b), "each head once, in order");
      });
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });
});
