import assert from "node:assert/strict";
import {
  createPipeline,
  explainResponse,
  type Profile,
  PROFILES,
  RewardError,
  type ScoreRecord,
  scoreStep,
  verifyRecord,
} from "../../../rewards/mod.ts";
import { REWARD_MODELS, ruleText } from "../../../rewards/reward_registry.ts";
import { fixedEmbedder } from "../../kit/fixed_embedder.ts";
import { TASK_DEFINITIONS } from "../../kit/task_definitions.ts";

const reference = "Paris is the capital of France. It has 2 million people and 20 districts in a spiral.";
const texts = ["Paris is the capital of France.", "Berlin has 3 million people", "", reference, reference];
const embedder = fixedEmbedder(reference, new Map(texts.map((text, i) => [text, i / 10])));

async function recordOf(profile: Profile, name: string, withModel = true): Promise<ScoreRecord> {
  const task = TASK_DEFINITIONS.find((definition) => definition.name === name)!;
  const modules = { embedder: withModel ? embedder : null };
  const pipeline = createPipeline({ modules, profile, definitions: TASK_DEFINITIONS, allowMissing: true });
  const input = {
    challenge: "What is the capital of France?",
    reference,
    extra: { date: "July 4, 1776" },
    responses: texts.map((completion, i) => ({ completion, tokensPerChunk: [i * 150] })),
  };
  const { terms, totals } = await pipeline.score(task, input);
  return JSON.parse(JSON.stringify({ profile, ...input, terms, totals }));
}

for (const profile of Object.keys(PROFILES) as Profile[]) {
  for (const { name } of TASK_DEFINITIONS) {
    Deno.test(`a ${name} step of ${profile} recomputes from its record to the same numbers`, async () => {
      const check = await verifyRecord(await recordOf(profile, name), { embedder });
      assert.deepEqual(check.mismatches, []);
      assert.ok(check.match && check.notRecomputed.length === 0);
    });
  }
}

Deno.test("one changed character of a completion shows as a mismatch of its terms and total", async () => {
  const record = await recordOf("v2.5", "qa");
  const changed = structuredClone(record) as { responses: { completion: string }[] } & ScoreRecord;
  changed.responses[0]!.completion = changed.responses[0]!.completion.replace("capital", "Capital");
  const check = await verifyRecord(changed, { embedder });
  assert.equal(check.match, false);
  assert.deepEqual(new Set(check.mismatches.map((m) => m.response)), new Set([0]));
  assert.ok(check.mismatches.some((m) => m.term === "total"));
});

Deno.test("a changed number, weight or missing value of the record shows too", async () => {
  for (
    const spoil of [
      (r: ScoreRecord) => void ((r.totals as number[])[1] = 0.9),
      (r: ScoreRecord) => void ((r.terms[0]!.raw as number[])[0] = 0.1),
      (r: ScoreRecord) => void (r.terms[0]!.weight = 0.4),
      (r: ScoreRecord) => void (r.totals as number[]).pop(),
    ]
  ) {
    const record = await recordOf("v2.5", "qa");
    spoil(record);
    assert.equal((await verifyRecord(record, { embedder })).match, false);
  }
});

Deno.test("a model that is not here now keeps its recorded numbers and is named", async () => {
  const check = await verifyRecord(await recordOf("v2.5", "qa"), { embedder: null });
  assert.ok(check.match);
  assert.deepEqual(check.notRecomputed, ["relevance"]);
  assert.ok(!check.result.terms.some((term) => term.missing));
});

Deno.test("a model that was missing then stays out of the numbers although it is here now", async () => {
  const record = await recordOf("v2.5", "qa", false);
  const check = await verifyRecord(record, { embedder });
  assert.ok(check.match && check.notRecomputed.length === 0);
  assert.ok(check.result.terms[1]!.missing);
});

Deno.test("an explanation lists what each term adds or takes", async () => {
  const result = await scoreStep(await recordOf("v2.5", "qa"), { embedder });
  const lines = explainResponse(result, 0);
  assert.deepEqual(lines.map((line) => `${line.kind} ${line.model}`), [
    "reward rouge",
    "reward relevance",
    "penalty rouge",
    "penalty streaming",
  ]);
  const sum = lines.filter((l) => l.kind === "reward").reduce((total, line) => total + line.value, 0);
  const product = lines.filter((l) => l.kind === "penalty").reduce((total, line) => total * line.value, sum);
  assert.ok(Math.abs(product - result.totals[0]!) < 1e-6);
});

Deno.test("an explanation names the rule of each profile", async () => {
  const rules = async (profile: Profile, task: string) =>
    explainResponse(await scoreStep(await recordOf(profile, task), { embedder }), 0).map(({ rule }) => rule);
  assert.deepEqual(await rules("v2.3", "date_qa"), [
    "first date, of the reference too: exp(−days²/1000), years as in v2.3.0",
    // The one instance of the original, made for another task.
    "rouge-1 f: words in common, each once",
  ]);
  assert.deepEqual(await rules("hardened", "date_qa"), [
    "first date: exp(−days²/1000), years as in v2.3.1, one date only",
    "rouge-l f: words in common, counted",
    "a quarter per chunk over 200 tokens",
  ]);
  assert.match((await rules("v2.5", "math"))[0]!, /1 − relative error/);
  assert.match((await rules("hardened", "math"))[0]!, /nothing from 5 %/);
});

Deno.test("every reward model says its rule in words, without numbers of sections", () => {
  for (const [name, factory] of Object.entries(REWARD_MODELS)) {
    const rule = factory.rule?.({}) ?? "";
    assert.match(rule, /^[a-z].{9,90}$/, name);
    assert.doesNotMatch(rule, /\u00a7|undefined|docs\//, name);
    assert.equal(ruleText({ model: name, params: {} }), rule);
  }
  assert.equal(ruleText({ model: "other", params: { limit: 3 } }), '{"limit":3}');
});

Deno.test("a record of an unknown profile or model is refused", async () => {
  const record = await recordOf("v2.5", "math");
  assert.throws(() => scoreStep({ ...record, profile: "v9" as Profile }, { embedder }), RewardError);
  const terms = [{ ...record.terms[0]!, model: "magic" }];
  await assert.rejects(scoreStep({ ...record, terms }, { embedder }), RewardError);
});
