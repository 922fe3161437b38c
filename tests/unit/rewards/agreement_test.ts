import assert from "node:assert/strict";
import { TASKS } from "../../../tasks/mod.ts";
import { simulatedVtrust, spearman } from "../../agreement/compare.ts";
import { makeSteps, QUALITIES } from "../../agreement/responses.ts";
import { compare, ourTotals } from "../../agreement/score_both.ts";

Deno.test("rank correlation counts ties and knows order from disorder", () => {
  assert.equal(spearman([1, 2, 3, 4], [10, 20, 30, 40]), 1);
  assert.equal(spearman([1, 2, 3, 4], [4, 3, 2, 1]), -1);
  // By hand: ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
  assert.ok(Math.abs(spearman([1, 2, 2, 3], [1, 2, 3, 4]) - 4.5 / Math.sqrt(4.5 * 5)) < 1e-12);
  assert.equal(spearman([1, 1, 1], [1, 2, 3]), 0);
  assert.equal(spearman([1, 1, 1], [2, 2, 2]), 1);
});

Deno.test("a validator that scores as the others do is trusted, one that scores against them is not", () => {
  const theirs = Array.from({ length: 20 }, () => [0.9, 0.7, 0.5, 0.3, 0.1]);
  assert.ok(simulatedVtrust(theirs, theirs) > 0.999);
  assert.ok(simulatedVtrust(theirs.map((row) => row.toReversed()), theirs) < 0.8);
});

Deno.test("the answers of the agreement run cover every task and quality, and repeat", async () => {
  const steps = await makeSteps(16, "unit");
  assert.deepEqual(new Set(steps.map(({ task }) => task.name)), new Set(TASKS.map(({ name }) => name)));
  assert.ok(steps.every(({ responses }) => responses.length === QUALITIES.length));
  assert.deepEqual(
    (await makeSteps(16, "unit")).map(({ responses, challenge }) => [responses, challenge]),
    steps.map(({ responses, challenge }) => [responses, challenge]),
  );
  const totals = await ourTotals(steps, "v2.5");
  const mean = (miner: number) => totals.reduce((sum, row) => sum + row[miner]!, 0) / totals.length;
  assert.ok(mean(0) > mean(4) && mean(4) > mean(8), "better miners earn more");
});

Deno.test("a difference in one reward is found, counted and shown", async () => {
  const steps = await makeSteps(8, "unit");
  const [ours, old] = [await ourTotals(steps, "v2.5"), await ourTotals(steps, "v2.3")];
  assert.deepEqual([compare(steps, ours, ours).different, compare(steps, ours, ours).spearman], [0, 1]);
  assert.ok(compare(steps, ours, old).different > 0, "the profiles score differently");
  const changed = structuredClone(ours);
  changed[3]![2]! += 0.25;
  const found = compare(steps, ours, changed);
  assert.deepEqual([found.different, found.examples.length], [1, 1]);
  assert.ok(Math.abs(found.largest - 0.25) < 1e-6);
});
