import assert from "node:assert/strict";
import fc from "fast-check";
import {
  activityCutoff,
  ConsensusError,
  type EpochInput,
  type EpochResult,
  runEpoch,
  topStakes,
  U16_MAX,
  weightedMedian,
} from "../../../src/consensus/mod.ts";
import { bondsYuma2, liquidSpeed } from "../../../src/consensus/bonds.ts";

type Rows = [number, number][][];

/** A subnet of `stake.length` neurons registered at block 0, all fresh. */
function subnet(stake: number[], weights: Rows, more: Partial<EpochInput> = {}): EpochInput {
  return {
    block: 1000,
    tempo: 100,
    activityCutoff: 5000,
    stake,
    lastUpdate: stake.map(() => 900),
    blockAtRegistration: stake.map(() => 0),
    validatorPermit: stake.map((s) => s > 0),
    weights,
    bonds: stake.map(() => []),
    emission: 1_000_000,
    ...more,
  };
}

Deno.test("one validator with stake splits the emission evenly with the miner it names", () => {
  const out = runEpoch(subnet([0, 0, 1e12], [[], [], [[1, 65_535]]]));
  assert.deepEqual(out.incentive, [0, 65_535, 0]);
  assert.deepEqual(out.consensus, [0, 65_535, 0]);
  assert.deepEqual(out.dividends, [0, 0, 65_535]);
  assert.deepEqual(out.validatorTrust, [0, 0, 65_535]);
  assert.deepEqual(out.emission, [0, 500_000, 500_000]);
  assert.deepEqual(out.serverEmission, [0, 500_000, 0]);
  assert.deepEqual(out.validatorEmission, [0, 0, 500_000]);
  assert.deepEqual(out.validatorPermit, [false, false, true]);
  assert.deepEqual(out.bonds, [[], [], [[1, 65_535]]]);
});

Deno.test("a majority that sets no weights mutes the subnet and is paid by stake", () => {
  const out = runEpoch(subnet([910e9, 0, 10e9], [[], [], [[1, 65_535]]]));
  assert.deepEqual(out.incentive, [0, 0, 0]);
  assert.deepEqual(out.dividends, [0, 0, 0]);
  assert.equal(out.emission[1], 0);
  assert.equal(out.emission[0], Math.floor(1e6 * Math.floor(910 / 920 * 2 ** 32) / 2 ** 32));
});

Deno.test("weights above the consensus of the majority are cut", () => {
  // 60 % of the stake gives uid 2 half; the rest wants to give it everything.
  const out = runEpoch(subnet([60e9, 40e9, 0, 0], [
    [[2, 1], [3, 1]],
    [[2, 1]],
    [],
    [],
  ]));
  assert.deepEqual(out.consensus, [0, 0, 32_767, 32_767]);
  assert.deepEqual(out.validatorTrust, [65_535, 32_767, 0, 0]);
  assert.ok(out.incentive[2]! > out.incentive[3]!);
});

Deno.test("votes older than the neuron, self-votes and rows without permit do not count", () => {
  const base = subnet([50e9, 50e9, 0], [[[0, 9], [2, 1]], [[2, 1]], [[0, 1]]]);
  assert.deepEqual(runEpoch(base).incentive, [0, 0, 65_535]);
  const replaced = runEpoch({ ...base, blockAtRegistration: [0, 0, 900] });
  assert.deepEqual(replaced.incentive, [0, 0, 0]);
  const owner = runEpoch({ ...base, ownerUid: 0, stake: [90e9, 10e9, 0] });
  assert.ok(owner.incentive[0]! > 0, "the owner may vote for itself");
  const committed = runEpoch({
    ...base,
    blockAtRegistration: [0, 0, 800],
    earliestCommitBlock: [700, 700, null],
  });
  assert.deepEqual(committed.incentive, [0, 0, 0], "an open commit from before the registration");
});

Deno.test("an inactive validator loses its voice but keeps its permit", () => {
  const out = runEpoch(subnet([80e9, 20e9, 0, 0], [[[2, 1]], [[3, 1]], [], []], {
    lastUpdate: [1, 900, 900, 900],
    activityCutoff: 500,
  }));
  assert.deepEqual(out.active, [false, true, true, true]);
  assert.deepEqual(out.incentive, [0, 0, 0, 65_535]);
  assert.deepEqual(out.validatorPermit, [true, true, false, false]);
});

