import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { without } from "../kit/optional_programs.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "two hotkeys mine in one process on one engine, and stop together",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const [{ createHotkey }, { makeTinyModel }] = await Promise.all([
        import("../../src/wallet/mod.ts"),
        import("../../src/llm/mod.ts"),
      ]);
      await createHotkey({ path: `${subnet.home}/.bittensor/wallets`, name: "min", hotkey: "second" }, {
        password: null,
      });
      for (const hotkey of ["default", "second"]) {
        const { code, stderr } = await subnet.run([
          "register",
          "--wallet.name=min",
          `--wallet.hotkey=${hotkey}`,
          "--yes",
        ]);
        assert.equal(code, 0, stderr);
      }
      const model = `${subnet.home}/tiny`;
      await makeTinyModel(model);
      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--wallet.hotkeys=default,second",
        "--axon.port=0",
        "--neuron.engine=local",
        `--neuron.model_id=${model}`,
        "--neuron.device=cpu",
        "--json",
      ]);
      await miner.waitFor(/"uid":1,[^]*"uid":2,|"uid":2,[^]*"uid":1,/, "stdout", 60_000);
      const asked = await subnet.run([
        "query",
        "--wallet.name=val",
        "--uids=1,2",
        "--message=hello",
        "--json",
      ]);
      assert.equal(asked.code, 0, asked.stderr);
      const answers = asked.stdout.trim().split("\n").map((line) => JSON.parse(line));
      assert.deepEqual(answers.map((a) => [a.uid, a.status]), [[1, 200], [2, 200]]);
      // One engine and its spare, not two of each.
      const list = new TextDecoder().decode(
        (await new Deno.Command("ps", { args: ["-o", "args=", "--ppid", String(miner.pid)] }).output())
          .stdout,
      );
      assert.equal(list.split("\n").filter((line) => /entry\.ts|__engine/.test(line)).length, 2, list);
      miner.kill("SIGINT");
      assert.equal((await miner.finished(10_000)).code, 0);

      const twice = await subnet.run(["miner", "--wallet.name=min", "--wallet.hotkeys=default,default"]);
      assert.equal(twice.code, 2);
    }),
  { skip: without("ps") },
);
