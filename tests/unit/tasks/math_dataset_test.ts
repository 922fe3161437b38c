import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import { MATH_GENERATORS, mathDataset } from "../../../tasks/datasets/math_dataset.ts";
import { full } from "../../kit/mod.ts";
import { deviations, readVectors, reportCases } from "../../kit/vectors.ts";

Deno.test("there are at least sixty kinds of problems, each with its own name", () => {
  assert.ok(MATH_GENERATORS.length >= 60, `${MATH_GENERATORS.length}`);
  assert.equal(new Set(MATH_GENERATORS.map((g) => g.name)).size, MATH_GENERATORS.length);
});

for (const generator of MATH_GENERATORS) {
  Deno.test(`every ${generator.name} problem is finite, has a question and passes its check`, () => {
    const random = seededRandom(generator.name);
    for (let i = 0; i < 200; i++) {
      const numbers = generator.draw(random);
      const answer = generator.solve(numbers);
      assert.ok(Number.isFinite(answer) && !Object.is(answer, -0), `${numbers}: ${answer}`);
      assert.ok(Number.isFinite(Number(String(answer))));
      assert.ok(generator.verify(numbers, answer), `${generator.problem(numbers)} ${answer}`);
      assert.ok(
        !generator.verify(numbers, answer + 1),
        `the check of ${generator.name} lets wrong answers pass`,
      );
      const problem = generator.problem(numbers);
      assert.ok(!/undefined|NaN|Infinity/.test(problem) && problem.length > 3, problem);
    }
  });
}

Deno.test("a generator whose answer fails its check gives no problem", async () => {
  const wrong = { ...MATH_GENERATORS[0]!, solve: () => 1.5 };
  assert.equal(await mathDataset([wrong]).next(seededRandom(1)), null);
});

/** Numbers of a sample, in the order our generator of that name has them; null = the sample is about something else. */
const READERS: Record<string, (text: string, numbers: number[]) => number[] | null> = {
  subtraction: (text) => /\$(\d+)-(\d+)=/.exec(text)!.slice(1).map(Number),
  absolute_difference: (text) => /\|(-?\d+)-(-?\d+)\|/.exec(text)!.slice(1).map(Number),
  square: (_, n) => [n[0]!],
  cube_root: (_, n) => [n[1]!],
  system_of_equations: (text) => (text.endsWith("$x$") ? system(text) : null),
  linear_equations: (text) => (text.endsWith("for y") ? system(text) : null),
  arithmetic_progression_term: (_, n) => [n[0]!, n[1]!, n[2]! - n[1]!],
  arithmetic_progression_sum: (_, n) => [n[0]!, n[1]!, n[2]! - n[1]!],
  geometric_mean: (_, n) => n.slice(1),
  perimeter_of_polygons: (_, n) => n.slice(1),
  euclidian_norm: (text) => [...text.slice(text.indexOf("[")).matchAll(/[\d.]+/g)].map(Number),
  power_rule_differentiation: (text) =>
    /\$(\d+)x\^\{(\d+)\}\$ at x = (\d+)/.exec(text)?.slice(1).map(Number) ?? null,
  definite_integral: (text) => /(\d+)x\^2 \+ (\d+)x \+ (\d+)/.exec(text)!.slice(1).map(Number),
  complementary_and_supplementary_angle: (text, n) => [text.includes("complementary") ? 90 : 180, n[0]!],
};

/** Coefficients of two equations in x and y; null when one of them lacks an unknown. */
function system(text: string): number[] | null {
  const numbers = [...text.matchAll(/\$([^$]*)=\s*(-?\d+)\$/g)].flatMap(([, left, right]) => {
    const match = /^(-?\d*)x([+-]?\d*)y$/.exec(left!.replace(/\s+/g, "").replace("+-", "-"));
    const coefficient = (t: string) => (/\d/.test(t) ? Number(t) : Number(`${t}1`));
    return match ? [coefficient(match[1]!), coefficient(match[2]!), Number(right)] : [];
  });
  return numbers.length === 6 ? numbers : null;
}

full("our solvers agree with the samples of the original generators of the same name", async () => {
  const file = await readVectors("mathgen_samples.json");
  if (!file) return;
  const skip = await deviations();
  let compared = 0;
  for (const { name, samples } of file.generators) {
    const generator = MATH_GENERATORS.find((g) => g.name === name);
    if (skip[`mathgen_samples/${name}`]) continue;
    assert.ok(generator, `${name} is neither ours nor listed as left out`);
    for (const { problem, solution } of samples as { problem: string; solution: string }[]) {
      const found = [...problem.matchAll(/-?\d+(?:\.\d+)?/g)].map(
        Number,
      );
      const numbers = READERS[name] ? READERS[name](problem, found) : found;
      if (!numbers) continue;
      const answer = generator.solve(numbers);
      const wanted = Number(solution);
      assert.ok(
        Math.abs(answer - wanted) <= 0.0101 + Math.abs(wanted) * 1e-9,
        `${name}: ${problem} gives ${answer}, the sample says ${solution} (${numbers})`,
      );
      compared++;
    }
  }
  assert.ok(compared > 300, `${compared}`);
  reportCases("mathgen_samples.json", file.generators.length);
});
