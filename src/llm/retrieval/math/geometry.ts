import type { Problem } from "./problems.ts";
import { add, divide, fraction, multiply, negate, root, toNumber, type Value } from "./rational.ts";

const two = fraction(2n);
const sumOf = (n: Value[]) => n.reduce(add, fraction(0n));
const minus = (a: Value, b: Value) => add(a, negate(b));
const times = (a: Value, factor: number) => toNumber(a) * factor;
const squared = (a: Value) => multiply(a, a);

/** Heron's formula. */
function triangleArea(a: Value, b: Value, c: Value): Value | null {
  const s = divide(sumOf([a, b, c]), two);
  const product = [a, b, c].reduce((area, side) => multiply(area, minus(s, side)), s);
  return toNumber(product) >= 0 ? root(product, 2) : null;
}

/** Questions about angles, lengths and areas; part of the table in problems.ts. */
export const GEOMETRY: readonly Problem[] = [
  {
    words: /area of (?:a |the )?triangle with side/i,
    solve: ([a, b, c]) => a && b && c ? triangleArea(a, b, c) : null,
  },
  {
    words: /area of (?:a |the )?triangle/i,
    solve: ([base, height, more]) => base && height && !more ? divide(multiply(base, height), two) : null,
  },
  {
    words: /third angle of (?:a |the )?triangle/i,
    solve: ([a, b]) => a && b ? minus(fraction(180n), add(a, b)) : null,
  },
  {
    words: /fourth angle of (?:a |the )?quadrilateral/i,
    solve: ([a, b, c]) => a && b && c ? minus(fraction(360n), sumOf([a, b, c])) : null,
  },
  { words: /complementary angle of/i, solve: ([a]) => a ? minus(fraction(90n), a) : null },
  { words: /supplementary angle of/i, solve: ([a]) => a ? minus(fraction(180n), a) : null },
  {
    words: /angle of a regular polygon/i,
    solve: ([n]) => n ? divide(multiply(fraction(180n), minus(n, two)), n) : null,
  },
  {
    words: /sum of (?:the )?interior angles/i,
    solve: ([n]) => n ? multiply(fraction(180n), minus(n, two)) : null,
  },
  {
    words: /perimeter of (?:a |the )?\(?\d+\)? sided polygon/i,
    solve: (n) => n.length > 1 ? sumOf(n.slice(1)) : null,
  },
  {
    words: /perimeter of (?:a |the )?rectangle/i,
    solve: ([a, b]) => a && b ? multiply(two, add(a, b)) : null,
  },
  { words: /perimeter of (?:a |the )?square/i, solve: ([a]) => a ? multiply(fraction(4n), a) : null },
  {
    words: /distance between/i,
    solve: ([a, b, c, d]) =>
      a && b && c && d ? root(add(squared(minus(c, a)), squared(minus(d, b))), 2) : null,
  },
  { words: /hypotenuse of/i, solve: ([a, b]) => a && b ? root(add(squared(a), squared(b)), 2) : null },
  {
    words: /area of (?:a |the )?circle with cent(?:er|re)/i,
    solve: ([a, b, c, d]) =>
      a && b && c && d ? times(add(squared(minus(c, a)), squared(minus(d, b))), Math.PI) : null,
  },
  { words: /area of (?:a |the )?circle/i, solve: ([r]) => r ? times(squared(r), Math.PI) : null },
  { words: /circumference of/i, solve: ([r]) => r ? times(r, 2 * Math.PI) : null },
  {
    words: /area of (?:a |the )?sector/i,
    solve: ([r, angle]) => r && angle ? times(multiply(squared(r), angle), Math.PI / 360) : null,
  },
  {
    words: /curved surface area of (?:a |the )?cylinder/i,
    solve: ([r, h]) => r && h ? times(multiply(r, h), 2 * Math.PI) : null,
  },
  {
    words: /area of (?:a |the )?trapezoid/i,
    solve: ([h, a, b]) => h && a && b ? divide(multiply(h, add(a, b)), two) : null,
  },
  {
    words: /area of (?:a |the )?(?:rectangle|parallelogram)/i,
    solve: ([a, b]) => a && b ? multiply(a, b) : null,
  },
  { words: /area of (?:a |the )?square/i, solve: ([a]) => a ? squared(a) : null },
  {
    words: /volume of (?:a |the )?(?:cuboid|box|rectangular prism)/i,
    solve: ([a, b, c]) => a && b && c ? multiply(multiply(a, b), c) : null,
  },
  { words: /volume of (?:a |the )?cube/i, solve: ([a]) => a ? multiply(squared(a), a) : null },
  {
    words: /volume of (?:a |the )?sphere/i,
    solve: ([r]) => r ? times(multiply(squared(r), r), 4 / 3 * Math.PI) : null,
  },
  {
    words: /volume of (?:a |the )?cylinder/i,
    solve: ([r, h]) => r && h ? times(multiply(squared(r), h), Math.PI) : null,
  },
  { words: /angle\s+(?=[-\d.]+ degrees in radians)/i, solve: ([a]) => a ? times(a, Math.PI / 180) : null },
  { words: /angle\s+(?=[-\d.]+ radians in degrees)/i, solve: ([a]) => a ? times(a, 180 / Math.PI) : null },
];
