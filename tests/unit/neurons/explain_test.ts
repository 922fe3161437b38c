import assert from "node:assert/strict";
import type { StepRecord } from "../../../neurons/validator/score/step_record.ts";
import { systemClock } from "../../../src/base/mod.ts";
import { full } from "../../kit/mod.ts";
import { says, withTalk } from "./talk_stage.ts";

const modules = { embedder: null, clock: systemClock };
const numbered = (record: object): StepRecord =>
  ({ ...record, step: 1, forward: 0, turn: 0, at: 0 }) as StepRecord;

full("a record recomputes to its own numbers, whatever the task and the profile", async () => {
  const { explainStep } = await import("../../../neurons/validator/score/explain_step.ts");
  const miners = [
    says("It was on July 20, 1969, ", "a positive day; ", "the answer is 42."),
    says("the city was founded in the year 1850\nby settlers, negative"),
    says("x".repeat(5000), "é", "\u202e"),
    null,
  ];
  for (const profile of ["v2.3", "v2.5", "hardened"] as const) {
    await withTalk({ tasks: ["qa", "date_qa", "math", "sentiment"], profile, miners }, async (talk) => {
      const tasks = new Set<string>();
      for (let i = 0; i < 6; i++) {
        for (const record of await talk.forward(`${profile} ${i}`)) {
          tasks.add(record.task.name);
          const result = await explainStep(JSON.stringify(numbered(record)), modules);
          assert.ok(result.match, result.mismatches.join("\n"));
          result.miners.forEach((miner) => assert.ok(Math.abs(miner.total - miner.recorded) < 1e-6));
        }
      }
      assert.ok(tasks.size > 1, [...tasks].join());
    });
  }
});

full("a single changed character of a scored text is noticed", async () => {
  const { explainStep } = await import("../../../neurons/validator/score/explain_step.ts");
  await withTalk({ tasks: ["sentiment"], miners: [says("positive"), says("negative")] }, async (talk) => {
    const [record] = await talk.forward("changed");
    const best = record!.miners.findIndex((m) => m.reward > 0);
    assert.ok(best >= 0, "somebody was right");
    const copy = structuredClone(numbered(record!));
    const { completion } = copy.miners[best]!;
    completion.text = "x" + completion.text.slice(1);
    const result = await explainStep(JSON.stringify(copy), modules);
    assert.equal(result.match, false);
    assert.match(result.mismatches.join("\n"), new RegExp(`uid ${copy.miners[best]!.uid}, ordinal`));
    // A character that changes no score is noticed as well.
    const subtle = structuredClone(numbered(record!));
    const { uid, completion: wrong } = subtle.miners[1 - best]!;
    wrong.text += " ";
    const noticed = await explainStep(JSON.stringify(subtle), modules);
    assert.deepEqual([noticed.match, noticed.mismatches], [false, [
      `uid ${uid}, completion: not the text that was recorded`,
    ]]);
    const raised = structuredClone(numbered(record!));
    raised.miners[1 - best]!.reward += 0.01;
    assert.equal((await explainStep(JSON.stringify(raised), modules)).match, false);
  });
});

full("what is no step record is refused with advice", async () => {
  const { explainStep } = await import("../../../neurons/validator/score/explain_step.ts");
  for (const text of ["", "{}", "[]", "null", '{"version":2}', "not json"]) {
    await assert.rejects(explainStep(text, modules), /not a step record/);
  }
});
