import { int, minus, needs, type Problem, sumOf } from "./problem.ts";
import { add, divide, multiply, root, toNumber, type Value } from "./rational.ts";

const times = (a: Value, factor: number): Value => toNumber(a) * factor;
const squared = (a: Value): Value => multiply(a, a);
const half = (a: Value): Value => divide(a, int(2));
const distance = (a: Value, b: Value, c: Value, d: Value): Value =>
  add(squared(minus(c, a)), squared(minus(d, b)));

/** Heron's formula. */
function triangleArea(a: Value, b: Value, c: Value): Value | null {
  const s = half(sumOf([a, b, c]));
  const product = [a, b, c].reduce((area, side) => multiply(area, minus(s, side)), s);
  return toNumber(product) >= 0 ? root(product, 2) : null;
}

const leftOf = (whole: number, count: number): Problem["solve"] => ({ after }) =>
  after.length === count ? minus(int(whole), sumOf(after)) : null;

const interior = (n: Value): Value => multiply(int(180), minus(n, int(2)));

/** Questions about angles, lengths, areas and volumes. The narrower wording stands before the wider one. */
export const GEOMETRY: readonly Problem[] = [
  {
    words: /area of (?:a |the )?triangle (?:with side|whose sides)/i,
    solve: needs(3, "after", triangleArea),
  },
  {
    words: /area of (?:a |the )?triangle/i,
    solve: ({ after: [base, height, more] }) => base && height && !more ? half(multiply(base, height)) : null,
  },
  { words: /third angle of (?:a |the )?triangle|two angles of a triangle/i, solve: leftOf(180, 2) },
  {
    words: /fourth angle of (?:a |the )?quadrilateral|three angles of a quadrilateral/i,
    solve: leftOf(360, 3),
  },
  { words: /complementary (?:angle )?(?:of|to)/i, solve: needs(1, "after", (a) => minus(int(90), a)) },
  { words: /supplementary (?:angle )?(?:of|to)/i, solve: needs(1, "after", (a) => minus(int(180), a)) },
  { words: /angle (?:of|in) a regular polygon/i, solve: needs(1, "after", (n) => divide(interior(n), n)) },
  { words: /interior angles of a (?:convex )?polygon with/i, solve: needs(1, "after", interior) },
  { words: /diagonals has a polygon/i, solve: needs(1, "after", (n) => half(multiply(n, minus(n, int(3))))) },
  {
    words: /perimeter of (?:a |the )?\(?\d+\)? sided polygon/i,
    solve: ({ after }) => after.length > 1 ? sumOf(after.slice(1)) : null,
  },
  { words: /sides of a polygon measure/i, solve: ({ after }) => after.length > 2 ? sumOf(after) : null },
  {
    words: /perimeter of (?:a |the )?rectangle/i,
    solve: needs(2, "after", (a, b) => multiply(int(2), add(a, b))),
  },
  { words: /perimeter of (?:a |the )?square/i, solve: needs(1, "after", (a) => multiply(int(4), a)) },
  {
    words: /distance (?:between|from)|how far is it from/i,
    solve: needs(4, "after", (a, b, c, d) => root(distance(a, b, c, d), 2)),
  },
  {
    words: /slope of the line/i,
    solve: needs(4, "after", (a, b, c, d) => divide(minus(d, b), minus(c, a))),
  },
  {
    words: /hypotenuse of|right triangle .{1,80}hypotenuse/i,
    solve: needs(2, "after", (a, b) => root(add(squared(a), squared(b)), 2)),
  },
  {
    words: /area of (?:a |the )?circle with cent(?:er|re)|circle has its cent(?:er|re) at .{1,80}\barea\b/i,
    solve: needs(4, "after", (a, b, c, d) => times(distance(a, b, c, d), Math.PI)),
  },
  { words: /area of (?:a |the )?circle/i, solve: needs(1, "after", (r) => times(squared(r), Math.PI)) },
  { words: /circumference of/i, solve: needs(1, "after", (r) => times(r, 2 * Math.PI)) },
  {
    words: /area of (?:a |the )?(?:circular )?sector/i,
    solve: needs(2, "after", (r, angle) => times(multiply(squared(r), angle), Math.PI / 360)),
  },
  {
    words: /curved surface (?:area )?of (?:a |the )?cylinder/i,
    solve: needs(2, "after", (r, h) => times(multiply(r, h), 2 * Math.PI)),
  },
  {
    words: /area of (?:a |the )?trapezoid|trapezoid has height .{1,80}\barea\b/i,
    solve: needs(3, "after", (h, a, b) => half(multiply(h, add(a, b)))),
  },
  {
    words: /surface area of (?:a |the )?cube/i,
    solve: needs(1, "after", (a) => multiply(int(6), squared(a))),
  },
  { words: /area of (?:a |the )?(?:rectangle|parallelogram)/i, solve: needs(2, "after", multiply) },
  { words: /area of (?:a |the )?square/i, solve: needs(1, "after", squared) },
  {
    words: /volume of (?:a |the )?(?:cuboid|box|rectangular prism)|box measures .{1,60}\bvolume\b/i,
    solve: needs(3, "after", (a, b, c) => multiply(multiply(a, b), c)),
  },
  { words: /volume of (?:a |the )?cube/i, solve: needs(1, "after", (a) => multiply(squared(a), a)) },
  {
    words: /volume of (?:a |the )?sphere/i,
    solve: needs(1, "after", (r) => times(multiply(squared(r), r), 4 / 3 * Math.PI)),
  },
  {
    words: /volume of (?:a |the )?cylinder/i,
    solve: needs(2, "after", (r, h) => times(multiply(squared(r), h), Math.PI)),
  },
  {
    words: /volume of (?:a |the )?cone/i,
    solve: needs(2, "after", (r, h) => times(multiply(squared(r), h), Math.PI / 3)),
  },
  {
    words: /angle (?:of )?(?=-?[\d.]{1,20} degrees in radians)/i,
    solve: needs(1, "after", (a) => times(a, Math.PI / 180)),
  },
  {
    words: /angle (?:of )?(?=-?[\d.]{1,20} radians in degrees)/i,
    solve: needs(1, "after", (a) => times(a, 180 / Math.PI)),
  },
];
