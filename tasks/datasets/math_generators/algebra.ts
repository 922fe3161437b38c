import { agree, between, brackets, type MathGenerator, round2, several } from "./math_generator.ts";

const topic = "algebra";

/** "+ 3" or "- 3", for use between terms. */
function signed(n: number): string {
  return n < 0 ? `- ${-n}` : `+ ${n}`;
}

/** x of a·x + b·y = c, d·x + e·y = f by Cramer's rule. */
function cramer([a, b, c, d, e, f]: readonly number[]): number {
  return (c! * e! - b! * f!) / (a! * e! - b! * d!);
}

/** Coefficients of two equations with a whole solution. */
function drawSystem(random: Parameters<MathGenerator["draw"]>[0]): number[] {
  for (;;) {
    const [x, y] = [between(random, -10, 10), between(random, -10, 10)];
    const [a, b, d, e] = several(random, 4, -10, 10) as [number, number, number, number];
    if (a * b * d * e !== 0 && a * e !== b * d) return [a, b, a * x + b * y, d, e, d * x + e * y];
  }
}

/** True when `x` solves the first unknown: elimination of y must leave nothing over. */
function eliminates([a, b, c, d, e, f]: readonly number[], x: number): boolean {
  return Math.abs((c! - a! * x) * e! - (f! - d! * x) * b!) < 1e-6;
}

