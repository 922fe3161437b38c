import { evaluate } from "./expression.ts";
import { GEOMETRY } from "./geometry.ts";
import { derivativeAt, integral, solveLinear, solvePair, solveQuadratic } from "./polynomial.ts";
import {
  absolute,
  add,
  divide,
  fraction,
  gcdOf,
  isExact,
  multiply,
  negate,
  power,
  toNumber,
  type Value,
} from "./rational.ts";

/** A kind of question that is recognised by its words. */
export interface Problem {
  /** Found in the question in plain signs, ignoring case. */
  words: RegExp;
  /**
   * @param n all numbers from the found words on, in order
   * @param text the question from the found words on
   * @returns null when it is something else after all
   */
  solve: (n: Value[], text: string) => Value | string | null;
}

const whole = (value: Value | undefined): bigint | null =>
  value !== undefined && isExact(value) && value.d === 1n ? value.n : null;

function lcm(a: bigint, b: bigint): bigint {
  return a === 0n || b === 0n ? 0n : a / gcdOf(a, b) * b;
}

/** Whole numbers folded together, or null when there are fewer than two. */
function fold(n: Value[], step: (a: bigint, b: bigint) => bigint): Value | null {
  const all = n.map(whole);
  if (all.length < 2 || all.includes(null)) return null;
  return fraction((all as bigint[]).map((x) => x < 0n ? -x : x).reduce(step));
}

/** Ways to pick; ordered or not. */
function picks(n: Value[], ordered: boolean): Value | null {
  const [all, some] = [whole(n[0]), whole(n[1])];
  if (all === null || some === null || some < 0n || some > all || all > 300n) return null;
  let out = 1n;
  for (let i = 0n; i < some; i++) out = out * (all - i) / (ordered ? 1n : i + 1n);
  return fraction(out);
}

function largestPrimeFactor(value: Value | undefined): Value | null {
  let left = whole(value);
  // Trial division up to a million squared is quick; larger numbers are left alone.
  if (left === null || left < 2n || left > 10n ** 12n) return null;
  let small = Number(left);
  let largest = 1;
  for (let p = 2; p * p <= small; p++) {
    while (small % p === 0) [largest, small] = [p, small / p];
  }
  left = BigInt(Math.max(small, largest));
  return fraction(left);
}

const SIDE = String.raw`[-+*/^().\da-z\s]`;
const LETTER_FIRST = new RegExp(
  String
    .raw`(?:solve for|value of|find|what is)\s+([a-z])\b(?:[\s,:]|\b(?:if|in|when|given|that|the|equation)\b)*` +
    `(${SIDE}+=${SIDE}*?)` + String.raw`(?:[?,;]|\.\s|\.?$|\s[a-z]{2,})`,
  "i",
);
const LETTER_LAST = new RegExp(String.raw`solve\s+(${SIDE}+=${SIDE}*?)\s+for\s+([a-z])\b`, "i");

/** The equation of a question, solved for the letter it names. */
function solveEquation(text: string): Value | string | null {
  const first = LETTER_FIRST.exec(text);
  const last = first ? null : LETTER_LAST.exec(text);
  const letter = first?.[1] ?? last?.[2];
  const equation = first?.[2] ?? last?.[1];
  if (letter === undefined || equation === undefined) return null;
  const linear = solveLinear(equation, letter);
  if (linear !== null) return linear;
  const roots = solveQuadratic(equation, letter)?.map((x) => `${Math.round(x * 1e10) / 1e10}`);
  return roots ? [...new Set(roots)].join(" and ") : null;
}

const percentOf = (part: Value, base: Value) => multiply(divide(part, base), fraction(100n));
const sumOf = (n: Value[]) => n.reduce(add, fraction(0n));
const two = fraction(2n);