Deno.test("permits go to the largest stakes, on ties to the higher uid, and to the owner", () => {
  assert.deepEqual(topStakes([3, 1, 3, 2, 0], 2), [true, false, true, false, false]);
  assert.deepEqual(topStakes([1, 1, 1], 2), [false, true, true]);
  assert.deepEqual(topStakes([0, 5], 9), [false, true]);
  const out = runEpoch(subnet([1e9, 5e9, 7e9], [[], [], []], { stakeThreshold: 3e9, ownerUid: 0 }));
  assert.deepEqual(out.validatorPermit, [true, true, true]);
  const poor = runEpoch(subnet([1e9, 5e9, 7e9], [[], [], []], { stakeThreshold: 3e9 }));
  assert.deepEqual(poor.validatorPermit, [false, true, true]);
});

Deno.test("the vote of a new permit holder counts from its second epoch on", () => {
  const input = subnet([10e9, 0], [[[1, 1]], []], { validatorPermit: [false, false] });
  const first = runEpoch(input);
  assert.deepEqual(first.incentive, [0, 0]);
  const second = runEpoch({ ...input, validatorPermit: first.validatorPermit });
  assert.deepEqual(second.incentive, [0, 65_535]);
});

Deno.test("the median is the largest score a majority supports", () => {
  const kappa = 32_767 / U16_MAX;
  assert.equal(weightedMedian([0.5, 0.5], [0.25, 0], kappa), 0.25);
  assert.equal(weightedMedian([0.4, 0.6], [0.25, 0], kappa), 0);
  assert.equal(weightedMedian([0.2, 0.2, 0.2, 0.2, 0.2], [5, 1, 4, 2, 3], kappa), 3);
  assert.equal(weightedMedian([], [], kappa), 0);
  assert.equal(weightedMedian([1], [0.7], kappa), 0.7);
});

Deno.test("the median agrees with its definition", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 30,
    }),
    (voters) => {
      const total = voters.reduce((sum, [stake]) => sum + stake, 0);
      const stake = voters.map(([s]) => s / total);
      const scores = voters.map(([, score]) => score);
      const median = weightedMedian(stake, scores, 0.4999);
      const support = (level: number) =>
        scores.reduce((sum, score, i) => score >= level ? sum + stake[i]! : sum, 0);
      const best = Math.max(...scores.filter((score) => support(score) > 0.4999 - 1e-9));
      assert.equal(median, best);
    },
  ));
});

Deno.test("bonds build up over epochs and reward who saw the miner first", () => {
  let state = subnet([50e9, 50e9, 0, 0], [[[3, 1]], [[2, 1]], [], []], { kappa: 20_000 });
  let out = runEpoch(state);
  assert.equal(out.dividends[0], out.dividends[1]);
  // Validator 1 follows to uid 3, where validator 0 already holds all the bonds.
  state = { ...state, bonds: out.bonds, weights: [[[3, 1]], [[3, 1]], [], []], lastMechanismStepBlock: 900 };
  out = runEpoch(state);
  assert.ok(out.dividends[0]! > 0.9 * U16_MAX, `${out.dividends}`);
  const before = out.dividends[1]!;
  out = runEpoch({ ...state, bonds: out.bonds });
  assert.ok(out.dividends[1]! > before);
});

Deno.test("bonds in a neuron that came since the last epoch are void", () => {
  const state = subnet([50e9, 50e9, 0], [[[2, 1]], [[2, 1]], []], { bonds: [[[2, 65_535]], [], []] });
  const kept = runEpoch({ ...state, lastMechanismStepBlock: 800, blockAtRegistration: [0, 0, 700] });
  assert.ok(kept.dividends[0]! > kept.dividends[1]!);
  const voided = runEpoch({ ...state, lastMechanismStepBlock: 800, blockAtRegistration: [0, 0, 850] });
  assert.equal(voided.dividends[0], voided.dividends[1]);
});

