import assert from "node:assert/strict";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import { full } from "../../kit/mod.ts";
import { blocks, withChain } from "./chain_stage.ts";

const OPTIONS = { netuid: 1, epochLength: 5, versionKey: 20501 };

full(
  "weights that somebody else set with our hotkey are noticed, and nothing is set for one tempo",
  () =>
    withChain({}, async (stage) => {
      const { setWeightsIfDue } = await import("../../../neurons/validator/weights/weight_setter.ts");
      const { openStore } = await import("../../../src/store/mod.ts");
      const store = openStore(":memory:");
      const { chain, validator: signer } = stage;
      const modules = { chain, signer, store, clock: systemClock, logger: nullLogger, metrics: nullMetrics };
      const set = () => setWeightsIfDue(0, Float32Array.of(0, 1, 0.5, 0, 0), OPTIONS, modules);
      await blocks(stage, 7);
      assert.equal((await set()).kind, "confirmed");
      await blocks(stage, 7);
      await chain.setWeights({ netuid: 1, uids: [4], values: [65535], versionKey: 20501 }, signer);
      const first = await set();
      assert.equal(first.kind, "foreign");
      const { tempo } = await chain.hyperparameters(1);
      assert.equal(first.kind === "foreign" && first.quietUntil - first.block, tempo);
      await blocks(stage, tempo - 2);
      assert.equal((await set()).kind, "foreign");
      await blocks(stage, 3);
      assert.equal((await set()).kind, "confirmed");
      store.close();
    }),
);

full(
  "a vector of ours that landed before a kill is recognised and its entry confirmed",
  () =>
    withChain({}, async (stage) => {
      const { setWeightsIfDue } = await import("../../../neurons/validator/weights/weight_setter.ts");
      const { openStore } = await import("../../../src/store/mod.ts");
      const store = openStore(":memory:");
      const { chain, validator: signer } = stage;
      const modules = { chain, signer, store, clock: systemClock, logger: nullLogger, metrics: nullMetrics };
      const set = () => setWeightsIfDue(0, Float32Array.of(0, 1, 0.5, 0, 0), OPTIONS, modules);
      assert.equal((await set()).kind, "too_soon");
      await blocks(stage, 7);
      const window = await chain.lastUpdate(1, 0);
      const entry = store.planWeights({
        at: 1,
        netuid: 1,
        window,
        uids: [1, 2],
        values: [65535, 7],
        versionKey: 20501,
      });
      store.markWeights(entry.id, "sent", "");
      await chain.setWeights(
        { netuid: 1, uids: entry.uids, values: entry.values, versionKey: 20501 },
        signer,
      );
      assert.equal((await set()).kind, "too_soon");
      assert.deepEqual(store.journal(1).map((e) => [e.id, e.state]), [[entry.id, "confirmed"]]);
      // A kill right after that, before the window was noted: the journal names the block, so it is still ours.
      store.setSetting("weights-window:1:0", String(window));
      assert.equal((await set()).kind, "too_soon");
      store.close();
    }),
);
