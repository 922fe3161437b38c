import assert from "node:assert/strict";
import { requestEvent } from "../../../neurons/miner/request_event.ts";
import type { StepRecord } from "../../../neurons/validator/score/step_record.ts";
import { metagraphOf } from "../../kit/metagraph.ts";
import { full } from "../../kit/mod.ts";
import { says, withTalk } from "./talk_stage.ts";

/**
 * Keys of the Python validator's log that a board may ask for (docs/spec/domain.md#77-event-record-and-logs
 * and docs/spec/domain.md#58-combination).
 */
const PYTHON_KEYS =
  "best block step step_time turn task desc goal topic subtopic query query_time reference reference_time context_time challenge challenge_time profile mood tone rewards uids completions timings status_codes status_messages stream_results_uids"
    .split(" ");

full("a step goes out with the keys of the Python log, every list in the order of the uids", async () => {
  const { stepEvent } = await import("../../../neurons/validator/operator/step_event.ts");
  await withTalk({ tasks: ["math"], miners: [says("42"), says("no idea"), null] }, async (talk) => {
    const [record] = await talk.forward("events");
    const event = stepEvent({ ...record!, step: 5, forward: 0, turn: 0, at: 0 } as StepRecord);
    for (const key of PYTHON_KEYS) assert.ok(key in event, key);
    assert.deepEqual(event.uids, record!.miners.map(({ uid }) => uid));
    assert.deepEqual(event.completions, record!.miners.map(({ completion }) => completion.text));
    assert.deepEqual(event.rewards, record!.miners.map(({ reward }) => reward));
    for (const { model, kind, raw } of record!.terms) {
      assert.deepEqual(event[`${model}_raw_${kind}`], raw);
      const spread = event[`${model}_${kind}`] as number[];
      assert.ok(spread.length === raw.length && spread.every((value) => value >= 0 && value <= 1));
    }
  });
});

full("what a user of the subnet API said does not go out, even where it is recorded", async () => {
  const { stepEvent } = await import("../../../neurons/validator/operator/step_event.ts");
  await withTalk({ tasks: ["math"], miners: [says("a private answer")] }, async (talk) => {
    const [record] = await talk.forward("private");
    const event = stepEvent({ ...record!, organic: true, step: 1, forward: 0, turn: 0, at: 0 } as StepRecord);
    const text = JSON.stringify(event);
    for (const body of ["a private answer", record!.challenge, record!.task.reference]) {
      assert.ok(!text.includes(JSON.stringify(body).slice(1, -1)), body);
    }
    assert.deepEqual(event.rewards, record!.miners.map(({ reward }) => reward));
    assert.equal(event.organic, true);
  });
});

Deno.test("an answered request goes out with who asked, what was said and how both stand", () => {
  const metagraph = metagraphOf(["asker", "me"], (uid) => ({ stake: 100 - uid, incentive: uid / 10 }));
  const event = requestEvent(
    {
      hotkey: "asker",
      atMs: 1,
      ttftS: 0.2,
      seconds: 1.5,
      characters: 5000,
      messages: [{ role: "user", content: "first" }, { role: "user", content: "last" }],
      systemPrompt: "be kind",
      completion: "an answer",
    },
    "me",
    metagraph,
  );
  assert.deepEqual(
    [event.prompt, event.completion, event.epoch_time, event.validator_uid, event.validator_stake],
    ["last", "an answer", 1.5, 0, 100],
  );
  assert.deepEqual([event.miner_uid, event.miner_incentive, event.system_prompt], [1, 0.1, "be kind"]);
});
