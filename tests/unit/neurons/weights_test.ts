import assert from "node:assert/strict";
import fc from "fast-check";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { Crash, mortal, sending } from "../../kit/mortal.ts";
import { blocks, type ChainStage, withChain } from "./chain_stage.ts";

const OPTIONS = { netuid: 1, epochLength: 5, versionKey: 20501 };
const vectorOf = ({ uids, values }: { uids: number[]; values: number[] }) => JSON.stringify([uids, values]);

async function tools({ chain, validator }: Pick<ChainStage, "chain" | "validator">, store: Store) {
  const { setWeightsIfDue } = await import("../../../neurons/validator/weights/weight_setter.ts");
  const modules = {
    chain,
    store,
    signer: validator,
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  };
  return (scores: number[], over: Partial<typeof modules> = {}) =>
    setWeightsIfDue(0, Float32Array.from(scores), OPTIONS, { ...modules, ...over });
}

async function memoryStore(): Promise<Store> {
  return (await import("../../../src/store/mod.ts")).openStore(":memory:");
}

full(
  "weights are written down before they are sent and confirmed only by what the chain holds",
  () =>
    withChain({}, async (stage) => {
      const store = await memoryStore();
      const set = await tools(stage, store);
      await blocks(stage, 6);
      const window = await stage.chain.lastUpdate(1, 0);
      let atSending: unknown;
      const chain = sending(stage.chain, (request, signer, journal) => {
        atSending = store.journalOf(1, window);
        return stage.chain.setWeights(request, signer, journal);
      });
      const outcome = await set([0, 0.5, 0.25, 0, 1], { chain });
      assert.equal(outcome.kind, "confirmed");
      const expected = { uids: [1, 2, 4], values: [32768, 16384, 65535] };
      assert.deepEqual(await stage.chain.readWeights(1, 0), expected);
      const [entry] = store.journal(10);
      assert.equal(entry?.state, "confirmed");
      assert.equal(entry.block, await stage.chain.lastUpdate(1, 0));
      const { uids, values, state } = atSending as typeof entry;
      assert.deepEqual({ uids, values, state }, { ...expected, state: "sent" });
      store.close();
    }),
);

full(
  "weights wait for the epoch length and the chain's own rate limit, whichever is longer",
  () =>
    withChain({}, async (stage) => {
      const store = await memoryStore();
      const set = await tools(stage, store);
      await blocks(stage, 6);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "confirmed");
      assert.deepEqual(await set([0, 0, 1, 0, 0]), { kind: "too_soon", blocksLeft: 6 });
      await blocks(stage, 5);
      assert.deepEqual(await set([0, 0, 1, 0, 0]), { kind: "too_soon", blocksLeft: 1 });
      await blocks(stage, 1);
      assert.equal((await set([0, 0, 1, 0, 0])).kind, "confirmed");
      assert.equal(store.journal(10).length, 2);
      store.close();
    }),
);

full("a chain that says yes and holds other weights is caught", () =>
  withChain({}, async (stage) => {
    const store = await memoryStore();
    const set = await tools(stage, store);
    await blocks(stage, 6);
    const chain = sending(stage.chain, (request, signer) =>
      stage.chain.setWeights({
        ...request,
        values: request.values.map((v) => v > 1 ? 1 : v),
      }, signer));
    const outcome = await set([0, 0.5, 0.25, 0, 1], { chain });
    assert.equal(outcome.kind, "failed");
    assert.equal(store.journal(1)[0]?.state, "failed");
    store.close();
  }));

full(
  "a refusal of the chain is remembered, and the next try may be another vector",
  () =>
    withChain({}, async (stage) => {
      const store = await memoryStore();
      const set = await tools(stage, store);
      await blocks(stage, 6);
      stage.localnet.setStorage("WeightsVersionKey", [1], 99_999n);
      await blocks(stage, 1);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "failed");
      assert.match(store.journal(1)[0]!.detail, /version/i);
      stage.localnet.setStorage("WeightsVersionKey", [1], 0n);
      await blocks(stage, 1);
      const outcome = await set([0, 0, 0, 1, 0]);
      assert.equal(outcome.kind, "confirmed");
      assert.deepEqual(store.journal(10).map((entry) => entry.state), ["confirmed", "failed"]);
      store.close();
    }),
);

