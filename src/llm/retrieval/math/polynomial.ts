import { evaluate, type Variables } from "./expression.ts";
import {
  add,
  decimal,
  divide,
  fraction,
  isExact,
  multiply,
  negate,
  toNumber,
  type Value,
} from "./rational.ts";

const ZERO = fraction(0n);
const ONE = fraction(1n);
const TWO = fraction(2n);

const same = (a: Value, b: Value): boolean =>
  isExact(a) && isExact(b) ? a.n === b.n && a.d === b.d : Math.abs(toNumber(a) - toNumber(b)) < 1e-9;

/** Left side minus right side of an equation at a point; null when a side is no expression. */
function gap(equation: string, at: Variables): Value | null {
  const sides = equation.split("=");
  if (sides.length !== 2) return null;
  const left = evaluate(sides[0]!, at);
  const right = evaluate(sides[1]!, at);
  return left === null || right === null ? null : add(left, negate(right));
}

/** Root of a linear equation in one letter, or null when it is not linear. */
export function solveLinear(equation: string, letter: string): Value | null {
  const [f0, f1, f2] = [ZERO, ONE, TWO].map((x) => gap(equation, { [letter]: x }));
  if (f0 == null || f1 == null || f2 == null) return null;
  const slope = add(f1, negate(f0));
  if (!same(add(f2, negate(f1)), slope) || toNumber(slope) === 0) return null;
  return negate(divide(f0, slope));
}

/** Solution of two linear equations in x and y, or null. */
export function solvePair(first: string, second: string): { x: Value; y: Value } | null {
  const rows: Value[][] = [];
  for (const equation of [first, second]) {
    const c = gap(equation, { x: ZERO, y: ZERO });
    const fx = gap(equation, { x: ONE, y: ZERO });
    const fy = gap(equation, { x: ZERO, y: ONE });
    const both = gap(equation, { x: ONE, y: ONE });
    if (c === null || fx === null || fy === null || both === null) return null;
    const a = add(fx, negate(c));
    const b = add(fy, negate(c));
    if (!same(both, add(add(a, b), c))) return null;
    rows.push([a, b, negate(c)]);
  }
  const [[a1, b1, c1], [a2, b2, c2]] = rows as [[Value, Value, Value], [Value, Value, Value]];
  const cross = (p: Value, q: Value, r: Value, s: Value) => add(multiply(p, s), negate(multiply(q, r)));
  const determinant = cross(a1, b1, a2, b2);
  if (toNumber(determinant) === 0) return null;
  return { x: divide(cross(c1, b1, c2, b2), determinant), y: divide(cross(a1, c1, a2, c2), determinant) };
}

/**
 * Real roots of a quadratic equation in one letter, smaller first.
 * @returns null when it is not quadratic or has no real root
 */
export function solveQuadratic(equation: string, letter: string): number[] | null {
  const points = [0n, 1n, 2n, 3n].map((x) => gap(equation, { [letter]: fraction(x) }));
  if (points.includes(null)) return null;
  const [f0, f1, f2, f3] = points.map((value) => toNumber(value!)) as [number, number, number, number];
  const a = (f2 - 2 * f1 + f0) / 2;
  const b = f1 - f0 - a;
  if (a === 0 || Math.abs(9 * a + 3 * b + f0 - f3) > 1e-6 * Math.max(1, Math.abs(f3))) return null;
  const discriminant = b * b - 4 * a * f0;
  if (discriminant < 0) return null;
  const roots = [(-b - Math.sqrt(discriminant)) / (2 * a), (-b + Math.sqrt(discriminant)) / (2 * a)];
  return roots.sort((p, q) => p - q);
}

/** Derivative of a sum of powers of x at a point; null when the text is something else. */
export function derivativeAt(polynomial: string, at: Value): Value | null {
  const text = polynomial.replace(/\s+/g, "");
  const term = /([+-]?)(\d*\.?\d*)\*?(x?)(?:\^\(?(\d{1,3})\)?)?/y;
  let sum: Value = ZERO;
  let end = 0;
  while (end < text.length) {
    term.lastIndex = end;
    const match = term.exec(text);
    if (!match || match[0] === "" || (!match[2] && !match[3])) return null;
    end = term.lastIndex;
    if (!match[3]) continue;
    const sign = match[1] === "-" ? -1n : 1n;
    const power = BigInt(match[4] ?? "1");
    const factor = multiply(match[2] ? decimal(match[2]) : ONE, fraction(sign * power));
    if (power === 0n) continue;
    const value = evaluate(`(x)^${power - 1n}`, { x: at });
    if (value === null) return null;
    sum = add(sum, multiply(factor, value));
  }
  return sum;
}

/** Integral of a polynomial of degree three or less (Simpson's rule is exact there); null for anything else. */
export function integral(expression: string, from: Value, to: Value): Value | null {
  if (/\^\(?(?:[4-9]|\d\d)|\/\s*\(?x|sqrt|sin|cos|tan|log|ln|exp/.test(expression)) return null;
  const middle = divide(add(from, to), TWO);
  const [a, m, b] = [from, middle, to].map((x) => evaluate(expression, { x }));
  if (a == null || m == null || b == null) return null;
  const weighted = add(add(a, multiply(fraction(4n), m)), b);
  return divide(multiply(add(to, negate(from)), weighted), fraction(6n));
}
