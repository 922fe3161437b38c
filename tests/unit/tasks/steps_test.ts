import assert from "node:assert/strict";
import { nullLogger, pick, seededRandom } from "../../../src/base/mod.ts";
import {
  createPipeline,
  type Profile,
  PROFILES,
  type ScoreRecord,
  verifyRecord,
} from "../../../rewards/mod.ts";
import {
  createChallenge,
  createTask,
  DEFAULT_TASKS,
  drawPersona,
  findTask,
  LlmQuestioner,
  openSources,
  withReference,
} from "../../../tasks/mod.ts";
import { FakeEngine } from "../../kit/fake_engine.ts";
import { fixedEmbedder } from "../../kit/fixed_embedder.ts";
import { ManualClock } from "../../kit/mod.ts";

const clock = new ManualClock();
const modules = {
  clock,
  translator: {
    pairs: [["en", "fr"], ["fr", "en"]] as const,
    translate: (text: string, _: string, to: string) =>
      Promise.resolve(text.split(" ").map((word) => to + word).join(" ")),
    close: () => Promise.resolve(),
  },
  questioner: new LlmQuestioner(
    new FakeEngine(({ messages, seed }) =>
      `What about ${messages.at(-1)!.content.slice(-40 - (seed ?? 0) % 200)}?`
    ),
  ),
};

for (const profile of Object.keys(PROFILES) as Profile[]) {
  Deno.test(`two hundred ${profile} steps over all tasks score, stay in bounds and replay from their records`, async () => {
    const sources = await openSources({ online: false }, {
      clock,
      logger: nullLogger,
      random: seededRandom(0),
      fetch: () => Promise.reject(new Error("no network in this test")),
      userAgent: "sn1-test",
    });
    const reward = { embedder: fixedEmbedder("", new Map()) };
    const definitions = DEFAULT_TASKS.map(findTask);
    const pipeline = createPipeline({ modules: reward, profile, definitions });
    const perfect = new Map<string, number>();
    for (let step = 0; step < 200; step++) {
      const random = seededRandom(`${profile}/${step}`);
      const name = DEFAULT_TASKS[step % DEFAULT_TASKS.length]!;
      const context = await sources.contextFor(name, random);
      const drawn = await createTask(name, context, modules, random, { rules: PROFILES[profile] });
      const challenge = await createChallenge(drawn, drawPersona(random), modules, random);
      const task = await withReference(drawn, modules, [], random);
      const answers = [
        task.reference,
        challenge,
        context.content,
        pick(random, ["", "neutral", "4", "\ud800"]),
        "July 4, 1776",
      ];
      const input = {
        challenge,
        reference: task.reference,
        extra: context.extra,
        responses: answers.map((completion, i) => ({ completion, tokensPerChunk: [i * 80] })),
      };
      const { terms, totals, best } = await pipeline.score(task, input);
      assert.ok(totals.every((total) => total >= 0 && total <= 1), `${name}: ${totals}`);
      assert.equal(totals[best], Math.max(...totals));
      perfect.set(name, Math.max(perfect.get(name) ?? 0, totals[0]!));
      const record: ScoreRecord = JSON.parse(JSON.stringify({ profile, ...input, terms, totals }));
      const check = await verifyRecord(record, reward);
      assert.deepEqual(check.mismatches, [], `${name} step ${step}`);
    }
    for (const name of DEFAULT_TASKS) {
      assert.ok(perfect.get(name)! > 0.1, `${name}: even the reference earns ${perfect.get(name)}`);
    }
  });
}