/** Recognised questions; the first that gives an answer wins. */
export const PROBLEMS: readonly Problem[] = [
  { words: /\blcm\b|least common multiple/i, solve: (n) => fold(n, lcm) },
  { words: /\bgcd\b|\bgcf\b|\bhcf\b|greatest common (?:divisor|factor)/i, solve: (n) => fold(n, gcdOf) },
  { words: /largest prime factor/i, solve: (n) => largestPrimeFactor(n[0]) },
  { words: /combinations? from/i, solve: (n) => picks(n, false) },
  { words: /permutations? from/i, solve: (n) => picks(n, true) },
  { words: /signum of/i, solve: ([a]) => a ? fraction(BigInt(Math.sign(toNumber(a)))) : null },
  {
    words: /derivative of/i,
    solve: (n, text) => {
      const match = /derivative of\s+(.+?)\s+at\s+x\s*=/i.exec(text);
      const at = n.at(-1);
      return match && at ? derivativeAt(match[1]!, at) : null;
    },
  },
  {
    words: /definite integral/i,
    solve: (n, text) => {
      const match = /(?:equation|of)\s+([-+*/^().\dx\s]*x[-+*/^().\dx\s]*)/i.exec(text);
      return match && n.length >= 2 ? integral(match[1]!, n[0]!, n[1]!) : null;
    },
  },
  {
    words: /simplify/i,
    solve: (n, text) => {
      const match = /simplify:?\s+(.+?)\s+for\s+x\s*=/i.exec(text);
      return match && n.length > 0 ? evaluate(match[1]!, { x: n.at(-1)! }) : null;
    },
  },
  {
    words: /simplify\s+[-\d(]/i,
    solve: (_, text) => evaluate(/simplify\s+([-+*/^().\d\s]+)/i.exec(text)?.[1] ?? ""),
  },
  {
    words: /given/i,
    solve: (_, text) => {
      const match = /given(?: the equations)?\s+(.+?=.+?)\s+and\s+(.+?=.+?),?\s+solve for\s+([xy])/i.exec(
        text,
      );
      const found = match && solvePair(match[1]!, match[2]!);
      return found ? found[match![3]!.toLowerCase() as "x" | "y"] : null;
    },
  },
  {
    words: /(?:solve for|value of|find|what is)\s+[a-z]\b|solve\s.+=.+\sfor\s+[a-z]\b/i,
    solve: (_, text) => solveEquation(text),
  },
  {
    words: /simple interest/i,
    solve: ([p, r, t]) => p && r && t ? divide(multiply(multiply(p, r), t), fraction(100n)) : null,
  },
  {
    words: /compound interest/i,
    solve: ([p, r, t]) =>
      p && r && t ? multiply(p, power(add(fraction(1n), divide(r, fraction(100n))), t)) : null,
  },
  {
    words: /(?:profit|loss) percent/i,
    solve: ([cost, price]) => cost && price ? percentOf(absolute(add(price, negate(cost))), cost) : null,
  },
  {
    words: /percentage difference/i,
    solve: ([a, b]) => a && b ? percentOf(absolute(add(a, negate(b))), divide(add(a, b), two)) : null,
  },
  {
    words: /percentage error/i,
    solve: ([seen, exact]) =>
      seen && exact ? percentOf(absolute(add(seen, negate(exact))), absolute(exact)) : null,
  },
  {
    words: /(?<![\d.])-?\d{1,20}(?:\.\d{1,20})?\s?(?:%|percent)\s*of\s*-?\d/i,
    solve: ([a, b]) => a && b ? divide(multiply(a, b), fraction(100n)) : null,
  },
  {
    words: /geometric mean of/i,
    solve: (n) => n.length > 1 ? Math.exp(mean(n.slice(1).map((x) => Math.log(toNumber(x))))) : null,
  },
  {
    words: /harmonic mean of/i,
    solve: (n) =>
      n.length > 1
        ? divide(fraction(BigInt(n.length - 1)), sumOf(n.slice(1).map((x) => divide(fraction(1n), x))))
        : null,
  },
  {
    words: /(?:average|arithmetic mean|mean) of/i,
    solve: (n) => n.length > 1 ? divide(sumOf(n), fraction(BigInt(n.length))) : null,
  },
  {
    words: /norm of the vector/i,
    solve: (n) => n.length > 0 ? Math.hypot(...n.map(toNumber)) : null,
  },
  {
    words: /\[[-\d,. ]+\]\s*\*\s*\[[-\d,. ]+\]/,
    solve: (n) => {
      const half = n.length / 2;
      if (!Number.isInteger(half)) return null;
      return sumOf(n.slice(0, half).map((x, i) => multiply(x, n[half + i]!)));
    },
  },
  {
    words: /determinant of/i,
    solve: ([a, b, c, d, e]) => a && b && c && d && !e ? add(multiply(a, d), negate(multiply(b, c))) : null,
  },
  {
    words: /convert\s+(?=[-\d.]+\s+degrees? celsius)/i,
    solve: ([c]) => c ? add(multiply(c, fraction(9n, 5n)), fraction(32n)) : null,
  },
  {
    words: /convert\s+(?=[-\d.]+\s+degrees? fahrenheit)/i,
    solve: ([f]) => f ? multiply(add(f, fraction(-32n)), fraction(5n, 9n)) : null,
  },
  {
    words: /find term number/i,
    solve: ([k, a, b]) => k && a && b ? add(a, multiply(add(k, fraction(-1n)), add(b, negate(a)))) : null,
  },
  {
    words: /sum of first/i,
    solve: ([k, a, b]) => {
      if (!k || !a || !b) return null;
      const last = multiply(add(k, fraction(-1n)), add(b, negate(a)));
      return divide(multiply(k, add(multiply(two, a), last)), two);
    },
  },
  {
    words: /convert\s+(?=[\da-z]+\s+from base)/i,
    solve: (_, text) => {
      const match = /convert\s+([\da-z]+)\s+from base\s+(\d+)\s+to base\s+(\d+)/i.exec(text);
      const [from, to] = [Number(match?.[2]), Number(match?.[3])];
      if (!match || !(from >= 2 && from <= 36 && to >= 2 && to <= 36) || match[1]!.length > 10) return null;
      const value = Number.parseInt(match[1]!, from);
      return Number.isSafeInteger(value) ? value.toString(to).toUpperCase() : null;
    },
  },
  {
    words: /quotient of/i,
    solve: (_, text) => {
      const match = /quotient of\s+([-\d^().]+)\s+and\s+([-\d^().]+)/i.exec(text);
      const a = evaluate(match?.[1] ?? "");
      const b = evaluate(match?.[2] ?? "");
      return a !== null && b !== null ? divide(a, b) : null;
    },
  },
  {
    words: /log_\(?\d/i,
    solve: ([base, x]) => {
      if (!base || !x) return null;
      const value = Math.log(toNumber(x)) / Math.log(toNumber(base));
      return Math.abs(value - Math.round(value)) < 1e-12 ? Math.round(value) : value;
    },
  },
  ...GEOMETRY,
];

function mean(values: number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
