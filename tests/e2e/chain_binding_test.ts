import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

const genesis = `0x${"ab".repeat(32)}`;

full(
  "a validator's database of another chain, subnet or start stops it with a choice, and sets no weights",
  () =>
    withSubnet({ wallets: ["val"], blockMs: 250 }, async (subnet) => {
      const { openStore } = await import("../../src/store/mod.ts");
      const { connectChain } = await import("../../src/chain/mod.ts");
      const { nullLogger, nullMetrics, seededRandom, systemClock } = await import("../../src/base/mod.ts");
      const chain = await connectChain({ network: subnet.endpoint }, {
        clock: systemClock,
        random: seededRandom("e2e"),
        logger: nullLogger,
        metrics: nullMetrics,
      });
      try {
        const here = { genesis: chain.genesisHash, netuid: 1, firstBlock: await chain.blockHash(1) };
        assert.match(here.firstBlock!, /^0x[0-9a-f]{64}$/);
        assert.equal(await chain.blockHash(4_000_000_000), null);
        const bindings = [{ ...here, genesis }, { ...here, firstBlock: genesis }];
        const before = await chain.lastUpdate(1, 0);
        for (const [i, binding] of bindings.entries()) {
          const folder = `${subnet.home}/.bittensor/miners/val/default/netuid1/n${i}`;
          await Deno.mkdir(folder, { recursive: true });
          const store = openStore(`${folder}/sn1.db`);
          store.bindChain(binding);
          store.replaceScores([{ hotkey: subnet.hotkeys.val!, uid: 0, score: 0.7 }]);
          store.setSetting("last_step", "230");
          store.close();
          const { code, stderr } = await subnet.run([
            "validator",
            "--wallet.name=val",
            "--wallet.hotkey=default",
            `--neuron.name=n${i}`,
            "--neuron.engine=retrieval",
            "--neuron.tasks=math",
            "--metrics.port=0",
          ]);
          assert.equal(code, 2, stderr);
          assert.match(stderr, /belongs to another chain/);
          assert.match(stderr, /--neuron\.name NAME for a new database, or move this file away/);
          assert.doesNotMatch(stderr, /stolen|\n\s+at /);
        }
        assert.equal(await chain.lastUpdate(1, 0), before, "no weights were set");
      } finally {
        await chain.close();
      }
    }),
);
