/** Weights under commit-reveal, every part a process of the program under test: chain, miner, validator, doctor. */
import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { full, until } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "with commit-reveal on, a validator's encrypted weights are opened by the chain and pay the miner",
  () =>
    withSubnet({ wallets: ["val", "min"], chainArgs: ["--commit-reveal"] }, async (subnet) => {
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const doctor = await subnet.run(["doctor", "validator", "--wallet.name=val", "--json"]);
      const { checks } = JSON.parse(doctor.stdout) as { checks: { id: string; severity: string }[] };
      assert.equal(checks.find(({ id }) => id === "timelock")?.severity, "ok", doctor.stdout);

      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
      ]);
      await miner.waitFor(/announced 127\.0\.0\.1:\d+/, "stderr", 60_000);
      const validator = subnet.start([
        "validator",
        "--wallet.name=val",
        "--neuron.engine=retrieval",
        "--neuron.tasks=math",
        "--neuron.epoch_length=5",
        "--metrics.port=0",
      ]);
      await validator.waitFor(/weights committed in block \d+/, "stderr", 90_000);

      const { connectChain } = await import("../../src/chain/mod.ts");
      const chain = await connectChain({ network: subnet.endpoint }, {
        clock: systemClock,
        random: seededRandom("weights"),
        logger: nullLogger,
        metrics: nullMetrics,
      });
      try {
        const paid = async () => (await chain.metagraph(1)).neurons[1]!.incentive > 0.9;
        await until(paid, 90_000, `the opening of a commit; so far:\n${validator.stderr()}`);
        assert.ok((await chain.readWeights(1, 0)).uids.includes(1));
      } finally {
        await chain.close();
      }
      assert.doesNotMatch(validator.stderr(), /weights failed/);
      for (const process of [validator, miner, subnet.chain]) {
        process.kill("SIGINT");
        assert.equal((await process.finished(10_000)).code, 0, process.stderr());
      }
    }),
);

full(
  "the operator's pages of a running miner and all their files are served",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
        "--metrics.port=0",
      ]);
      const [, url] = await miner.waitFor(/(http:\/\/127\.0\.0\.1:\d+)/, "stderr", 60_000);
      const get = async (path: string) => {
        const response = await fetch(url + path, { signal: AbortSignal.timeout(20_000) });
        return { status: response.status, text: await response.text() };
      };
      const page = await get("/");
      assert.equal(page.status, 200, page.text);
      const files = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"?]+)/g)].map((match) => match[1]!);
      assert.ok(files.length >= 4, page.text);
      for (const file of new Set([...files, "/assets/uplot.js", "/assets/uplot.css"])) {
        const { status, text } = await get(file);
        assert.equal(status, 200, file);
        assert.ok(text.length > 200, `${file}: ${text.length} characters`);
      }
      const metrics = await get("/metrics");
      assert.match(metrics.text, /^sn1_/m);
      assert.equal((await get("/health")).status, 200);
      miner.kill("SIGINT");
      assert.equal((await miner.finished(10_000)).code, 0, miner.stderr());
    }),
);
