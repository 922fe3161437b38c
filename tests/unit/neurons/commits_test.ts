/** Weights that go out closed: what a validator does until they stand on chain, whatever happens in between. */
import assert from "node:assert/strict";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import type { Chain } from "../../../src/chain/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import { full } from "../../kit/mod.ts";
import { sending } from "../../kit/mortal.ts";
import { blocks, type ChainStage, withChain } from "./chain_stage.ts";

const OPTIONS = { netuid: 1, epochLength: 5, versionKey: 20501 };
const PLACE = { netuid: 1, uid: 0 };
const TEMPO = 10;

/** The two steps of a validator's weights loop. */
async function tools(stage: ChainStage, store: Store, chain: Chain = stage.chain) {
  const { setWeightsIfDue } = await import("../../../neurons/validator/weights/weight_setter.ts");
  const { settleCommits } = await import("../../../neurons/validator/weights/weight_commits.ts");
  const modules = {
    chain,
    store,
    signer: stage.validator,
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  };
  return {
    set: (scores: number[]) => setWeightsIfDue(0, Float32Array.from(scores), OPTIONS, modules),
    settle: () => settleCommits(PLACE, modules),
  };
}

async function memoryStore(): Promise<Store> {
  return (await import("../../../src/store/mod.ts")).openStore(":memory:");
}

/** Makes blocks until the subnet is in its next epoch. */
async function nextEpoch(stage: ChainStage): Promise<void> {
  const epoch = () => stage.localnet.query<bigint>("SubnetEpochIndex", 1);
  const before = epoch();
  for (let i = 0; i < 2 * TEMPO && epoch() === before; i++) await blocks(stage, 1);
  assert.equal(epoch(), before + 1n);
}

const states = (store: Store) => store.journal(10).map((entry) => entry.state);

full(
  "weights by hash are committed, shown in their epoch and read back",
  () =>
    withChain({ mode: "hash" }, async (stage) => {
      const store = await memoryStore();
      const { set, settle } = await tools(stage, store);
      await blocks(stage, 7);
      const committed = await set([0, 0.5, 0, 0, 1]);
      assert.equal(committed.kind, "committed");
      assert.equal(committed.kind === "committed" && committed.revealRound, null);
      assert.deepEqual(await stage.chain.readWeights(1, 0), { uids: [], values: [] }, "closed");
      assert.deepEqual(states(store), ["committed"]);
      const { salt, signed, block } = store.journal(1)[0]!;
      assert.equal(salt.length, 8);
      assert.equal(JSON.parse(signed!).method, "hash");
      assert.deepEqual(await settle(), [], "its epoch has not come");
      await nextEpoch(stage);
      const outcomes = await settle();
      const row = { uids: [1, 4], values: [32768, 65535] };
      assert.deepEqual(outcomes, [{ kind: "confirmed", block: block!, row }]);
      assert.deepEqual(await stage.chain.readWeights(1, 0), row);
      assert.deepEqual(states(store), ["confirmed"]);
      assert.deepEqual((await stage.chain.commitState(1, stage.validator.ss58)).commits, []);
      assert.deepEqual(await settle(), []);
      store.close();
    }),
);

full(
  "of two commits for one epoch the newest is shown and the other counts as replaced",
  () =>
    withChain({ mode: "hash" }, async (stage) => {
      const store = await memoryStore();
      const { set, settle } = await tools(stage, store);
      await nextEpoch(stage);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "committed");
      await blocks(stage, 6);
      assert.equal((await set([0, 0, 0, 1, 0])).kind, "committed");
      const { commits, epoch } = await stage.chain.commitState(1, stage.validator.ss58);
      assert.deepEqual(commits.map((commit) => commit.epoch), [epoch, epoch]);
      await nextEpoch(stage);
      assert.deepEqual((await settle()).map(({ kind }) => kind), ["confirmed"]);
      assert.deepEqual(states(store), ["confirmed", "replaced"]);
      assert.deepEqual(await stage.chain.readWeights(1, 0), { uids: [3], values: [65535] });
      store.close();
    }),
);

