import assert from "node:assert/strict";
import fc from "fast-check";
import { lcsColumns, walkLcs } from "../../../rewards/lcs.ts";
import { rougeScorer } from "../../../rewards/mod.ts";

/** The full table and the walk of the original, word for word (docs/spec/domain.md#51-rouge). */
function textbook(rows: readonly number[], columns: readonly number[]): [number, number][] {
  const table = Array.from({ length: rows.length + 1 }, () => new Array<number>(columns.length + 1).fill(0));
  for (let i = 1; i <= rows.length; i++) {
    for (let j = 1; j <= columns.length; j++) {
      table[i]![j] = rows[i - 1] === columns[j - 1]
        ? table[i - 1]![j - 1]! + 1
        : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  const pairs: [number, number][] = [];
  let [i, j] = [rows.length, columns.length];
  while (i > 0 && j > 0) {
    if (rows[i - 1] === columns[j - 1]) pairs.push([--i, --j]);
    else if (table[i - 1]![j]! > table[i]![j - 1]!) i--;
    else j--;
  }
  return pairs;
}

Deno.test("the bit-parallel walk takes exactly the pairs of the full table", () => {
  const words = (letters: number) => fc.array(fc.nat(letters), { maxLength: 90 });
  const lists = fc.integer({ min: 1, max: 12 }).chain((n) => fc.tuple(words(n), words(n)));
  fc.assert(
    fc.property(lists, ([rows, columns]) => {
      const pairs: [number, number][] = [];
      walkLcs(rows, lcsColumns(columns), (i, j) => pairs.push([i, j]));
      assert.deepEqual(pairs, textbook(rows, columns));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("lists longer than many machine words take the same pairs too", () => {
  const rows = Array.from({ length: 400 }, (_, i) => (i * i) % 37);
  const columns = Array.from({ length: 350 }, (_, i) => (i * 7 + 3) % 41);
  const pairs: [number, number][] = [];
  walkLcs(rows, lcsColumns(columns), (i, j) => pairs.push([i, j]));
  assert.deepEqual(pairs, textbook(rows, columns));
});

Deno.test("two thousand words without a full stop, ending alike, score without recursion", () => {
  const long = Array.from({ length: 2000 }, (_, i) => `w${i % 700}`).join(" ");
  assert.ok(rougeScorer(`${long} end`)(`${long} end`) > 0.99);
  assert.equal(rougeScorer("...")("..."), 0);
  assert.equal(rougeScorer("a")("."), 0);
});

Deno.test("counted words are not paid for their repeats", () => {
  const reference = "the cat sat on the mat";
  const spam = "the the the the cat cat cat sat on mat mat";
  for (const ngram of ["rouge-1", "rouge-l"] as const) {
    const [sets, counted] = [false, true].map((flag) =>
      rougeScorer(reference, { ngram, counted: flag })(spam)
    );
    assert.ok(counted! < sets!, `${ngram}: ${counted} is not below ${sets}`);
    assert.ok(rougeScorer(reference, { ngram, counted: true })(reference) > 0.9999);
  }
  // Six words of the reference are there once each of eleven given: p = 6/6, r = 6/11.
  assert.ok(
    Math.abs(rougeScorer(reference, { ngram: "rouge-1", metric: "r", counted: true })(spam) - 6 / 11) < 1e-12,
  );
  assert.ok(
    Math.abs(rougeScorer(reference, { ngram: "rouge-1", metric: "p", counted: true })(spam) - 1) < 1e-12,
  );
});
