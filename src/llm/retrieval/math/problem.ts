import { absolute, add, divide, fraction, isExact, multiply, negate, type Value } from "./rational.ts";

/** A question in plain signs, and its numbers in order. */
export interface Asked {
  /** All of it. */
  text: string;
  /** From the recognized words on. */
  rest: string;
  /** Numbers from the recognized words on. */
  after: Value[];
  /** All numbers of the question. */
  all: Value[];
}

/** A kind of question that is recognized by its words. */
export interface Problem {
  /** Found in the question, ignoring case. */
  words: RegExp;
  /** @returns null when it is something else after all */
  solve: (asked: Asked) => Value | string | null;
}

/** A whole number, or null. */
export const whole = (value: Value | undefined): bigint | null =>
  value !== undefined && isExact(value) && value.d === 1n ? value.n : null;

/** A whole number as a value. */
export const int = (n: number | bigint): Value => fraction(BigInt(n));

/** Difference. */
export const minus = (a: Value, b: Value): Value => add(a, negate(b));

/** Sum of all. */
export const sumOf = (values: Value[]): Value => values.reduce(add, int(0));

/** What percentage `part` is of `base`. */
export const percentOf = (part: Value, base: Value): Value => multiply(divide(part, base), int(100));

/** Distance on the number line. */
export const gapOf = (a: Value, b: Value): Value => absolute(minus(a, b));

/** Calls `solve` with the first numbers when there are enough of them. */
export function needs<N extends 1 | 2 | 3 | 4>(
  count: N,
  pick: "after" | "all",
  solve: (...n: Tuple<N>) => Value | string | null,
): Problem["solve"] {
  return (asked) => asked[pick].length < count ? null : solve(...asked[pick].slice(0, count) as Tuple<N>);
}

type Tuple<N extends number> = N extends 1 ? [Value]
  : N extends 2 ? [Value, Value]
  : N extends 3 ? [Value, Value, Value]
  : [Value, Value, Value, Value];