/** Equations, vectors and money. */
export const ALGEBRA: readonly MathGenerator[] = [
  {
    name: "basic_algebra",
    topic,
    draw: (r) => {
      const [a, b] = several(r, 2, 1, 10) as [number, number];
      return [a, b, between(r, b, b + 20)];
    },
    problem: ([a, b, c]) => `Solve for x: $${a}x + ${b} = ${c}$`,
    solve: ([a, b, c]) => (c! - b!) / a!,
    verify: ([a, b, c], x) => Math.abs(a! * x + b! - c!) < 1e-9,
  },
  {
    name: "log",
    topic,
    draw: (r) => {
      const base = between(r, 2, 9);
      return [base, base ** between(r, 1, 6)];
    },
    problem: ([base, n]) => `$log_{${base}}(${n})=$`,
    solve: ([base, n]) => Math.round(Math.log(n!) / Math.log(base!)),
    verify: ([base, n], answer) => base! ** answer === n,
  },
  {
    name: "system_of_equations",
    topic,
    draw: drawSystem,
    problem: ([a, b, c, d, e, f]) =>
      `From $${a}x ${signed(b!)}y = ${c}$ and $${d}x ${signed(e!)}y = ${f}$ find $x$`,
    solve: (n) => Math.round(cramer(n)) + 0,
    verify: eliminates,
  },
  {
    name: "linear_equations",
    topic,
    draw: drawSystem,
    problem: ([a, b, c, d, e, f]) =>
      `Two equations are given: $${a}x ${signed(b!)}y = ${c}$ and $${d}x ${signed(e!)}y = ${f}$. What is y?`,
    solve: ([a, b, c, d, e, f]) => Math.round(cramer([b!, a!, c!, e!, d!, f!])) + 0,
    verify: ([a, b, c, d, e, f], y) => eliminates([b!, a!, c!, e!, d!, f!], y),
  },
  {
    name: "distance_two_points",
    topic,
    draw: (r) => several(r, 4, -20, 20),
    problem: ([a, b, c, d]) => `How far is it from $(${a}, ${b})$ to $(${c}, ${d})$?`,
    solve: ([a, b, c, d]) => round2(Math.hypot(a! - c!, b! - d!)),
    verify: ([a, b, c, d], answer) =>
      brackets((x) => x * Math.abs(x), answer, (a! - c!) ** 2 + (b! - d!) ** 2),
  },
  {
    name: "slope_of_line",
    topic,
    draw: (r) => {
      const [x, y] = several(r, 2, -20, 20) as [number, number];
      return [x, y, x + between(r, 1, 15), between(r, -20, 20)];
    },
    problem: ([a, b, c, d]) =>
      `What is the slope of the line through $(${a}, ${b})$ and $(${c}, ${d})$, to 2 decimals?`,
    solve: ([a, b, c, d]) => round2((d! - b!) / (c! - a!)),
    verify: ([a, b, c, d], answer) => brackets((m) => b! + m * (c! - a!), answer, d!),
  },
  {
    name: "simple_interest",
    topic,
    draw: (r) => [between(r, 1000, 10_000), between(r, 1, 10), between(r, 1, 10)],
    problem: ([p, rate, years]) =>
      `How much simple interest do $${p}$ dollars earn at a rate of $${rate}$% over $${years}$ years?`,
    solve: ([p, rate, years]) => round2((p! * rate! * years!) / 100),
    verify: ([p, rate, years], answer) => {
      let sum = 0;
      for (let year = 0; year < years!; year++) sum += p! * rate!;
      return Math.round(answer * 100) === sum;
    },
  },
  {
    name: "compound_interest",
    topic,
    draw: (r) => [between(r, 1000, 10_000), between(r, 1, 10), between(r, 1, 10)],
    problem: ([p, rate, years]) =>
      `To what amount do $${p}$ dollars grow with compound interest of $${rate}$% a year after $${years}$ years?`,
    solve: ([p, rate, years]) => round2(p! * (1 + rate! / 100) ** years!),
    verify: ([p, rate, years], answer) => {
      let amount = p!;
      for (let year = 0; year < years!; year++) amount += (amount * rate!) / 100;
      return agree(answer, amount);
    },
  },
  {
    name: "vector_dot",
    topic,
    draw: (r) => several(r, 6, -20, 20),
    problem: ([a, b, c, d, e, f]) => `$[${a}, ${b}, ${c}]\\cdot[${d}, ${e}, ${f}]=$`,
    solve: ([a, b, c, d, e, f]) => a! * d! + b! * e! + c! * f! + 0,
    // 4·u·v = |u+v|² − |u−v|²
    verify: ([a, b, c, d, e, f], answer) =>
      (a! + d!) ** 2 + (b! + e!) ** 2 + (c! + f!) ** 2 - (a! - d!) ** 2 - (b! - e!) ** 2 - (c! - f!) ** 2 ===
        4 * answer,
  },
  {
    name: "int_matrix_22_determinant",
    topic,
    draw: (r) => several(r, 4, 0, 99),
    problem: ([a, b, c, d]) =>
      `What is the determinant of $\\begin{bmatrix} ${a} & ${b} \\\\ ${c} & ${d} \\end{bmatrix}$?`,
    solve: ([a, b, c, d]) => a! * d! - b! * c!,
    // Area of the parallelogram by the shoelace formula over its corners.
    verify: ([a, b, c, d], answer) => {
      const corners = [[0, 0], [a!, b!], [a! + c!, b! + d!], [c!, d!]];
      let twice = 0;
      corners.forEach(([x, y], i) => {
        const [nextX, nextY] = corners[(i + 1) % 4]!;
        twice += x! * nextY! - nextX! * y!;
      });
      return twice === 2 * answer;
    },
  },
  {
    name: "matrix_33_determinant",
    topic,
    draw: (r) => several(r, 9, -9, 9),
    problem: ([a, b, c, d, e, f, g, h, i]) =>
      "What is the determinant of $\\begin{bmatrix} " +
      `${a} & ${b} & ${c} \\\\ ${d} & ${e} & ${f} \\\\ ${g} & ${h} & ${i} \\end{bmatrix}$?`,
    solve: ([a, b, c, d, e, f, g, h, i]) =>
      a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!) + 0,
    // Rows as vectors: u · (v × w) written out by permutations and their signs.
    verify: (m, answer) => {
      const even = [[0, 1, 2], [1, 2, 0], [2, 0, 1]];
      const odd = [[0, 2, 1], [1, 0, 2], [2, 1, 0]];
      const sum = (orders: number[][]) =>
        orders.reduce((s, [x, y, z]) => s + m[x!]! * m[3 + y!]! * m[6 + z!]!, 0);
      return sum(even) - sum(odd) === answer;
    },
  },
  {
    name: "quadratic_larger_root",
    topic,
    draw: (r) => {
      const [p, q] = several(r, 2, -12, 12) as [number, number];
      return [-(p + q), p * q];
    },
    problem: ([b, c]) => `Find the larger solution of $x^2 ${signed(b!)}x ${signed(c!)} = 0$`,
    solve: ([b, c]) => (-b! + Math.sqrt(b! * b! - 4 * c!)) / 2 + 0,
    verify: ([b, c], x) => Math.abs(x * x + b! * x + c!) < 1e-9 && x >= -b! / 2,
  },
  {
    name: "polynomial_value",
    topic,
    draw: (r) => [...several(r, 4, -9, 9), between(r, -6, 6)],
    problem: ([a, b, c, d, x]) =>
      `What is the value of $${a}x^3 ${signed(b!)}x^2 ${signed(c!)}x ${signed(d!)}$ for $x = ${x}$?`,
    solve: ([a, b, c, d, x]) => ((a! * x! + b!) * x! + c!) * x! + d! + 0,
    verify: ([a, b, c, d, x], answer) => a! * x! ** 3 + b! * x! ** 2 + c! * x! + d! === answer,
  },
  {
    name: "travel_time",
    topic,
    draw: (r) => [between(r, 20, 900), between(r, 20, 130)],
    problem: ([km, speed]) =>
      `How many hours does a trip of $${km}$ km take at $${speed}$ km per hour, to 2 decimals?`,
    solve: ([km, speed]) => round2(km! / speed!),
    verify: ([km, speed], answer) => brackets((hours) => hours * speed!, answer, km!),
  },
];
