import assert from "node:assert/strict";
import fc from "fast-check";
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

/** Something that happens to a uid, and whether the window it leads to is somebody else's doing. */
const EVENTS = ["own", "foreign", "registered again", "lagging node", "nothing"] as const;

full(
  "only weights set in our registration and not by us are somebody else's, whatever happens to a uid",
  async () => {
    const { noteOwnWindow, quietUntil } = await import("../../../neurons/validator/weights/window.ts");
    const { openStore } = await import("../../../src/store/mod.ts");
    const OF = { netuid: 1, uid: 3 };
    const TEMPO = 20;
    const event = fc.tuple(fc.constantFrom(...EVENTS), fc.integer({ min: 1, max: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), async (events) => {
        const store = openStore(":memory:");
        const chain = { readWeights: () => Promise.resolve({ uids: [], values: [] }) };
        const modules = { chain, store, signer: {} } as never;
        let [head, window, registered, quiet] = [100, 50, 50, 0];
        const look = (at = { head, window }) =>
          quietUntil(OF, { ...at, tempo: TEMPO, registration: { hotkey: "us", block: registered } }, modules);
        assert.equal(await look(), null);
        let before = { head, window };
        for (const [kind, blocks] of events) {
          const earlier = before;
          before = { head, window };
          head += blocks;
          if (kind === "own") noteOwnWindow(OF, window = head, store);
          if (kind === "foreign") [window, quiet] = [head, head + TEMPO];
          if (kind === "registered again") [registered, window, quiet] = [head, head, 0];
          // A node that is behind tells of the time before the last event, of which the registration is known.
          if (kind === "lagging node" && earlier.window >= registered) {
            assert.equal(await look(earlier), earlier.head < quiet ? quiet : null);
          }
          assert.equal(await look(), head < quiet ? quiet : null, `${kind} at ${head}`);
        }
        store.close();
      }),
      { numRuns: 300 },
    );
  },
);

full("the first look never alarms, with a database of any age", async () => {
  const { quietUntil } = await import("../../../neurons/validator/weights/window.ts");
  const { openStore } = await import("../../../src/store/mod.ts");
  // The window an older version noted, the registration, the window now.
  for (
    const [noted, registered, window] of [[null, 0, 70], [null, 60, 70], [40, 60, 60], [40, 60, 30], [
      60,
      60,
      60,
    ]]
  ) {
    const store = openStore(":memory:");
    if (noted !== null) store.setSetting("weights-window:1:0", String(noted));
    const registration = { hotkey: "us", block: registered! };
    const now = { head: 71, window: window!, tempo: 20, registration };
    const modules = { chain: {}, store, signer: {} } as never;
    assert.equal(
      await quietUntil({ netuid: 1, uid: 0 }, now, modules),
      null,
      `${noted} ${registered} ${window}`,
    );
    store.close();
  }
});

full(
  "a uid that another hotkey took over raises no alarm: the validator is not registered",
  () =>
    withChain({}, async (stage) => {
      const { setWeightsIfDue } = await import("../../../neurons/validator/weights/weight_setter.ts");
      const { openStore } = await import("../../../src/store/mod.ts");
      const { devKey } = await import("../../../src/wallet/mod.ts");
      const store = openStore(":memory:");
      const { chain, localnet, validator: signer } = stage;
      const modules = { chain, signer, store, clock: systemClock, logger: nullLogger, metrics: nullMetrics };
      const set = () => setWeightsIfDue(0, Float32Array.of(0, 1, 0.5, 0, 0), OPTIONS, modules);
      await blocks(stage, 7);
      assert.equal((await set()).kind, "confirmed");
      await blocks(stage, 3);
      const update = (block: number) => {
        const all = localnet.query<bigint[]>("LastUpdate", 1);
        localnet.setStorage("LastUpdate", [1], [BigInt(block), ...all.slice(1)]);
        localnet.setStorage("BlockAtRegistration", [1, 0], BigInt(block));
      };
      const stranger = await devKey("//Stranger");
      localnet.setStorage("Keys", [1, 0], stranger.ss58);
      update(localnet.head().number + 1);
      await blocks(stage, 1);
      assert.deepEqual(await chain.registration(1, 0), {
        hotkey: stranger.ss58,
        block: localnet.head().number,
      });
      assert.equal(await chain.registration(1, 99), null);
      await assert.rejects(set(), (error: { code: string }) => error.code === "not_registered");
      // Registered again by ourselves, under the same uid: the window moved by that alone.
      localnet.setStorage("Keys", [1, 0], signer.ss58);
      update(localnet.head().number + 1);
      await blocks(stage, 1);
      assert.equal((await set()).kind, "too_soon");
      await blocks(stage, 7);
      assert.equal((await set()).kind, "confirmed");
      store.close();
    }),
);
