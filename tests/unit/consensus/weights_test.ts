import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ConsensusError,
  convertForEmit,
  maxUpscale,
  normalizeMaxWeight,
  processWeights,
} from "../../../src/consensus/mod.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

function assertNear(actual: ArrayLike<number>, expected: number[], what: string): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  expected.forEach((value, i) => {
    const error = Math.abs(actual[i]! - value);
    assert.ok(error <= 1e-6 * Math.abs(value), `${what}[${i}]: ${actual[i]}, expected ${value}`);
  });
}

full("weights equal the SDK's in every case of chain-weights.json", async () => {
  const vectors = await readVectors("chain-weights.json");
  if (!vectors) return;
  for (const c of vectors.process) {
    const out = processWeights({
      uids: c.uids,
      weights: c.weights,
      n: c.n,
      minAllowedWeights: c.min_allowed_weights,
      maxWeightLimit: c.max_weight_limit,
      excludeQuantile: c.exclude_quantile,
    });
    assert.deepEqual(out.uids, c.out_uids, c.name);
    assertNear(out.weights, c.out_weights, c.name);
    const emit = convertForEmit(out.uids, out.weights);
    assert.deepEqual(emit.uids, c.emit_uids, c.name);
    assert.deepEqual(emit.values, c.emit_weights, c.name);
  }
  for (const c of vectors.normalize_max_weight) {
    assertNear(normalizeMaxWeight(Float64Array.from(c.x), c.limit), c.out, `normalize ${c.x}`);
  }
  for (const c of vectors.emit) {
    assert.deepEqual(
      convertForEmit(c.uids, c.weights),
      { uids: c.out_uids, values: c.out_weights },
      `emit ${c.weights}`,
    );
  }
  reportCases(
    "chain-weights.json",
    vectors.process.length + vectors.normalize_max_weight.length + vectors.emit.length,
  );
});

Deno.test("processed weights sum to one, whatever the scores", () => {
  const score = fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.constant(0),
    fc.constant(NaN),
    fc.constant(-1),
  );
  fc.assert(
    fc.property(
      fc.array(score, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 0, max: 40 }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 65_535 }),
      (weights, minAllowedWeights, maxWeightLimit, excludeQuantile) => {
        const uids = weights.map((_, uid) => uid);
        const out = processWeights({
          uids,
          weights,
          n: uids.length,
          minAllowedWeights,
          maxWeightLimit,
          excludeQuantile,
        });
        assert.equal(out.uids.length, out.weights.length);
        assert.ok(out.weights.every((weight) => weight >= 0 && weight <= 1));
        assert.ok(Math.abs(out.weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-4);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("a limit is kept unless equal shares exceed it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 2, maxLength: 64 }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (values, limit) => {
        const out = normalizeMaxWeight(Float64Array.from(values), limit);
        const bound = Math.max(limit, 1 / values.length);
        assert.ok(out.every((weight) => weight <= bound + 1e-5), `${Math.max(...out)} over ${bound}`);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("scores below the least count are added at their uid, not at their position", () => {
  const out = processWeights({ uids: [3, 5], weights: [1, 2], n: 6, minAllowedWeights: 4 });
  assert.deepEqual(out.uids, [0, 1, 2, 3, 4, 5]);
  assert.ok(out.weights[5]! > out.weights[3]! && out.weights[3]! > out.weights[0]!);
});

Deno.test("emitting twice changes nothing, and the largest is always 65535", () => {
  fc.assert(fc.property(
    fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 }),
    (weights) => {
      const once = convertForEmit(weights.map((_, uid) => uid), weights);
      if (once.uids.length === 0) return assert.ok(weights.every((weight) => weight === 0));
      assert.equal(Math.max(...once.values), 65_535);
      assert.deepEqual(convertForEmit(once.uids, once.values), once);
      assert.deepEqual(maxUpscale(once.values), once.values);
    },
  ));
});

Deno.test("weights the chain could never hold are refused", () => {
  const invalid = (error: unknown) => error instanceof ConsensusError && error.code === "invalid";
  assert.throws(() => convertForEmit([], []), invalid);
  assert.throws(() => convertForEmit([0], [-1]), invalid);
  assert.throws(() => convertForEmit([0], [NaN]), invalid);
  assert.throws(() => convertForEmit([0], [Infinity]), invalid);
  assert.throws(() => convertForEmit([-1], [1]), invalid);
  assert.throws(() => convertForEmit([0, 1], [1]), invalid);
  assert.throws(() => processWeights({ uids: [0], weights: [1, 2], n: 2, minAllowedWeights: 1 }), invalid);
});

Deno.test("a stored row is raised to 65535 and an all-zero row stays", () => {
  assert.deepEqual(maxUpscale([1, 2, 4]), [16384, 32768, 65535]);
  assert.deepEqual(maxUpscale([0, 0]), [0, 0]);
  assert.deepEqual(maxUpscale([]), []);
});
