import { type Random, randomInt } from "../../../src/base/mod.ts";

/**
 * One kind of calculation with one number as its answer. A problem is the list of numbers in it, so that anyone can
 * solve it again: `solve` computes the answer, `verify` checks it by another road
 * (docs/spec/domain.md#defect-36).
 */
export interface MathGenerator {
  name: string;
  topic: string;
  /** Numbers of a new problem. */
  draw(random: Random): number[];
  problem(numbers: readonly number[]): string;
  /** The answer; what is not exact is rounded to two decimals. */
  solve(numbers: readonly number[]): number;
  /** True when the answer is right, found out without the formula of `solve`. */
  verify(numbers: readonly number[], answer: number): boolean;
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + randomInt(random, high - low + 1);
}

/** `count` whole numbers from `low` to `high`. */
export function several(random: Random, count: number, low: number, high: number): number[] {
  return Array.from({ length: count }, () => between(random, low, high));
}

/** Rounded to two decimals, half away from zero, without a negative zero. */
export function round2(value: number): number {
  const scaled = Math.abs(value) * 100;
  // 1.005 * 100 is 100.49999…: one part in 10^12 decides what people would call a half.
  return (Math.sign(value) * Math.round(scaled + scaled * 1e-12)) / 100 + 0;
}

/** True when two numbers agree to two decimals. */
export function agree(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.00501 + Math.abs(b) * 1e-9;
}

/**
 * True when a rising function meets `target` within the rounding of `answer`.
 * @param f rising around the answer
 */
export function brackets(f: (x: number) => number, answer: number, target: number): boolean {
  const slack = Math.abs(target) * 1e-9 + 1e-9;
  return f(answer - 0.00501) <= target + slack && f(answer + 0.00501) >= target - slack;
}

/** Terms of a list in words: "3, 4, 5". */
export function list(numbers: readonly number[]): string {
  return numbers.join(", ");
}

/** π by Machin's formula, for checks that must not lean on Math.PI. */
export function machinPi(): number {
  const arctanInverse = (n: number) => {
    let [power, sum] = [1 / n, 1 / n];
    for (let k = 3; k < 60; k += 2) {
      power /= -n * n;
      sum += power / k;
    }
    return sum;
  };
  return 4 * (4 * arctanInverse(5) - arctanInverse(239));
}
