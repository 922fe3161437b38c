import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/base/mod.ts";
import {
  checkDefinition,
  createPipeline,
  createRewardModel,
  type DefinitionTerm,
  type Profile,
  PROFILES,
  REWARD_MODELS,
  RewardError,
} from "../../../rewards/mod.ts";
import { fixedEmbedder } from "../../kit/fixed_embedder.ts";
import { TASK_DEFINITIONS } from "../../kit/task_definitions.ts";

const modules = { embedder: fixedEmbedder("reference", new Map()) };
const models = Object.keys(REWARD_MODELS).flatMap((name) =>
  Object.values(PROFILES).map((rules) => createRewardModel(name, rules.modelParams[name] ?? {}, modules))
);

/** Text as strangers send it: any UTF-16, with the pieces parsers care about. */
const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.array(
    fc.oneof(
      fc.constantFrom(
        ".",
        "...",
        " ",
        "\n",
        "\0",
        "\ud800",
        "\udc00x",
        "\u202e",
        "9**9**8",
        "9".repeat(70),
        "9999999!",
        "((((",
        "1e309",
        "nan",
        "-inf",
        "July 20, 1969",
        "30/02/2020",
        "0000",
        "positive",
        "negative",
        "<date>",
        "a",
        "the",
      ),
      fc.string({ maxLength: 8 }),
      fc.double().map(String),
    ),
    { maxLength: 60 },
  ).map((parts) => parts.join(" ")),
);

async function assertBounded(
  reference: string,
  completions: string[],
  extras: readonly Record<string, unknown>[],
): Promise<void> {
  const responses = completions.map((completion, i) => ({ completion, tokensPerChunk: [i * 100, NaN, -1] }));
  for (const model of models) {
    for (const extra of extras) {
      const scores = await model.score({ reference, responses, extra });
      assert.equal(scores.length, responses.length, model.name);
      for (const score of scores) assert.ok(score >= 0 && score <= 1, `${model.name} gave ${score}`);
    }
  }
}

Deno.test("no text makes a reward model throw, or leave [0, 1]", async () => {
  await fc.assert(
    fc.asyncProperty(
      hostileText,
      fc.array(hostileText, { minLength: 1, maxLength: 4 }),
      (reference, completions) =>
        assertBounded(reference, completions, [{}, { date: "July 20, 1969" }, { date: completions[0] }, {
          date: 5,
        }]),
    ),
    { numRuns: 150 },
  );
});

Deno.test("a megabyte of anything is scored in bounded time by every model", async () => {
  const random = seededRandom("megabyte");
  const letters = Array.from(
    { length: 1 << 20 },
    () => String.fromCharCode(97 + Math.floor(random.next() * 26)),
  );
  const huge = [
    "a".repeat(1 << 20),
    "a ".repeat(1 << 19),
    "a.".repeat(1 << 19),
    ". ".repeat(1 << 19),
    letters.join(""),
    "1 ".repeat(1 << 19),
    "(".repeat(1 << 20),
    "\ud800".repeat(1 << 20),
    "\n".repeat(1 << 20),
    "Jan 1 ".repeat(1 << 17),
    "1-".repeat(1 << 19),
  ];
  await assertBounded("a b a c. a 1 Jan 1, 2000", huge, [{ date: "1969" }]);
  await assertBounded(huge[1]!, huge.slice(0, 3), [{}]);
});

Deno.test("whatever the profile and the answers, totals lie in [0, 1] and the best is one of them", async () => {
  for (const profile of Object.keys(PROFILES) as Profile[]) {
    const pipeline = createPipeline({ modules, profile, definitions: TASK_DEFINITIONS });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...TASK_DEFINITIONS),
        hostileText,
        fc.array(hostileText, { maxLength: 6 }),
        async (task, challenge, completions) => {
          const responses = completions.map((completion) => ({ completion, tokensPerChunk: [1] }));
          const result = await pipeline.score(task, {
            challenge,
            reference: "5 negative",
            responses,
            extra: {},
          });
          assert.equal(result.totals.length, responses.length);
          for (const total of result.totals) assert.ok(total >= 0 && total <= 1);
          assert.equal(result.best, result.totals.indexOf(Math.max(...result.totals)));
        },
      ),
      { numRuns: 60 },
    );
  }
});

Deno.test("ten thousand one-byte chunks cost one pass and no penalty", async () => {
  const model = createRewardModel("streaming", {}, modules);
  const tokensPerChunk = new Array(10_000).fill(1);
  const scores = await model.score({
    reference: "",
    responses: [{ completion: "x", tokensPerChunk }],
    extra: {},
  });
  assert.deepEqual(scores, [0]);
});

Deno.test("definitions with wrong weights, names or parameters are refused before anything runs", () => {
  const bad: [DefinitionTerm[], DefinitionTerm[]][] = [
    [[{ name: "rouge", weight: 0.9 }], []],
    [[{ name: "rouge", weight: 1.1 }], []],
    [[{ name: "rouge", weight: NaN }], []],
    [[{ name: "", weight: 1 }], []],
    [[{ name: "nope", weight: 1 }], []],
    [[{ name: "toString", weight: 1 }], []],
    [[{ name: "rouge", weight: 1, ngram: "rouge-9" }], []],
    [[{ name: "rouge", weight: 0.5 }, { name: "rouge", weight: 0.5 }], []],
    [[{ name: "rouge", weight: 1 }], [{ name: "streaming", weight: 0.2, max_tokens_per_chunk: 0 }]],
    [[{ name: "rouge", weight: 1 }], [{ name: "date", weight: -1 }]],
    [[], []],
  ];
  for (const [rewards, penalties] of bad) {
    assert.throws(
      () => checkDefinition({ name: "t", rewards, penalties }),
      (error: unknown) => error instanceof RewardError && error.code === "bad_definition",
      JSON.stringify(rewards),
    );
  }
  for (const definition of TASK_DEFINITIONS) checkDefinition(definition);
});
