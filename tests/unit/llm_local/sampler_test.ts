import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/base/mod.ts";
import { argmax, largest, sampleToken } from "../../../src/llm/local/scheduler/sampler.ts";

const LOGITS = Float32Array.from([1, 3, 2, -4, 2.5, 0, 3, -1]);
const DRAWS = 40_000;

/** Shares a sampler should give each token. */
function expected(temperature: number, keep: (rank: number, before: number) => boolean): number[] {
  const weights = Array.from(LOGITS, (logit) => Math.exp(logit / temperature));
  const total = weights.reduce((a, b) => a + b);
  const order = weights.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const kept = new Set<number>();
  let before = 0;
  order.forEach((token, rank) => {
    if (keep(rank, before / total)) kept.add(token);
    before += weights[token]!;
  });
  const left = [...kept].reduce((sum, token) => sum + weights[token]!, 0);
  return weights.map((weight, token) => kept.has(token) ? weight / left : 0);
}

const cases = [
  { name: "temperature alone", temperature: 1, topK: 0, topP: 1, keep: () => true },
  { name: "a high temperature", temperature: 3, topK: 0, topP: 1, keep: () => true },
  { name: "top-k", temperature: 0.7, topK: 3, topP: 1, keep: (rank: number) => rank < 3 },
  { name: "top-p", temperature: 1, topK: 0, topP: 0.8, keep: (_: number, before: number) => before < 0.8 },
];

for (const { name, temperature, topK, topP, keep } of cases) {
  Deno.test(`drawn tokens follow their probabilities: ${name}`, () => {
    const shares = expected(temperature, keep);
    const random = seededRandom(name);
    const counts = new Array<number>(LOGITS.length).fill(0);
    const sampling = { temperature, topK, topP, seed: "" };
    for (let i = 0; i < DRAWS; i++) counts[sampleToken(LOGITS, sampling, random)]!++;
    let chiSquare = 0;
    let freedom = -1;
    shares.forEach((share, token) => {
      if (share === 0) return assert.equal(counts[token], 0, `token ${token} should never come`);
      chiSquare += (counts[token]! - share * DRAWS) ** 2 / (share * DRAWS);
      freedom++;
    });
    // Mean plus five standard deviations of the chi-square distribution: one false alarm in a million.
    assert.ok(chiSquare < freedom + 5 * Math.sqrt(2 * freedom), `chi-square ${chiSquare} at ${freedom}`);
  });
}

Deno.test("without temperature the likeliest token is taken and no random number is used", () => {
  const random = { next: () => assert.fail("drew a number"), fork: () => random };
  const sampling = { temperature: 0, topK: 50, topP: 0.9, seed: "" };
  assert.equal(sampleToken(LOGITS, sampling, random), 1);
});

Deno.test("equal seeds draw equal tokens, and other seeds others", () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from(
      { length: 50 },
      () => sampleToken(LOGITS, { temperature: 1, topK: 0, topP: 1, seed }, random),
    );
  };
  assert.deepEqual(draw("a"), draw("a"));
  assert.notDeepEqual(draw("a"), draw("b"));
});

Deno.test("the largest values are found as by sorting", () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 80 });
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 90 }), (values, count) => {
    const data = Float32Array.from(values);
    const sorted = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
    assert.deepEqual(largest(data, count), sorted.slice(0, count));
    assert.equal(argmax(data), sorted[0]);
  }));
});

Deno.test("one token is always left, whatever the numbers", () => {
  const random = seededRandom("edge");
  for (const topP of [0, 1e-9]) {
    for (const topK of [0, 1]) {
      assert.equal(sampleToken(LOGITS, { temperature: 1, topK, topP, seed: "" }, random), 1);
    }
  }
  const one = Float32Array.of(-Infinity, 5, -Infinity);
  assert.equal(sampleToken(one, { temperature: 2, topK: 0, topP: 1, seed: "" }, random), 1);
});
