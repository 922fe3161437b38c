import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

full(
  "a miner with a local model streams 8 signed queries of one hotkey at once, each equal to its lone run",
  () =>
    withSubnet({ wallets: ["val", "min"] }, async (subnet) => {
      const [{ makeTinyModel }, { createDendrite }, { openHotkey }, base] = await Promise.all([
        import("../../src/llm/mod.ts"),
        import("../../src/dendrite/mod.ts"),
        import("../../src/wallet/mod.ts"),
        import("../../src/base/mod.ts"),
      ]);
      const model = `${subnet.home}/tiny`;
      await makeTinyModel(model);
      assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
      const miner = subnet.start([
        "miner",
        "--wallet.name=min",
        "--axon.port=0",
        "--neuron.engine=local",
        `--neuron.model_id=${model}`,
        "--neuron.device=cpu",
        "--neuron.temperature=0",
        "--neuron.max_tokens=40",
        "--logging.debug",
      ]);
      const [, port] = await miner.waitFor(/announced 127\.0\.0\.1:(\d+)/, "stderr", 60_000);
      const signer = await openHotkey({
        path: `${subnet.home}/.bittensor/wallets`,
        name: "val",
        hotkey: "default",
      });
      const dendrite = createDendrite({ allowPrivate: true }, {
        signer,
        clock: base.systemClock,
        logger: base.nullLogger,
        metrics: base.nullMetrics,
      });
      try {
        const target = { ip: "127.0.0.1", port: Number(port), hotkey: subnet.hotkeys.min! };
        const ask = async (message: string) => {
          const [response] = await dendrite.query([target], { roles: ["user"], messages: [message] }, {
            timeoutMs: 30_000,
          });
          assert.equal(response!.statusCode, 200, response!.statusMessage);
          return response!;
        };
        const questions = Array.from(
          { length: 16 },
          (_, i) => `question number ${i} about ${"bees ".repeat(i)}`,
        );
        const alone: string[] = [];
        for (const question of questions) alone.push((await ask(question)).completion);
        // One hotkey has eight places.
        const together = [
          ...await Promise.all(questions.slice(0, 8).map(ask)),
          ...await Promise.all(questions.slice(8).map(ask)),
        ];
        assert.deepEqual(together.map((r) => r.completion), alone);
        assert.ok(new Set(alone).size > 4, "different questions get different answers");
        assert.ok(together.some((r) => r.chunks.length > 1), "answers are streamed");
      } finally {
        await dendrite.close();
      }
    }),
);
