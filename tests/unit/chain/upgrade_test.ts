/** A runtime upgrade in the middle of a run: the client follows, and what was signed for the old runtime is void. */
import assert from "node:assert/strict";
import { nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import type { Chain } from "../../../src/chain/mod.ts";
import type { Localnet } from "../../../src/localnet/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";
import { full, until } from "../../kit/mod.ts";

const RAO = 1_000_000_000n;
const ROW = { netuid: 1, uids: [0], values: [65_535], versionKey: 1 };

interface Stage {
  localnet: Localnet;
  chain: Chain;
  bob: Signer;
  lines: string[];
}

async function stage(
  production: "manual" | "interval",
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { startLocalnet } = await import("../../../src/localnet/mod.ts");
  const { connectChain } = await import("../../../src/chain/mod.ts");
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const { keepingLogger } = await import("./kit.ts");
  const [alice, bob] = await Promise.all([devKey("//Alice"), devKey("//Bob")]);
  const localnet = await startLocalnet({
    production,
    blockMs: 100,
    virtualTime: true,
    accounts: [{ ss58: alice.ss58, balanceRao: 1000n * RAO }],
    subnets: [{ netuid: 1, neurons: [{ hotkey: bob.ss58, coldkey: alice.ss58, stakeRao: 1000n * RAO }] }],
  }, { clock: systemClock });
  const logger = keepingLogger();
  const modules = { clock: systemClock, random: seededRandom("upgrade"), logger, metrics: nullMetrics };
  try {
    const chain = await connectChain({ network: localnet.endpoint, inclusionTimeoutMs: 30_000 }, modules);
    try {
      await body({ localnet, chain, bob, lines: logger.lines });
    } finally {
      await chain.close();
    }
  } finally {
    await localnet.close();
  }
}

full(
  "after an upgrade the client reads the new metadata and signs for the new runtime",
  () =>
    stage("interval", async ({ localnet, chain, bob, lines }) => {
      await until(async () => (await chain.head()).number >= 6, 20_000, "block 6");
      assert.equal((await chain.setWeights(ROW, bob)).method, "mechanism");
      assert.equal(chain.specVersion, 424);
      // The new runtime lacks the call that was used: only who reads its metadata knows what to do.
      localnet.upgrade({ specVersion: 425, withoutCalls: ["SubtensorModule.set_mechanism_weights"] });
      await until(() => chain.specVersion === 425, 20_000, "the new runtime at the client");
      assert.ok(lines.some((line) => line.includes("runtime was upgraded")), lines.join("\n"));
      assert.equal((await chain.metagraph(1)).neurons[0]!.hotkey, bob.ss58, "runtime APIs are there again");
      const heads: number[] = [];
      chain.onHead(({ number }) => heads.push(number));
      await until(() => heads.length > 1, 20_000, "heads on the new link");
      const last = await chain.lastUpdate(1, 0);
      await until(async () => (await chain.head()).number > last + 6, 20_000, "the rate limit");
      assert.equal((await chain.setWeights(ROW, bob)).method, "direct");
    }),
);

full(
  "a transaction signed for the old runtime is refused after the upgrade, and signed anew by us",
  () =>
    stage("manual", async ({ localnet, chain, bob }) => {
      for (let i = 0; i < 6; i++) localnet.produceBlock();
      const signed: string[] = [];
      const sending = chain.setWeights(ROW, bob, {
        onSigned: ({ extrinsic }) => {
          // Right before the first leaves, the runtime changes under it.
          if (signed.push(extrinsic) > 1) return;
          localnet.upgrade({ specVersion: 425 });
          localnet.produceBlock();
        },
      });
      const blocks = setInterval(() => localnet.produceBlock(), 100);
      try {
        assert.equal((await sending).method, "mechanism");
      } finally {
        clearInterval(blocks);
      }
      assert.equal(chain.specVersion, 425);
      assert.equal(signed.length, 2);
      assert.equal(localnet.query<{ nonce: number }>("System.Account", bob.ss58).nonce, 1);
      const answer = await fetch(localnet.endpoint.replace("ws:", "http:"), {
        method: "POST",
        body: JSON.stringify({
          id: 1,
          jsonrpc: "2.0",
          method: "author_submitExtrinsic",
          params: [signed[0]],
        }),
      });
      const { error } = await answer.json();
      assert.match(`${error.data}`, /bad signature/i);
    }),
);