Deno.test("a validator that loses its permit loses its bonds", () => {
  const out = runEpoch(
    subnet([50e9, 40e9, 10e9, 0], [[[3, 1]], [[3, 1]], [[3, 1]], []], { maxAllowedValidators: 2 }),
  );
  assert.deepEqual(out.validatorPermit, [true, true, false, false]);
  assert.deepEqual(out.bonds[2], []);
  assert.equal(out.bonds[0]!.length, 1);
});

Deno.test("Yuma 3 stores bonds as fractions of one and weighs dividends with stake", () => {
  const state = subnet([75e9, 25e9, 0], [[[2, 1]], [[2, 1]], []], { yuma3: true });
  const out = runEpoch(state);
  // One step of the average from nothing towards 1 at speed 0.1.
  assert.ok(Math.abs(out.bonds[0]![0]![1] - 6553) <= 1);
  assert.deepEqual(out.bonds[0], out.bonds[1]);
  assert.ok(Math.abs(out.dividends[0]! - 49_151) <= 1, `${out.dividends}`);
  const liquid = runEpoch({ ...state, liquidAlpha: { low: 45_875, high: 58_982, steepness: 1000 } });
  assert.ok(liquid.bonds[0]![0]![1] >= 45_874);
});

Deno.test("liquid alpha is slow in consensus and fast ahead of it", () => {
  const alpha = { low: 45_875, high: 58_982, steepness: 1000 };
  const following = liquidSpeed(0.3, 0.1, 0.3, alpha);
  const leading = liquidSpeed(1, 0.1, 0, alpha);
  const selling = liquidSpeed(0, 1, 0, alpha);
  assert.ok(Math.abs(following - 0.7) < 0.01 && leading > 0.89 && selling > 0.89);
});

Deno.test("the bonds penalty moves between clipped and raw weights", () => {
  const rows: Rows = [[[2, 1], [3, 1]], [[2, 1]], [], []];
  const clipped = runEpoch(subnet([60e9, 40e9, 0, 0], rows));
  const raw = runEpoch(subnet([60e9, 40e9, 0, 0], rows, { bondsPenalty: 0 }));
  assert.ok(raw.dividends[1]! > clipped.dividends[1]!);
});

Deno.test("thirds are floored as in the runtime's fixed point", () => {
  const out = runEpoch(subnet([9e9, 0, 0, 0], [[[1, 1], [2, 1], [3, 1]], [], [], []]));
  assert.deepEqual(out.incentive.slice(1).map((value) => value <= 21_845 && value >= 21_844), [
    true,
    true,
    true,
  ]);
  assert.equal(runEpoch(subnet([9e9, 9e9, 9e9], [[], [], []])).stakeWeight[0], 21_844);
});

Deno.test("an empty subnet has an empty epoch", () => {
  const out = runEpoch(subnet([], []));
  assert.deepEqual(out.emission, []);
});

Deno.test("states no chain can have are refused", () => {
  const invalid = (error: unknown) => error instanceof ConsensusError && error.code === "invalid";
  assert.throws(() => runEpoch(subnet([1], [])), invalid);
  assert.throws(() => runEpoch(subnet([1], [[[1, 1]]])), invalid);
  assert.throws(() => runEpoch(subnet([1], [[[0, 70_000]]])), invalid);
  assert.throws(() => runEpoch(subnet([1], [[[0, NaN]]])), invalid);
});

Deno.test("the activity cutoff follows the tempo", () => {
  assert.equal(activityCutoff(360), 5000);
  assert.equal(activityCutoff(0), 1);
});

/**
 * Any subnet of up to 12 neurons. Stakes are far apart: those that are equal in the runtime's fixed point are
 * ranked by uid, which renaming would change.
 */
