import {
  agree,
  between,
  brackets,
  list,
  machinPi,
  type MathGenerator,
  round2,
  several,
} from "./math_generator.ts";

const topic = "geometry";

/** Area of a triangle by Heron's formula. */
function heron(a: number, b: number, c: number): number {
  const s = (a + b + c) / 2;
  return Math.sqrt(s * (s - a) * (s - b) * (s - c));
}

/** Angles and shapes. */
export const GEOMETRY: readonly MathGenerator[] = [
  {
    name: "area_of_triangle",
    topic,
    draw: (r) => {
      const [a, b] = several(r, 2, 3, 20) as [number, number];
      return [a, b, between(r, Math.abs(a - b) + 1, a + b - 1)];
    },
    problem: (n) => `What is the area of a triangle whose sides measure $${list(n)}$?`,
    solve: ([a, b, c]) => round2(heron(a!, b!, c!)),
    // Corners (0,0), (c,0) and the one at distances b and a from them; half base times height.
    verify: ([a, b, c], answer) => {
      const x = (b! * b! + c! * c! - a! * a!) / (2 * c!);
      return agree(answer, (c! * Math.sqrt(Math.max(0, b! * b! - x * x))) / 2);
    },
  },
  {
    name: "third_angle_of_triangle",
    topic,
    draw: (r) => several(r, 2, 1, 89),
    problem: ([a, b]) => `Two angles of a triangle are $${a}$ and $${b}$ degrees. What is the third?`,
    solve: ([a, b]) => 180 - a! - b!,
    verify: ([a, b], answer) => answer > 0 && a! + b! + answer === 180,
  },
  {
    name: "pythagorean_theorem",
    topic,
    draw: (r) => several(r, 2, 1, 20),
    problem: ([a, b]) =>
      `The short sides of a right triangle measure $${a}$ and $${b}$. How long is the hypotenuse?`,
    solve: ([a, b]) => round2(Math.hypot(a!, b!)),
    verify: ([a, b], answer) => brackets((x) => x * Math.abs(x), answer, a! * a! + b! * b!),
  },
  {
    name: "angle_regular_polygon",
    topic,
    draw: (r) => [between(r, 3, 30)],
    problem: ([n]) => `How many degrees has each interior angle of a regular polygon with $${n}$ sides?`,
    solve: ([n]) => round2((180 * (n! - 2)) / n!),
    // The exterior angles make one full turn.
    verify: ([n], answer) => brackets((x) => n! * (x - 180), answer, -360),
  },
  {
    name: "fourth_angle_of_quadrilateral",
    topic,
    draw: (r) => several(r, 3, 20, 110),
    problem: (n) => `Three angles of a quadrilateral are $${list(n)}$ degrees. What is the fourth?`,
    solve: ([a, b, c]) => 360 - a! - b! - c!,
    verify: ([a, b, c], answer) => answer > 0 && a! + b! + c! + answer === 360,
  },
  {
    name: "sum_of_polygon_angles",
    topic,
    draw: (r) => [between(r, 3, 30)],
    problem: ([n]) => `What do the interior angles of a polygon with $${n}$ sides add up to, in degrees?`,
    solve: ([n]) => 180 * (n! - 2),
    // A triangle has 180, each further corner adds a triangle.
    verify: ([n], answer) => Array.from({ length: n! - 2 }, () => 180).reduce((a, b) => a + b, 0) === answer,
  },
  {
    name: "sector_area",
    topic,
    draw: (r) => [between(r, 1, 50), between(r, 1, 360)],
    problem: ([radius, angle]) =>
      `What is the area of a circular sector with radius $${radius}$ and an angle of $${angle}$ degrees?`,
    solve: ([radius, angle]) => round2((angle! / 360) * Math.PI * radius! ** 2),
    verify: ([radius, angle], answer) =>
      brackets((x) => x * 360, answer, angle! * machinPi() * radius! * radius!),
  },
  {
    name: "degree_to_rad",
    topic,
    draw: (r) => [between(r, 0, 360)],
    problem: ([degrees]) => `Express an angle of $${degrees}$ degrees in radians, to 2 decimals.`,
    solve: ([degrees]) => round2((degrees! * Math.PI) / 180),
    verify: ([degrees], answer) => brackets((x) => x * 180, answer, degrees! * machinPi()),
  },
  {
    name: "radian_to_deg",
    topic,
    draw: (r) => [between(r, 0, 628) / 100],
    problem: ([radians]) => `Express an angle of $${radians}$ radians in degrees, to 2 decimals.`,
    solve: ([radians]) => round2((radians! * 180) / Math.PI),
    verify: ([radians], answer) => brackets((x) => x * machinPi(), answer, radians! * 180),
  },
  {
    name: "curved_surface_area_cylinder",
    topic,
    draw: (r) => several(r, 2, 1, 100),
    problem: ([radius, height]) =>
      `How large is the curved surface of a cylinder with radius $${radius}$ and height $${height}$?`,
    solve: ([radius, height]) => round2(2 * Math.PI * radius! * height!),
    verify: ([radius, height], answer) => brackets((x) => x / (2 * radius!), answer, machinPi() * height!),
  },
  {
    name: "perimeter_of_polygons",
    topic,
    draw: (r) => several(r, between(r, 3, 10), 10, 90),
    problem: (n) => `The sides of a polygon measure $${list(n)}$ cm. What is its perimeter in cm?`,
    solve: (n) => n.reduce((a, b) => a + b, 0),
    verify: (n, answer) => n.reduce((left, side) => left - side, answer) === 0,
  },
  {
    name: "circumference",
    topic,
    draw: (r) => [between(r, 1, 100)],
    problem: ([radius]) => `What is the circumference of a circle with radius $${radius}$?`,
    solve: ([radius]) => round2(2 * Math.PI * radius!),
    verify: ([radius], answer) => brackets((x) => x / 2, answer, machinPi() * radius!),
  },
  {
    name: "area_of_circle",
    topic,
    draw: (r) => [between(r, 1, 100)],
    problem: ([radius]) => `What is the area of a circle with radius $${radius}$?`,
    solve: ([radius]) => round2(Math.PI * radius! ** 2),
    verify: ([radius], answer) => brackets((x) => x / radius!, answer, machinPi() * radius!),
  },
  {
    name: "area_of_circle_given_center_and_point",
    topic,
    draw: (r) => {
      const [x, y] = several(r, 2, -10, 10) as [number, number];
      return [x, y, x + between(r, 1, 9), y + between(r, 0, 9)];
    },
    problem: ([a, b, c, d]) =>
      `A circle has its center at $(${a},${b})$ and passes through $(${c}, ${d})$. What is its area?`,
    solve: ([a, b, c, d]) => round2(Math.PI * ((a! - c!) ** 2 + (b! - d!) ** 2)),
    verify: ([a, b, c, d], answer) => agree(answer, machinPi() * Math.hypot(c! - a!, d! - b!) ** 2),
  },
  {
    name: "complementary_and_supplementary_angle",
    topic,
    draw: (r) => (r.next() < 0.5 ? [90, between(r, 1, 89)] : [180, between(r, 1, 179)]),
    problem: ([whole, angle]) =>
      `Which angle is ${whole === 90 ? "complementary" : "supplementary"} to $${angle}$ degrees?`,
    solve: ([whole, angle]) => whole! - angle!,
    verify: ([whole, angle], answer) => answer > 0 && answer + angle! === whole,
  },
  {
    name: "area_of_trapezoid",
    topic,
    draw: (r) => several(r, 3, 1, 20),
    problem: ([height, a, b]) =>
      `A trapezoid has height $${height}$ and parallel sides of $${a}$ and $${b}$. What is its area?`,
    solve: ([height, a, b]) => (height! * (a! + b!)) / 2,
    // A rectangle over the shorter side and a triangle over the rest.
    verify: ([height, a, b], answer) =>
      Math.min(a!, b!) * height! + (Math.abs(a! - b!) * height!) / 2 === answer,
  },
  {
    name: "volume_of_sphere",
    topic,
    draw: (r) => [between(r, 1, 50)],
    problem: ([radius]) => `What is the volume of a sphere with radius $${radius}$?`,
    solve: ([radius]) => round2((4 / 3) * Math.PI * radius! ** 3),
    verify: ([radius], answer) =>
      brackets((x) => x * 3, answer, 4 * machinPi() * radius! * radius! * radius!),
  },
  {
    name: "volume_of_cone",
    topic,
    draw: (r) => several(r, 2, 1, 50),
    problem: ([radius, height]) =>
      `What is the volume of a cone with radius $${radius}$ and height $${height}$?`,
    solve: ([radius, height]) => round2((Math.PI * radius! ** 2 * height!) / 3),
    verify: ([radius, height], answer) =>
      brackets((x) => x * 3, answer, machinPi() * radius! * radius! * height!),
  },
  {
    name: "volume_of_cuboid",
    topic,
    draw: (r) => several(r, 3, 1, 40),
    problem: (n) => `A box measures $${list(n)}$. What is its volume?`,
    solve: ([a, b, c]) => a! * b! * c!,
    verify: ([a, b, c], answer) => answer / a! / b! === c || Math.abs(answer / a! / b! - c!) < 1e-9,
  },
  {
    name: "surface_area_of_cube",
    topic,
    draw: (r) => [between(r, 1, 60)],
    problem: ([side]) => `What is the surface area of a cube whose edges measure $${side}$?`,
    solve: ([side]) => 6 * side! ** 2,
    // Growing the edge by one adds 12·edge + 6.
    verify: ([side], answer) => {
      for (let edge = 0; edge < side!; edge++) answer -= 12 * edge + 6;
      return answer === 0;
    },
  },
  {
    name: "diagonals_of_polygon",
    topic,
    draw: (r) => [between(r, 4, 40)],
    problem: ([n]) => `How many diagonals has a polygon with $${n}$ corners?`,
    solve: ([n]) => (n! * (n! - 3)) / 2,
    verify: ([n], answer) => {
      for (let i = 0; i < n!; i++) for (let j = i + 2; j < n!; j++) if (i !== 0 || j !== n! - 1) answer--;
      return answer === 0;
    },
  },
];
