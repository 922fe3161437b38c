/**
 * Exact fractions with a size limit, so that no question can make this program compute for long.
 * A value is a fraction while it can be, and a double once it cannot (roots, sines).
 */
export interface Fraction {
  readonly n: bigint;
  /** Always positive; the fraction is in lowest terms. */
  readonly d: bigint;
}

/** An exact or an approximate number. */
export type Value = Fraction | number;

/** Largest size of a numerator or denominator; 7^1000 fits. */
const MAX_BITS = 4096;
const LIMIT = 1n << BigInt(MAX_BITS);

/** Thrown when a number grows beyond the limit or is undefined (division by zero). */
export class MathLimit extends Error {}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

/** Greatest common divisor of whole numbers, never negative. */
export function gcdOf(a: bigint, b: bigint): bigint {
  return gcd(a, b);
}

/**
 * A fraction in lowest terms.
 * @throws MathLimit for a zero denominator or too large a number
 */
export function fraction(n: bigint, d: bigint = 1n): Fraction {
  if (d === 0n) throw new MathLimit("division by zero");
  if (n >= LIMIT || n <= -LIMIT || d >= LIMIT || d <= -LIMIT) throw new MathLimit("number too large");
  const g = gcd(n, d) || 1n;
  return d < 0n ? { n: -n / g, d: -d / g } : { n: n / g, d: d / g };
}

/** The exact value of a decimal text such as `12.50`. */
export function decimal(text: string): Fraction {
  const [whole = "0", digits = ""] = text.split(".");
  return fraction(BigInt((whole || "0") + digits), 10n ** BigInt(digits.length));
}

/** True for a fraction, false for a double. */
export const isExact = (value: Value): value is Fraction => typeof value !== "number";

/** Nearest double; digits are kept however long numerator and denominator are. */
export function toNumber(value: Value): number {
  if (!isExact(value)) return value;
  const { n, d } = value;
  const size = (x: bigint) => (x < 0n ? -x : x).toString(2).length;
  if (size(n) < 1000 && size(d) < 1000) return Number(n) / Number(d);
  const shift = BigInt(Math.max(0, 64 - (size(n) - size(d))));
  return Number((n << shift) / d) / 2 ** Number(shift);
}

function checked(x: number): number {
  if (!Number.isFinite(x)) throw new MathLimit("no finite result");
  return x;
}

/** Sum, exact for fractions. @throws MathLimit */
export function add(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
  return checked(toNumber(a) + toNumber(b));
}

/** The value with the other sign. */
export function negate(a: Value): Value {
  return isExact(a) ? { n: -a.n, d: a.d } : -a;
}

/** Product, exact for fractions. @throws MathLimit */
export function multiply(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return fraction(a.n * b.n, a.d * b.d);
  return checked(toNumber(a) * toNumber(b));
}

/** Quotient, exact for fractions. @throws MathLimit */
export function divide(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b)) return fraction(a.n * b.d, a.d * b.n);
  if (toNumber(b) === 0) throw new MathLimit("division by zero");
  return checked(toNumber(a) / toNumber(b));
}

/** Power, exact for whole exponents that are not too large. @throws MathLimit */
export function power(a: Value, b: Value): Value {
  if (isExact(a) && isExact(b) && b.d === 1n) {
    const exponent = b.n < 0n ? -b.n : b.n;
    const bits = Math.max(a.n.toString(2).length, a.d.toString(2).length);
    if (exponent * BigInt(bits) <= BigInt(MAX_BITS)) {
      return b.n < 0n
        ? fraction(a.d ** exponent, a.n ** exponent)
        : fraction(a.n ** exponent, a.d ** exponent);
    }
  }
  return checked(toNumber(a) ** toNumber(b));
}

/** A root, exact when it is one. @param degree from 2 */
export function root(a: Value, degree: number): Value {
  const x = toNumber(a);
  const result = x < 0 && degree % 2 === 1 ? -((-x) ** (1 / degree)) : x ** (1 / degree);
  const near = Math.round(result);
  if (isExact(a) && a.d === 1n && Number.isSafeInteger(near) && BigInt(near) ** BigInt(degree) === a.n) {
    return fraction(BigInt(near));
  }
  return checked(result);
}

/** The value without its sign. */
export function absolute(a: Value): Value {
  return toNumber(a) < 0 ? negate(a) : a;
}

/** @throws MathLimit unless `a` is a whole number from 0 to 300 */
export function factorial(a: Value): Fraction {
  if (!isExact(a) || a.d !== 1n || a.n < 0n || a.n > 300n) throw new MathLimit("no factorial");
  let out = 1n;
  for (let i = 2n; i <= a.n; i++) out *= i;
  return fraction(out);
}

/** Decimal text: all digits when the value is a short decimal, else ten digits after the point at most. */
export function formatValue(value: Value): string {
  if (isExact(value)) {
    if (value.d === 1n) return value.n.toString();
    for (let places = 1; places <= 10; places++) {
      const scale = 10n ** BigInt(places);
      if (scale % value.d !== 0n) continue;
      const digits = ((value.n < 0n ? -value.n : value.n) * scale / value.d).toString().padStart(
        places + 1,
        "0",
      );
      return `${value.n < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
    }
  }
  const x = toNumber(value);
  if (Number.isInteger(x) && Math.abs(x) < 1e21) return BigInt(x).toString();
  const size = Math.abs(x);
  if (size >= 1e-4 && size < 1e15) return x.toFixed(10).replace(/\.?0+$/, "");
  return x.toExponential(10).replace(/\.?0+e/, "e").replace("e+", "e");
}
