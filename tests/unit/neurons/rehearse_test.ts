import assert from "node:assert/strict";
import type { DendriteResponse } from "../../../src/dendrite/mod.ts";
import type { UnnumberedRecord } from "../../../neurons/validator/ask/step.ts";
import { quantile, RehearsalTally } from "../../../neurons/rehearse/report.ts";

const NONE = { count: 0, size: 0 };

function step(task: string, own: Record<string, unknown>, ...others: number[]) {
  const miner = (values: Record<string, unknown>) => ({ statusCode: 200, ttftMs: 50, ...values });
  return {
    task: { name: task },
    miners: [miner(own), ...others.map((reward) => miner({ reward }))],
  } as unknown as UnnumberedRecord;
}

Deno.test("a rehearsal counts the first miner by task and ranks it among the references", () => {
  const tally = new RehearsalTally(["strong", "weak"]);
  tally.step(step("qa", { reward: 0.5, ttftMs: 100 }, 0.9, 0.1));
  tally.step(step("qa", { reward: 0, statusCode: 408, ttftMs: null }, 0.7, 0.1));
  tally.step(step("math", { reward: 1, ttftMs: 300 }, 1, 0));
  tally.step(step("math", { reward: 0, statusCode: 503, ttftMs: null }, 1, 0));
  const report = tally.report(NONE);
  assert.deepEqual(report.perTask, {
    math: { steps: 2, meanReward: 0.5, timeouts: 0, failures: 1 },
    qa: { steps: 2, meanReward: 0.25, timeouts: 1, failures: 0 },
  });
  assert.deepEqual([report.steps, report.meanReward, report.timeouts], [4, 0.375, 1]);
  assert.deepEqual([report.expectedRank, report.of], [2, 3]);
  assert.deepEqual(report.references.map((r) => [r.name, r.meanReward]), [["strong", 0.9], ["weak", 0.05]]);
  assert.deepEqual([report.ttftMs, report.ttftP95Ms], [100, 300]);
});

Deno.test("equal rewards share the better rank, and a miner that says nothing has no time to first token", () => {
  const tally = new RehearsalTally(["twin", "worse"]);
  tally.step(step("math", { reward: 0.4, ttftMs: null, statusCode: 204 }, 0.4, 0.1));
  const report = tally.report(NONE);
  assert.deepEqual([report.expectedRank, report.ttftMs, report.timeouts], [1, null, 0]);
});

Deno.test("bursts tell answers, refusals, timeouts and failures apart", () => {
  const tally = new RehearsalTally([]);
  const answer = (statusCode: number, ttftMs: number | null) => ({ statusCode, ttftMs }) as DendriteResponse;
  tally.burst([answer(200, 10), answer(204, null), answer(503, null), answer(429, null)]);
  tally.burst([answer(408, 40), answer(422, null), answer(200, 20)]);
  const { answered, refused, timeouts, failures, ttftMs, ttftP95Ms, size } =
    tally.report({ count: 2, size: 4 }).bursts;
  assert.deepEqual([answered, refused, timeouts, failures, size], [3, 2, 1, 1, 4]);
  assert.deepEqual([ttftMs, ttftP95Ms], [20, 40]);
});

Deno.test("quantiles are values that were seen", () => {
  assert.equal(quantile([], 0.5), null);
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2, 3, 4], 0.95), 4);
});
