import assert from "node:assert/strict";
import { full, until } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

const ASK = ["--neuron.engine=retrieval", "--neuron.tasks=math,date_qa", "--neuron.epoch_length=5"];

full(
  "a miner registers, serves and is asked; a validator killed at any point goes on from its scores",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const registered = await subnet.run(["register", "--wallet.name=min", "--yes", "--json"]);
      assert.equal(registered.code, 0, registered.stderr);
      const { uid, already, paid } = JSON.parse(registered.stdout);
      assert.deepEqual([uid, already], [1, false]);
      assert.ok(paid > 0);
      const again = JSON.parse(
        (await subnet.run(["register", "--wallet.name=min", "--yes", "--json"])).stdout,
      );
      assert.deepEqual([again.uid, again.already, again.paid], [1, true, 0]);

      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--neuron.engine=retrieval",
        "--axon.port=0",
      ]);
      await miner.waitFor(/announced 127\.0\.0\.1:\d+/, "stderr");

      const asked = await subnet.run([
        "query",
        "--wallet.name=val",
        "--uids=1",
        "--message=Was ist 6*7? What is 6*7?",
        "--json",
      ]);
      assert.equal(asked.code, 0, asked.stderr);
      const answer = JSON.parse(asked.stdout);
      assert.equal(answer.status, 200);
      assert.match(answer.completion, /42/);

      const stranger = await subnet.run(["query", "--wallet.name=min", "--uids=1", "--message=hi", "--json"]);
      assert.equal(stranger.code, 0, "the miner's own hotkey is registered, so it is welcome");

      const first = subnet.start(["validator", "--wallet.name=val", "--json", ...ASK]);
      await first.waitFor(/weights for \d+ uids are on chain/, "stderr", 60_000);
      await until(() => /step 6 /.test(first.stderr()), 60_000, "step 6");
      first.kill("SIGKILL");
      await first.finished(5000).catch(() => {});
      const lastSeen = Math.max(...[...first.stderr().matchAll(/step (\d+) · /g)].map((m) => Number(m[1])));

      const second = subnet.start(["validator", "--wallet.name=val", "--json", ...ASK]);
      await second.waitFor(/resumes after step \d+/, "stderr", 30_000);
      const goesOn = Number(/resumes after step (\d+)/.exec(second.stderr())![1]);
      assert.ok(goesOn >= lastSeen && goesOn <= lastSeen + 1, `${goesOn} after ${lastSeen}`);
      await second.waitFor(/weights for \d+ uids are on chain/, "stderr", 60_000);

      const locked = await subnet.run(["validator", "--wallet.name=val", ...ASK]);
      assert.equal(locked.code, 7, locked.stderr);

      const metagraph = JSON.parse((await subnet.run(["metagraph", "--json"])).stdout);
      assert.equal(metagraph.n, 2);
      assert.match(metagraph.neurons[1].axon, /^127\.0\.0\.1:\d+$/);

      for (const process of [second, miner, subnet.chain]) {
        process.kill("SIGINT");
        assert.equal((await process.finished(10_000)).code, 0, process.stderr());
      }
    }),
);
