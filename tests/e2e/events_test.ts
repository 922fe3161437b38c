import assert from "node:assert/strict";
import { full, until } from "../kit/mod.ts";
import { runCli, startCli } from "../kit/cli.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "records of a running validator are exported, followed and explained without disturbing it",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const { home } = subnet;
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const engine = "--neuron.engine=retrieval";
      const miner = subnet.start(["miner", "--wallet.name=min", engine, "--axon.port=0"]);
      await miner.waitFor(/announced /, "stderr");
      const validator = subnet.start([
        "validator",
        "--wallet.name=val",
        engine,
        "--neuron.tasks=math,date_qa",
      ]);
      await validator.waitFor(/step 3 /, "stderr", 60_000);

      const exported = await runCli(["events", "export", "--wallet.name=val", "--to=3"], { home });
      assert.equal(exported.code, 0, exported.stderr);
      const records = exported.stdout.trim().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(records.map((r) => r.step), [1, 2, 3]);
      await Deno.writeTextFile(`${home}/steps.jsonl`, exported.stdout);

      const tail = startCli(["events", "tail", "--follow", "--last=1", "--wallet.name=val", "--json"], {
        home,
      });
      await until(() => tail.stdout().split("\n").length > 3, 60_000, "new records");
      tail.kill("SIGINT");
      assert.equal((await tail.finished(10_000)).code, 0);
      const steps = tail.stdout().trim().split("\n").map((line) => JSON.parse(line).step as number);
      assert.deepEqual(steps, steps.map((_, i) => steps[0]! + i));

      for (const from of [[`--from=${home}/steps.jsonl`], ["--wallet.name=val"]]) {
        const explained = await runCli(["explain", "2", ...from, "--json"], { home });
        assert.equal(explained.code, 0, explained.stderr);
        const { step, match, miners } = JSON.parse(explained.stdout);
        assert.deepEqual([step, match, miners[0].total], [2, true, records[1].miners[0].reward]);
      }
      validator.kill("SIGINT");
      assert.equal((await validator.finished(10_000)).code, 0, validator.stderr());

      const summary = await runCli(["events", "tail", "--summary", "--last=2", "--wallet.name=val"], {
        home,
      });
      assert.match(
        summary.stdout,
        /^\S+Z {2}step \d+ {2}(math|date_qa) {2}1 miners {2}mean [\d.]+ {2}best uid 1 [\d.]+\n/,
      );
      const missing = await runCli(["events", "tail", "--wallet.name=nobody", "--json"], { home });
      assert.equal(missing.code, 2);
      assert.match(JSON.parse(missing.stdout).error.hint, /--wallet\.name/);
    }),
);
