import { evaluate } from "./expression.ts";
import { gapOf, int, minus, needs, percentOf, type Problem, sumOf, whole } from "./problem.ts";
import { absolute, add, divide, fraction, gcdOf, multiply, power, toNumber, type Value } from "./rational.ts";

function lcm(a: bigint, b: bigint): bigint {
  return a === 0n || b === 0n ? 0n : a / gcdOf(a, b) * b;
}

/** Whole numbers folded together, or null when there are fewer than two. */
function fold(numbers: Value[], step: (a: bigint, b: bigint) => bigint): Value | null {
  const all = numbers.map(whole);
  if (all.length < 2 || all.includes(null)) return null;
  return fraction((all as bigint[]).map((x) => x < 0n ? -x : x).reduce(step));
}

/** Largest number whose divisors are looked for: a million trial divisions are quick. */
const MAX_TRIAL = 10n ** 12n;

/** Prime factors of a whole number from 1, smallest first; null for others and for too large ones. */
function primeFactors(value: Value | undefined): number[] | null {
  const n = whole(value);
  if (n === null || n < 1n || n > MAX_TRIAL) return null;
  const factors: number[] = [];
  let left = Number(n);
  for (let p = 2; p * p <= left; p++) {
    while (left % p === 0) [left] = [left / p, factors.push(p)];
  }
  if (left > 1) factors.push(left);
  return factors;
}

function countDivisors(value: Value | undefined): Value | null {
  const factors = primeFactors(value);
  if (factors === null) return null;
  const counts = new Map<number, number>();
  for (const p of factors) counts.set(p, (counts.get(p) ?? 0) + 1);
  return int([...counts.values()].reduce((product, count) => product * (count + 1), 1));
}

function inBase(text: string): string | null {
  const match = /convert\s+([\da-z]{1,10})\s+from base\s+(\d{1,2})\s+to base\s+(\d{1,2})/i.exec(text);
  const [from, to] = [Number(match?.[2]), Number(match?.[3])];
  if (!match || !(from >= 2 && from <= 36 && to >= 2 && to <= 36)) return null;
  const value = Number.parseInt(match[1]!, from);
  return Number.isSafeInteger(value) ? value.toString(to).toUpperCase() : null;
}

/** a mod b as mathematicians count: never negative for a positive b. */
function remainder(a: Value, b: Value): Value | null {
  const [x, y] = [whole(a), whole(b)];
  return x === null || y === null || y === 0n ? null : fraction(((x % y) + y) % y);
}

const grow = (p: Value, rate: Value, years: Value) =>
  multiply(p, power(add(int(1), divide(rate, int(100))), years));

/** Questions about whole numbers, percentages, money and conversions. */
export const ARITHMETIC: readonly Problem[] = [
  { words: /\blcm\b|least common multiple/i, solve: ({ after }) => fold(after, lcm) },
  {
    words: /\bgcd\b|\bgcf\b|\bhcf\b|greatest common (?:divisor|factor)/i,
    solve: ({ after }) => fold(after, gcdOf),
  },
  {
    words: /(?:largest|greatest|biggest) prime factor/i,
    solve: ({ after }) => {
      const largest = primeFactors(after[0])?.at(-1);
      return largest === undefined ? null : int(largest);
    },
  },
  {
    words: /\bdivisors has\b|number of (?:positive )?divisors/i,
    solve: ({ after }) => countDivisors(after[0]),
  },
  { words: /remainder (?:when|of)/i, solve: needs(2, "after", remainder) },
  {
    words: /sum of the digits of/i,
    solve: ({ after }) => {
      const n = whole(after[0]);
      return n === null ? null : int([...n.toString()].reduce((sum, digit) => sum + (Number(digit) || 0), 0));
    },
  },
  {
    words: /sum of (?:all )?(?:the )?(?:whole|natural|integer)s?(?: numbers)? from/i,
    solve: needs(2, "after", (a, b) => divide(multiply(add(a, b), add(minus(b, a), int(1))), int(2))),
  },
  { words: /signum (?:function )?(?:of|at)/i, solve: needs(1, "after", (a) => int(Math.sign(toNumber(a)))) },
  { words: /absolute difference/i, solve: needs(2, "after", gapOf) },
  {
    words: /simple interest/i,
    solve: needs(3, "all", (p, r, t) => divide(multiply(multiply(p, r), t), int(100))),
  },
  { words: /compound interest/i, solve: needs(3, "all", grow) },
  {
    words: /(?:profit|loss) percent/i,
    solve: needs(2, "after", (cost, price) => percentOf(gapOf(price, cost), cost)),
  },
  {
    words: /bought for .{1,40} and sold for .{1,80}percent/i,
    solve: needs(2, "after", (cost, price) => percentOf(gapOf(price, cost), cost)),
  },
  {
    words: /percentage difference|by how many percent do .{1,60} differ/i,
    solve: needs(2, "after", (a, b) => percentOf(gapOf(a, b), divide(add(a, b), int(2)))),
  },
  {
    words: /percentage error/i,
    solve: needs(2, "all", (seen, exact) => percentOf(gapOf(seen, exact), absolute(exact))),
  },
  {
    words: /(?<![\d.])-?\d{1,20}(?:\.\d{1,20})?\s?(?:%|percent)\s*of\s*-?\d/i,
    solve: needs(2, "after", (a, b) => divide(multiply(a, b), int(100))),
  },
  { words: /costs? .{1,60}what do .{1,20} of them cost/i, solve: needs(2, "after", multiply) },
  { words: /how many hours .{1,60}\bkm .{1,40}\bper hour/i, solve: needs(2, "after", divide) },
  {
    words: /degrees fahrenheit are\b|convert\s+(?=[-\d.]{1,20}\s+degrees? celsius)/i,
    solve: needs(1, "after", (c) => add(multiply(c, fraction(9n, 5n)), int(32))),
  },
  {
    words: /degrees celsius are\b|convert\s+(?=[-\d.]{1,20}\s+degrees? fahrenheit)/i,
    solve: needs(1, "after", (f) => multiply(minus(f, int(32)), fraction(5n, 9n))),
  },
  { words: /convert\s+(?=[\da-z]+\s+from base)/i, solve: ({ rest }) => inBase(rest) },
  {
    words: /quotient of/i,
    solve: ({ rest }) => {
      const match = /quotient of\s+([-\d^().]+)\s+and\s+([-\d^().]+)/i.exec(rest);
      const a = evaluate(match?.[1] ?? "");
      const b = evaluate(match?.[2] ?? "");
      return a !== null && b !== null ? divide(a, b) : null;
    },
  },
  {
    words: /log_\(?\d/i,
    solve: needs(2, "after", (base, x) => {
      const value = Math.log(toNumber(x)) / Math.log(toNumber(base));
      return Math.abs(value - Math.round(value)) < 1e-12 ? int(Math.round(value)) : value;
    }),
  },
  {
    words: /\bcosts? (?:of|for) (?:one|each)\b.{0,60}\bhow much\b/i,
    solve: ({ all }) => all.length === 2 ? multiply(all[0]!, all[1]!) : null,
  },
  {
    words: /\bsum of -?\d/i,
    solve: ({ after }) => after.length >= 2 ? sumOf(after) : null,
  },
];