full(
  "a commit nobody showed in its epoch is an alarm, and the next weights go their way",
  () =>
    withChain({ mode: "hash" }, async (stage) => {
      const store = await memoryStore();
      const { set, settle } = await tools(stage, store);
      await nextEpoch(stage);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "committed");
      await nextEpoch(stage);
      await nextEpoch(stage);
      const [late] = await settle();
      assert.equal(late?.kind, "late");
      assert.match(late.kind === "late" ? late.detail : "", /epoch/);
      assert.deepEqual(states(store), ["failed"]);
      assert.equal((await set([0, 0, 1, 0, 0])).kind, "committed");
      store.close();
    }),
);

full(
  "a process killed right after its commit finds it again, with the salt to show it",
  () =>
    withChain({ mode: "hash" }, async (stage) => {
      const store = await memoryStore();
      const dying = sending(stage.chain, async (...args) => {
        await stage.chain.setWeights(...args);
        throw new Error("killed");
      });
      await blocks(stage, 7);
      assert.equal((await (await tools(stage, store, dying)).set([0, 1, 0, 1, 0])).kind, "failed");
      assert.deepEqual(states(store), ["sent"]);
      const { set, settle } = await tools(stage, store);
      assert.equal((await set([0, 0, 0, 0, 1])).kind, "too_soon", "it is ours: no alarm, no second vector");
      assert.deepEqual(states(store), ["committed"]);
      await nextEpoch(stage);
      assert.deepEqual((await settle()).map(({ kind }) => kind), ["confirmed"]);
      assert.deepEqual(await stage.chain.readWeights(1, 0), { uids: [1, 3], values: [65535, 65535] });
      store.close();
    }),
);

full(
  "a foreign commit with our hotkey is told apart from ours by its hash",
  () =>
    withChain({ mode: "hash" }, async (stage) => {
      const store = await memoryStore();
      const { set } = await tools(stage, store);
      await blocks(stage, 7);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "committed");
      await blocks(stage, 7);
      const row = { netuid: 1, uids: [4], values: [65535], versionKey: 20501, salt: [1, 2] };
      assert.equal((await stage.chain.setWeights(row, stage.validator)).method, "hash");
      assert.equal((await set([0, 0, 1, 0, 0])).kind, "foreign");
      store.close();
    }),
);

full(
  "timelocked weights count as set once the chain has opened them",
  () =>
    withChain({ mode: "timelocked" }, async (stage) => {
      const store = await memoryStore();
      const { set, settle } = await tools(stage, store);
      await blocks(stage, 7);
      const committed = await set([0, 1, 0, 0, 0.5]);
      assert.ok(committed.kind === "committed" && committed.revealRound! > 0, committed.kind);
      assert.deepEqual(await settle(), []);
      await nextEpoch(stage);
      let outcomes = await settle();
      for (let i = 0; i < TEMPO - 2 && outcomes.length === 0; i++) {
        await blocks(stage, 1);
        outcomes = await settle();
      }
      assert.deepEqual(outcomes.map(({ kind }) => kind), ["confirmed"]);
      assert.deepEqual(await stage.chain.readWeights(1, 0), { uids: [1, 4], values: [65535, 32768] });
      store.close();
    }),
);

full(
  "timelocked weights the chain could not open are an alarm",
  () =>
    withChain({ mode: "timelocked" }, async (stage) => {
      const store = await memoryStore();
      const { set, settle } = await tools(stage, store);
      await blocks(stage, 7);
      assert.equal((await set([0, 1, 0, 0, 0])).kind, "committed");
      // The permit is gone when the chain opens them, and the chain says nothing about that.
      stage.localnet.setStorage("StakeThreshold", [], 10n ** 18n);
      await nextEpoch(stage);
      await nextEpoch(stage);
      assert.deepEqual((await settle()).map(({ kind }) => kind), ["late"]);
      assert.deepEqual(states(store), ["failed"]);
      store.close();
    }),
);
