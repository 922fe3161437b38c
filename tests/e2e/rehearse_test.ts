import assert from "node:assert/strict";
import type { Rehearsal } from "../../neurons/rehearse/report.ts";
import { runCli } from "../kit/cli.ts";
import { full, withTempDir } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

const SHORT = ["--steps=6", "--seed=e2e", "--bursts=1", "--burst-size=8", "--json"];

full(
  "an engine is rehearsed without wallet or chain, and skill decides its rank",
  () =>
    withTempDir(async (home) => {
      const rehearse = async (engine: string): Promise<Rehearsal> => {
        const { code, stdout, stderr } = await runCli(["rehearse", `--neuron.engine=${engine}`, ...SHORT], {
          home,
        });
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
      };
      const [strong, echo] = [await rehearse("retrieval"), await rehearse("echo")];
      assert.equal(strong.steps, 6);
      assert.equal(strong.expectedRank, 1);
      assert.equal(
        strong.meanReward,
        strong.references.find(({ name }) => name === "retrieval-100")!.meanReward,
      );
      assert.ok(echo.expectedRank > 3 && echo.meanReward < strong.meanReward);
      assert.deepEqual(
        Object.entries(echo.perTask).map(([name, task]) => [name, task.steps]),
        Object.entries(strong.perTask).map(([name, task]) => [name, task.steps]),
        "equal seeds ask the same",
      );
      assert.deepEqual([strong.bursts.answered, strong.bursts.refused, strong.bursts.timeouts], [8, 0, 0]);
      assert.ok(strong.ttftMs! > 0);
    }),
);

full(
  "a running miner is rehearsed over its axon, and one that is gone fails the rehearsal",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
      ]);
      const [, port] = await miner.waitFor(/announced 127\.0\.0\.1:(\d+)/, "stderr");
      const args = [
        "rehearse",
        `--axon=127.0.0.1:${port}`,
        `--target=${subnet.hotkeys.min}`,
        "--wallet.name=val",
        ...SHORT,
      ];
      const { code, stdout, stderr } = await runCli(args, { home: subnet.home });
      assert.equal(code, 0, stderr);
      const report: Rehearsal = JSON.parse(stdout);
      assert.deepEqual([report.expectedRank, report.timeouts, report.bursts.answered], [1, 0, 8]);

      miner.kill("SIGINT");
      await miner.finished(10_000);
      const gone = await runCli(args, { home: subnet.home });
      assert.equal(gone.code, 1, gone.stderr);
      const failed: Rehearsal = JSON.parse(gone.stdout);
      assert.deepEqual([failed.meanReward, failed.ttftMs, failed.bursts.refused], [0, null, 8]);
      const usage = await runCli(["rehearse", `--axon=127.0.0.1:${port}`, "--json"], { home: subnet.home });
      assert.equal(usage.code, 2);
    }),
);
