import { agree, between, brackets, type MathGenerator, round2, several } from "./math_generator.ts";

const topic = "basic_math";

/** Greatest common divisor by repeated subtraction of remainders. */
function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** Calculations of everyday arithmetic. */
export const BASIC: readonly MathGenerator[] = [
  {
    name: "addition",
    topic,
    draw: (r) => several(r, 2, 0, 999),
    problem: ([a, b]) => `$${a}+${b}=$`,
    solve: ([a, b]) => a! + b!,
    verify: ([a, b], answer) => answer - b! === a,
  },
  {
    name: "subtraction",
    topic,
    draw: (r) => several(r, 2, 0, 999).sort((x, y) => y - x),
    problem: ([a, b]) => `$${a}-${b}=$`,
    solve: ([a, b]) => a! - b!,
    verify: ([a, b], answer) => answer + b! === a,
  },
  {
    name: "multiplication",
    topic,
    draw: (r) => several(r, 2, 0, 99),
    problem: ([a, b]) => `$${a}\\cdot${b}=$`,
    solve: ([a, b]) => a! * b!,
    verify: ([a, b], answer) =>
      Array.from({ length: a! }, () => b!).reduce((sum, x) => sum + x, 0) === answer,
  },
  {
    name: "division",
    topic,
    draw: (r) => {
      const [a, b] = [between(r, 0, 99), between(r, 1, 99)];
      return [a * b, b];
    },
    problem: ([a, b]) => `$${a}\\div${b}=$`,
    solve: ([a, b]) => a! / b!,
    verify: ([a, b], answer) => Number.isInteger(answer) && answer * b! === a,
  },
  {
    name: "square_root",
    topic,
    draw: (r) => [between(r, 1, 40) ** 2],
    problem: ([n]) => `$\\sqrt{${n}}=$`,
    solve: ([n]) => Math.sqrt(n!),
    verify: ([n], answer) => answer >= 0 && answer * answer === n,
  },
  {
    name: "square",
    topic,
    draw: (r) => [between(r, 1, 60)],
    problem: ([n]) => `$${n}^2=$`,
    solve: ([n]) => n! ** 2,
    // The first n odd numbers add up to n².
    verify: ([n], answer) =>
      Array.from({ length: n! }, (_, i) => 2 * i + 1).reduce((a, b) => a + b, 0) === answer,
  },
  {
    name: "cube_root",
    topic,
    draw: (r) => [between(r, 1, 1000)],
    problem: ([n]) => `To 2 decimal places, what is the cube root $\\sqrt[3]{${n}}=$`,
    solve: ([n]) => round2(Math.cbrt(n!)),
    verify: ([n], answer) => brackets((x) => x * x * x, answer, n!),
  },
  {
    name: "fraction_to_decimal",
    topic,
    draw: (r) => [between(r, 0, 99), between(r, 1, 99)],
    problem: ([a, b]) => `Round to 2 decimal places: $${a}\\div${b}=$`,
    solve: ([a, b]) => round2(a! / b!),
    verify: ([a, b], answer) => brackets((x) => x * b!, answer, a!),
  },
  {
    name: "divide_fractions",
    topic,
    draw: (r) => several(r, 4, 1, 10),
    problem: ([a, b, c, d]) => `$\\frac{${a}}{${b}}\\div\\frac{${c}}{${d}}=$`,
    solve: ([a, b, c, d]) => (a! / b!) / (c! / d!),
    verify: ([a, b, c, d], answer) => Math.abs(answer * b! * c! - a! * d!) < 1e-9,
  },
  {
    name: "fraction_multiplication",
    topic,
    draw: (r) => several(r, 4, 1, 10),
    problem: ([a, b, c, d]) => `$\\frac{${a}}{${b}}\\cdot\\frac{${c}}{${d}}=$`,
    solve: ([a, b, c, d]) => (a! / b!) * (c! / d!),
    verify: ([a, b, c, d], answer) => Math.abs(answer * b! * d! - a! * c!) < 1e-9,
  },
  {
    name: "exponentiation",
    topic,
    draw: (r) => [between(r, 1, 20), between(r, 1, 8)],
    problem: ([a, b]) => `$${a}^{${b}}=$`,
    solve: ([a, b]) => a! ** b!,
    verify: ([a, b], answer) => BigInt(a!) ** BigInt(b!) === BigInt(answer),
  },
  {
    name: "factorial",
    topic,
    draw: (r) => [between(r, 0, 12)],
    problem: ([n]) => `$${n}!=$`,
    solve: ([n]) => Array.from({ length: n! }, (_, i) => i + 1).reduce((a, b) => a * b, 1),
    verify: ([n], answer) => {
      for (let i = n!; i > 1; i--) answer /= i;
      return answer === 1;
    },
  },
  {
    name: "absolute_difference",
    topic,
    draw: (r) => several(r, 2, -100, 100),
    problem: ([a, b]) => `$|${a}-${b! < 0 ? `(${b})` : b}|=$`,
    solve: ([a, b]) => Math.abs(a! - b!),
    verify: ([a, b], answer) => answer >= 0 && (a! + answer === b || b! + answer === a),
  },
  {
    name: "percentage",
    topic,
    draw: (r) => [between(r, 1, 99), between(r, 1, 99)],
    problem: ([p, n]) => `How much is $${p}$% of $${n}$?`,
    solve: ([p, n]) => round2((p! * n!) / 100),
    verify: ([p, n], answer) => Math.round(answer * 100) === p! * n!,
  },
  {
    name: "percentage_difference",
    topic,
    draw: (r) => several(r, 2, 1, 200),
    problem: ([a, b]) => `By how many percent do $${a}$ and $${b}$ differ, measured against their average?`,
    solve: ([a, b]) => round2((Math.abs(a! - b!) / ((a! + b!) / 2)) * 100),
    verify: ([a, b], answer) => agree(answer, (200 * Math.max(a! - b!, b! - a!)) / (a! + b!)),
  },
  {
    name: "percentage_error",
    topic,
    draw: (r) => [between(r, -99, 99), between(r, 1, 99) * (r.next() < 0.5 ? -1 : 1)],
    problem: ([a, b]) => `A value of $${a}$ was observed and $${b}$ is exact. What is the percentage error?`,
    solve: ([a, b]) => round2((Math.abs(b! - a!) / Math.abs(b!)) * 100),
    verify: ([a, b], answer) => brackets((x) => x * Math.abs(b!), answer, 100 * Math.abs(a! - b!)),
  },
  {
    name: "greatest_common_divisor",
    topic,
    draw: (r) => several(r, 2, 2, 999),
    problem: ([a, b]) => `$GCD(${a},${b})=$`,
    solve: ([a, b]) => gcd(a!, b!),
    verify: ([a, b], answer) => {
      if (a! % answer !== 0 || b! % answer !== 0) return false;
      for (let d = answer + 1; d <= Math.min(a!, b!); d++) if (a! % d === 0 && b! % d === 0) return false;
      return true;
    },
  },
  {
    name: "remainder",
    topic,
    draw: (r) => [between(r, 50, 999), between(r, 2, 49)],
    problem: ([a, b]) => `What is the remainder when $${a}$ is divided by $${b}$?`,
    solve: ([a, b]) => a! % b!,
    verify: ([a, b], answer) => answer >= 0 && answer < b! && Number.isInteger((a! - answer) / b!),
  },
  {
    name: "digit_sum",
    topic,
    draw: (r) => [between(r, 1000, 999_999)],
    problem: ([n]) => `What is the sum of the digits of $${n}$?`,
    solve: ([n]) => [...String(n)].reduce((sum, digit) => sum + Number(digit), 0),
    verify: ([n], answer) => {
      for (let rest = n!; rest > 0; rest = Math.floor(rest / 10)) answer -= rest % 10;
      return answer === 0;
    },
  },
  {
    name: "price_of_many",
    topic,
    draw: (r) => [between(r, 2, 40), between(r, 5, 995)],
    problem: ([count, cents]) =>
      `One item costs $${(cents! / 100).toFixed(2)}$ dollars. What do $${count}$ of them cost, in dollars?`,
    solve: ([count, cents]) => round2((count! * cents!) / 100),
    verify: ([count, cents], answer) => Math.round((answer * 100) / count!) === cents,
  },
];