const anySubnet: fc.Arbitrary<EpochInput> = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    stake: fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: n, maxLength: n }),
    lastUpdate: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: n, maxLength: n }),
    blockAtRegistration: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: n, maxLength: n }),
    validatorPermit: fc.array(fc.boolean(), { minLength: n, maxLength: n }),
    cells: fc.array(fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    }),
    bondCells: fc.array(fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: n, maxLength: n }), {
      minLength: n,
      maxLength: n,
    }),
    yuma3: fc.boolean(),
    liquid: fc.boolean(),
    activityCutoff: fc.integer({ min: 1, max: 1500 }),
    maxAllowedValidators: fc.integer({ min: 1, max: 12 }),
    stakeThreshold: fc.integer({ min: 0, max: 500 }),
  }).map(({ cells, bondCells, liquid, ...rest }) => ({
    block: 1000,
    tempo: 100,
    emission: 1e9,
    ...rest,
    weights: cells.map((row) => row.flatMap((value, j): [number, number][] => value % 2 ? [[j, value]] : [])),
    bonds: bondCells.map((row) =>
      row.flatMap((value, j): [number, number][] => value % 3 ? [[j, value]] : [])
    ),
    liquidAlpha: liquid ? { low: 45_875, high: 58_982, steepness: 1000 } : null,
  }))
);

function vectors(out: EpochResult): number[][] {
  return [
    out.stakeWeight,
    out.consensus,
    out.incentive,
    out.dividends,
    out.validatorTrust,
    out.emission,
    out.serverEmission,
    out.validatorEmission,
  ];
}

Deno.test("every epoch gives finite numbers within their bounds, and never more than the emission", () => {
  fc.assert(
    fc.property(anySubnet, (input) => {
      const out = runEpoch(input);
      for (const vector of vectors(out)) {
        assert.equal(vector.length, input.stake.length);
        assert.ok(vector.every((value) => Number.isInteger(value) && value >= 0));
      }
      for (const row of out.bonds) assert.ok(row.every(([, value]) => value >= 0 && value <= U16_MAX));
      const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
      assert.ok(sum(out.incentive) <= U16_MAX && sum(out.dividends) <= U16_MAX);
      assert.ok(sum(out.emission) <= input.emission);
      assert.ok(out.validatorPermit.filter(Boolean).length <= input.maxAllowedValidators!);
      if (sum(out.incentive) > 0) assert.ok(sum(out.incentive) >= U16_MAX - input.stake.length - 1);
    }),
    { numRuns: 300 },
  );
});

Deno.test("renaming the uids renames the results", () => {
  fc.assert(
    fc.property(anySubnet, fc.infiniteStream(fc.integer({ min: 0, max: 1e6 })), (input, stream) => {
      const n = input.stake.length;
      const order = Array.from({ length: n }, (_, uid) => ({ uid, key: stream.next().value as number }))
        .sort((a, b) => a.key - b.key || a.uid - b.uid).map(({ uid }) => uid);
      const newUid = order.reduce<number[]>((map, old, at) => (map[old] = at, map), []);
      const move = <T>(list: readonly T[]): T[] => order.map((old) => list[old]!);
      const moveRows = (rows: EpochInput["weights"]) =>
        move(rows).map((row) =>
          row.map(([j, value]) => [newUid[j]!, value] as const).sort((a, b) => a[0] - b[0])
        );
      const out = runEpoch(input);
      const moved = runEpoch({
        ...input,
        stake: move(input.stake),
        lastUpdate: move(input.lastUpdate),
        blockAtRegistration: move(input.blockAtRegistration),
        validatorPermit: move(input.validatorPermit),
        weights: moveRows(input.weights),
        bonds: moveRows(input.bonds),
      });
      assert.deepEqual(moved.validatorPermit, move(out.validatorPermit));
      // Sums in another order may differ in the last fixed-point digit.
      vectors(moved).forEach((vector, k) => {
        const expected = move(vectors(out)[k]!);
        vector.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 2, `vector ${k} uid ${i}`));
      });
    }),
    { numRuns: 200 },
  );
});

Deno.test("bonds of Yuma 2 stay column shares", () => {
  const out = bondsYuma2({
    n: 2,
    weights: [[[1, 1]], []],
    bonds: [[], [[1, 65_535]]],
    activeStake: [1, 0],
    incentive: [0, 1],
    consensus: [0, 1],
    movingAverage: 900_000,
    yuma3: false,
  });
  assert.deepEqual(out.bonds[1], [[1, 65_535]]);
  assert.ok(Math.abs(out.bonds[0]![0]![1] - 7281) <= 1);
});
