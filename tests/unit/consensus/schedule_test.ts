import assert from "node:assert/strict";
import fc from "fast-check";
import {
  afterBlock,
  afterEpoch,
  blocksUntilModularEpoch,
  drandRoundAt,
  dueEpochs,
  type EpochState,
  isEpochDue,
  modularEpoch,
  modularRevealBlock,
  nextEpochBlock,
  revealRound,
  statefulRevealBlock,
} from "../../../src/consensus/mod.ts";
import { full } from "../../kit/mod.ts";
import { readVectors } from "../../kit/vectors.ts";

const state = (more: Partial<EpochState> = {}): EpochState => ({
  tempo: 360,
  lastEpochBlock: 1000,
  subnetEpochIndex: 7,
  pendingEpochAt: 0,
  blocksSinceLastStep: 0,
  ...more,
});

Deno.test("a stateful epoch is due a tempo after the last one, earlier when ordered, never with tempo 0", () => {
  assert.equal(isEpochDue(state(), 1359), false);
  assert.equal(isEpochDue(state(), 1360), true);
  assert.equal(isEpochDue(state({ pendingEpochAt: 1100 }), 1099), false);
  assert.equal(isEpochDue(state({ pendingEpochAt: 1100 }), 1100), true);
  assert.equal(isEpochDue(state({ blocksSinceLastStep: 50_401 }), 1001), true);
  assert.equal(isEpochDue(state({ tempo: 0, blocksSinceLastStep: 60_000 }), 9999), false);
});

Deno.test("the announced next epoch is the block in which it becomes due", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 60 }),
    (tempo, pending, block) => {
      let s = state({ tempo, lastEpochBlock: 0, pendingEpochAt: pending });
      const announced = nextEpochBlock(s, block)!;
      let at = block;
      for (; !isEpochDue(s, at); at++) s = afterBlock(s, at);
      assert.equal(at, announced);
    },
  ));
  assert.equal(nextEpochBlock(state({ tempo: 0 }), 5), null);
});

Deno.test("an epoch resets the count and moves the index", () => {
  const after = afterEpoch(state({ pendingEpochAt: 1100, blocksSinceLastStep: 100 }), 1100);
  assert.deepEqual(after, state({ lastEpochBlock: 1100, subnetEpochIndex: 8 }));
});

Deno.test("a block carries two epochs, the others follow one block later", () => {
  const states = new Map([3, 1, 2, 4].map((netuid) => [netuid, state({ tempo: netuid === 4 ? 9999 : 360 })]));
  assert.deepEqual(dueEpochs(states, 1360), { run: [1, 2], defer: [3] });
  const waiting = afterBlock(states.get(3)!, 1360, true);
  assert.equal(waiting.pendingEpochAt, 1361);
  assert.ok(isEpochDue(waiting, 1361));
});

Deno.test("modular epochs fall where block plus netuid plus one is a multiple of tempo plus one", () => {
  assert.equal(blocksUntilModularEpoch(1, 99, 98), 0);
  assert.equal(blocksUntilModularEpoch(1, 99, 0), 98);
  assert.equal(blocksUntilModularEpoch(1, 0, 0), null);
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 0, max: 1e7 }),
    (netuid, tempo, block) => {
      const until = blocksUntilModularEpoch(netuid, tempo, block)!;
      assert.ok(until >= 0 && until <= tempo);
      assert.equal((block + until + netuid + 1) % (tempo + 1), 0);
      const reveal = modularRevealBlock(netuid, tempo, block, 1);
      assert.ok(reveal > block);
      assert.equal(modularEpoch(netuid, tempo, reveal), modularEpoch(netuid, tempo, block) + 1);
      assert.equal(modularEpoch(netuid, tempo, reveal - 1), modularEpoch(netuid, tempo, block));
    },
  ));
});

Deno.test("a stateful commit is revealed after the next epoch, or a tempo later when that one is due", () => {
  assert.equal(statefulRevealBlock(state(), 1200, 1), 1360);
  assert.equal(statefulRevealBlock(state(), 1200, 3), 1360 + 720);
  assert.equal(statefulRevealBlock(state(), 1360, 1), 1720);
  assert.equal(statefulRevealBlock(state({ pendingEpochAt: 1250 }), 1200, 1), 1250);
});

full("drand rounds equal those of chain-hash.json", async () => {
  const vectors = await readVectors("chain-hash.json");
  if (!vectors) return;
  assert.ok(vectors.drand_rounds.length > 0);
  for (const { unix, round } of vectors.drand_rounds) assert.equal(drandRoundAt(unix), round);
});

Deno.test("the reveal round is three blocks into the reveal epoch and never in the past", () => {
  const now = 1_700_000_000;
  const drand = { genesisTime: 1_692_803_367, period: 3 };
  const round = revealRound({ now, block: 100, revealBlock: 200, blockTime: 12, drand });
  assert.equal(round, drandRoundAt(now + 103 * 12));
  assert.equal(revealRound({ now, block: 300, revealBlock: 200, blockTime: 12 }), drandRoundAt(now));
});
