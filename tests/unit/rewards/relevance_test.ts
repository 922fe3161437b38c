import assert from "node:assert/strict";
import type { Embedder } from "../../../src/llm/mod.ts";
import { createRewardModel, RewardError } from "../../../rewards/mod.ts";
import { cosine } from "../../../rewards/relevance.ts";

/** Three axes: words of the sea, words of the mountains, and a bit of everything. */
function embedder(fail: (texts: readonly string[]) => boolean = () => false) {
  const calls: string[][] = [];
  const made: Embedder = {
    model: "axes",
    embed(texts) {
      calls.push([...texts]);
      if (fail(texts)) return Promise.reject(new Error("out of memory"));
      return Promise.resolve(
        texts.map((text) =>
          Float32Array.of(text.split("sea").length - 1, text.split("rock").length - 1, 0.5)
        ),
      );
    },
    close: () => Promise.resolve(),
  };
  return { made, calls };
}

const respond = (...texts: string[]) => texts.map((completion) => ({ completion, tokensPerChunk: [] }));
const score = (made: Embedder, reference: string, ...texts: string[]) =>
  createRewardModel("relevance", {}, { embedder: made }).score({
    reference,
    responses: respond(...texts),
    extra: {},
  });

Deno.test("relevance is the gain in cosine over the empty text, clipped to [0, 1]", async () => {
  const baseline = cosine(Float32Array.of(2, 0, 0.5), Float32Array.of(0, 0, 0.5));
  const [same, other, empty] = await score(embedder().made, "sea sea", "sea sea", "rock", "");
  assert.ok(Math.abs(same! - (1 - baseline)) < 1e-6);
  assert.ok(other! < same! && other! >= 0);
  assert.equal(empty, 0);
});

Deno.test("equal answers are embedded once, in batches, and the empty text once per model", async () => {
  const { made, calls } = embedder();
  const model = createRewardModel("relevance", {}, { embedder: made });
  const responses = respond(...Array.from({ length: 80 }, (_, i) => `sea ${i % 40}`));
  for (let i = 0; i < 2; i++) await model.score({ reference: "sea", responses, extra: {} });
  assert.equal(calls.flat().filter((text) => text === "").length, 1);
  assert.equal(calls.flat().length, 1 + 2 * (1 + 40));
  assert.ok(calls.every((batch) => batch.length <= 32));
});

Deno.test("a text that cannot be embedded gets 0 and leaves the others alone", async () => {
  const scores = await score(
    embedder((texts) => texts.includes("poison sea")).made,
    "sea",
    "sea",
    "poison sea",
    "sea sea",
  );
  assert.ok(scores[0]! > 0 && scores[2]! > 0);
  assert.equal(scores[1], 0);
});

Deno.test("an embedder that is down is an error, not a zero for everybody", async () => {
  for (const fail of [() => true, (texts: readonly string[]) => texts.some((t) => t.includes("answer"))]) {
    await assert.rejects(
      score(embedder(fail).made, "sea", "answer one", "answer two"),
      (error: unknown) => error instanceof RewardError && error.code === "failed",
    );
  }
});

Deno.test("vectors that are not numbers, or of other lengths, are worth nothing", async () => {
  const odd: Embedder = {
    model: "odd",
    embed: (texts) =>
      Promise.resolve(texts.map((t) => (t === "sea" ? Float32Array.of(NaN, 1) : Float32Array.of(1, 1)))),
    close: () => Promise.resolve(),
  };
  assert.deepEqual(await score(odd, "ref", "sea", "other"), [0, 0]);
  assert.equal(cosine(Float32Array.of(1), Float32Array.of(1, 2)), 0);
  assert.equal(cosine(Float32Array.of(0, 0), Float32Array.of(0, 0)), 0);
});

Deno.test("without an embedder relevance cannot be made, and an empty reference pays nobody", async () => {
  assert.throws(
    () => createRewardModel("relevance", {}, { embedder: null }),
    (error: unknown) => error instanceof RewardError && error.code === "missing_model",
  );
  assert.deepEqual(await score(embedder().made, "", "sea"), [0]);
});
