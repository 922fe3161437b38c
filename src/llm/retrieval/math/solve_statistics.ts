import { int, minus, needs, type Problem, sumOf, whole } from "./problem.ts";
import { add, divide, fraction, multiply, power, toNumber, type Value } from "./rational.ts";

/** Ways to pick; ordered or not. */
function picks(all: Value, some: Value, ordered: boolean): Value | null {
  const [n, k] = [whole(all), whole(some)];
  if (n === null || k === null || k < 0n || k > n || n > 300n) return null;
  let out = 1n;
  for (let i = 0n; i < k; i++) out = out * (n - i) / (ordered ? 1n : i + 1n);
  return fraction(out);
}

/** The list of a "mean of": what counts the numbers ("of 3 numbers") is not one of them. */
function listOf(rest: string, after: Value[]): Value[] {
  return /of\s+\d+\s+numbers/i.test(rest) ? after.slice(1) : after;
}

function median(values: Value[]): Value {
  const sorted = values.toSorted((a, b) => toNumber(a) - toNumber(b));
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : divide(add(sorted[half - 1]!, sorted[half]!), int(2));
}

const onList = (use: (values: Value[]) => Value): Problem["solve"] => ({ rest, after }) => {
  const values = listOf(rest, after);
  return values.length > 1 ? use(values) : null;
};

/** Questions about counting, means and progressions. */
export const STATISTICS: readonly Problem[] = [
  { words: /combinations? from/i, solve: needs(2, "after", (n, k) => picks(n, k, false)) },
  { words: /permutations? from/i, solve: needs(2, "after", (n, k) => picks(n, k, true)) },
  {
    words: /in how many ways can .{1,20} of .{1,20}(?:be )?chosen when order does not matter/i,
    solve: needs(2, "after", (k, n) => picks(n, k, false)),
  },
  {
    words: /in how many (?:orders|ways) can .{1,20} of .{1,20}(?:lined up|arranged|ordered)/i,
    solve: needs(2, "after", (k, n) => picks(n, k, true)),
  },
  {
    words: /geometric mean of/i,
    solve: onList((values) =>
      Math.exp(values.reduce<number>((sum, x) => sum + Math.log(toNumber(x)), 0) / values.length)
    ),
  },
  {
    words: /harmonic mean of/i,
    solve: onList((values) => divide(int(values.length), sumOf(values.map((x) => divide(int(1), x))))),
  },
  { words: /\b(?:average|mean) of/i, solve: onList((values) => divide(sumOf(values), int(values.length))) },
  { words: /\bmedian of/i, solve: onList(median) },
  {
    words: /term number (?=.{1,40}geometric (?:progression|series|sequence))/i,
    solve: needs(3, "after", (k, a, b) => multiply(a, power(divide(b, a), minus(k, int(1))))),
  },
  {
    words: /term number/i,
    solve: needs(3, "after", (k, a, b) => add(a, multiply(minus(k, int(1)), minus(b, a)))),
  },
  {
    words: /sum of (?:the )?first/i,
    solve: needs(3, "after", (k, a, b) => {
      const last = multiply(minus(k, int(1)), minus(b, a));
      return divide(multiply(k, add(multiply(int(2), a), last)), int(2));
    }),
  },
];