full(
  "a transaction that gets into a block after its deadline is not taken for a failure",
  () =>
    withChain({ production: "manual", chain: { inclusionTimeoutMs: 1000 } }, async (stage) => {
      const store = await memoryStore();
      const set = await tools(stage, store);
      await blocks(stage, 6);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "failed");
      assert.equal(store.journal(1)[0]?.state, "sent", "it may still land");
      assert.equal(stage.localnet.pending(), 1);
      assert.equal((await set([0, 0, 1, 0, 0])).kind, "failed");
      assert.equal(stage.localnet.pending(), 1, "the second try hands over what was signed for the first");
      await blocks(stage, 1);
      assert.equal((await set([0, 0, 1, 0, 0])).kind, "too_soon", "it is seen that it landed");
      const nonce = stage.localnet.query<{ nonce: number }>("System.Account", stage.validator.ss58).nonce;
      assert.equal(nonce, 1, "one transaction in all");
      assert.deepEqual(await stage.chain.readWeights(1, 0), { uids: [1], values: [65535] });
      assert.deepEqual(store.journal(10).map((entry) => entry.state), ["confirmed"]);
      store.close();
    }),
);

full(
  "whenever the process dies, one window carries one vector, and the chain ends with a planned one",
  () =>
    withTempDir((dir) =>
      withChain({}, async (stage) => {
        const { openStore } = await import("../../../src/store/mod.ts");
        const fault = fc.record({
          at: fc.nat(9),
          when: fc.constantFrom("before" as const, "after" as const),
        });
        const lives = fc.array(fault, { minLength: 1, maxLength: 3 });
        const score = fc.integer({ min: 1, max: 1000 });
        const vectors = fc.array(fc.tuple(score, score, score, score), { minLength: 4, maxLength: 4 });
        let run = 0;
        let deaths = 0;
        await fc.assert(
          fc.asyncProperty(lives, vectors, async (faults, scores) => {
            const path = `${dir}/${run++}.db`;
            const sent = new Map<number, Set<string>>();
            await blocks(stage, 7);
            for (const [life, dying] of [...faults, null].entries()) {
              // A new life: the file is opened anew, and the scores have moved on.
              const store = openStore(path);
              const watched = sending(stage.chain, async (request, signer, journal) => {
                const window = await stage.chain.lastUpdate(1, 0);
                const planned = store.journalOf(1, window);
                assert.ok(
                  planned && vectorOf(planned) === vectorOf(request),
                  "sent without being written down",
                );
                sent.set(window, (sent.get(window) ?? new Set()).add(vectorOf(request)));
                return await stage.chain.setWeights(request, signer, journal);
              });
              const wrap = mortal(dying);
              const set = await tools({ ...stage, chain: wrap(watched) }, wrap(store));
              try {
                const outcome = await set([0, ...scores[life]!]);
                assert.ok(["confirmed", "too_soon", "failed"].includes(outcome.kind), outcome.kind);
                assert.ok(dying !== null || outcome.kind !== "failed", JSON.stringify(outcome));
              } catch (error) {
                if (!(error instanceof Crash)) throw error;
                deaths++;
              }
              store.close();
            }
            const row = vectorOf(await stage.chain.readWeights(1, 0));
            for (const [window, rows] of sent) assert.equal(rows.size, 1, `window ${window}: ${[...rows]}`);
            assert.ok([...sent.values()].some((rows) => rows.has(row)), `${row} was never planned`);
          }),
          { numRuns: 50 },
        );
        assert.ok(deaths > 30, `only ${deaths} deaths`);
      })
    ),
);
