import assert from "node:assert/strict";
import { scoreEach, unitScore } from "../../../rewards/score_each.ts";

const inputOf = (completions: string[]) => ({
  reference: "r",
  responses: completions.map((completion) => ({ completion, tokensPerChunk: [] })),
  extra: {},
});

Deno.test("a completion that breaks a model earns 0 and leaves the others their scores", async () => {
  const scores = await scoreEach(inputOf(["good", "bad", "fair"]), { embedder: null }, (completion) => {
    if (completion === "bad") throw new Error("no such number");
    return completion === "good" ? 1 : 0.5;
  });
  assert.deepEqual(scores, [1, 0, 0.5]);
});

Deno.test("whatever a model computes, its score lies in [0, 1]", async () => {
  const values = [NaN, Infinity, -Infinity, -0.1, 1.1, 0.25];
  const scores = await scoreEach(
    inputOf(values.map(String)),
    { embedder: null },
    (completion) => Number(completion),
  );
  assert.deepEqual(scores, [0, 1, 0, 0, 1, 0.25]);
  assert.equal(unitScore(0.1), Math.fround(0.1));
});

Deno.test("equal completions are scored once", async () => {
  let calls = 0;
  assert.deepEqual(await scoreEach(inputOf(["a", "a", "b", "a"]), { embedder: null }, () => ++calls / 4), [
    0.25,
    0.25,
    0.5,
    0.25,
  ]);
});
