import { agree, between, brackets, list, type MathGenerator, round2, several } from "./math_generator.ts";

/** "+ 3x" pieces of a polynomial with positive coefficients. */
function quadratic(a: number, b: number, c: number): string {
  return `${a}x^2 + ${b}x + ${c}`;
}

/** Largest prime factor by trial division. */
function largestPrimeFactor(n: number): number {
  let largest = 1;
  for (let p = 2; p * p <= n; p++) while (n % p === 0) [largest, n] = [p, n / p];
  return n > 1 ? n : largest;
}

function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

/** Calculus, counting, averages and number theory. */
export const MISC: readonly MathGenerator[] = [
  {
    name: "power_rule_differentiation",
    topic: "calculus",
    draw: (r) => [between(r, 1, 10), between(r, 1, 8), between(r, 1, 20)],
    problem: ([a, k, x]) => `What is the derivative of $${a}x^{${k}}$ at x = ${x}?`,
    solve: ([a, k, x]) => a! * k! * x! ** (k! - 1),
    // Dual numbers: carry value and slope through k multiplications.
    verify: ([a, k, x], answer) => {
      let [value, slope] = [a!, 0];
      for (let i = 0; i < k!; i++) [value, slope] = [value * x!, slope * x! + value];
      return slope === answer;
    },
  },
  {
    name: "definite_integral",
    topic: "calculus",
    draw: (r) => several(r, 3, 1, 99),
    problem: ([a, b, c]) => `What is the definite integral from $0$ to $1$ of $${quadratic(a!, b!, c!)}$?`,
    solve: ([a, b, c]) => round2(a! / 3 + b! / 2 + c!),
    // Simpson's rule is exact for a quadratic.
    verify: ([a, b, c], answer) => agree(answer, (c! + 4 * (a! / 4 + b! / 2 + c!) + (a! + b! + c!)) / 6),
  },
  {
    name: "combinations",
    topic: "statistics",
    draw: (r) => {
      const n = between(r, 2, 20);
      return [n, between(r, 1, n)];
    },
    problem: ([n, k]) =>
      `In how many ways can $${k}$ of $${n}$ objects be chosen when order does not matter?`,
    solve: ([n, k]) => binomial(n!, k!),
    // Pascal's triangle.
    verify: ([n, k], answer) => {
      let row = [1];
      for (let i = 0; i < n!; i++) row = [1, ...row.map((x, j) => x + (row[j + 1] ?? 0))];
      return row[k!] === answer;
    },
  },
  {
    name: "permutation",
    topic: "statistics",
    draw: (r) => {
      const n = between(r, 2, 20);
      return [n, between(r, 1, Math.min(n, 8))];
    },
    problem: ([n, k]) => `In how many orders can $${k}$ of $${n}$ objects be lined up?`,
    solve: ([n, k]) => Array.from({ length: k! }, (_, i) => n! - i).reduce((a, b) => a * b, 1),
    verify: ([n, k], answer) => {
      for (let i = 0; i < k!; i++) answer /= n! - i;
      return answer === 1;
    },
  },
  {
    name: "arithmetic_mean",
    topic: "statistics",
    draw: (r) => several(r, between(r, 3, 8), 1, 100),
    problem: (n) => `What is the mean of $${list(n)}$, to 2 decimals?`,
    solve: (n) => round2(n.reduce((a, b) => a + b, 0) / n.length),
    // Deviations from the mean cancel out.
    verify: (n, answer) => brackets((x) => n.reduce((sum, value) => sum + (x - value), 0), answer, 0),
  },
  {
    name: "median",
    topic: "statistics",
    draw: (r) => several(r, between(r, 3, 9), 1, 100),
    problem: (n) => `What is the median of $${list(n)}$?`,
    solve: (n) => {
      const sorted = [...n].sort((a, b) => a - b);
      const middle = Math.floor(sorted.length / 2);
      return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    },
    // Taking away the smallest and the largest again and again leaves the middle.
    verify: (n, answer) => {
      const left = [...n];
      while (left.length > 2) {
        left.splice(left.indexOf(Math.min(...left)), 1);
        left.splice(left.indexOf(Math.max(...left)), 1);
      }
      return left.reduce((a, b) => a + b, 0) === answer * left.length;
    },
  },
  {
    name: "lcm",
    topic: "misc",
    draw: (r) => several(r, 2, 1, 30),
    problem: ([a, b]) => `What is the least common multiple of $${a}$ and $${b}$?`,
    solve: ([a, b]) => {
      let multiple = a!;
      while (multiple % b! !== 0) multiple += a!;
      return multiple;
    },
    verify: ([a, b], answer) => {
      let [x, y] = [a!, b!];
      while (y !== 0) [x, y] = [y, x % y];
      return answer * x === a! * b!;
    },
  },
  {
    name: "prime_factors",
    topic: "misc",
    draw: (r) => [between(r, 2, 500)],
    problem: ([n]) => `Which is the largest prime factor of $${n}$?`,
    solve: ([n]) => largestPrimeFactor(n!),
    verify: ([n], answer) => {
      const prime = (p: number) =>
        p > 1 && !Array.from({ length: p - 2 }, (_, i) => i + 2).some((d) => p % d === 0);
      for (let d = n!; d > 1; d--) if (n! % d === 0 && prime(d)) return d === answer;
      return false;
    },
  },
  {
    name: "profit_loss_percent",
    topic: "misc",
    draw: (r) => {
      const [cost, price] = several(r, 2, 50, 1000) as [number, number];
      return [cost, price === cost ? price + 1 : price];
    },
    problem: ([cost, price]) =>
      `Something was bought for $${cost}$ and sold for $${price}$. What is the ${
        price! > cost! ? "profit" : "loss"
      } in percent of the cost?`,
    solve: ([cost, price]) => round2((Math.abs(price! - cost!) / cost!) * 100),
    verify: ([cost, price], answer) =>
      brackets((x) => cost! * (100 + x), answer, 100 * (cost! + Math.abs(price! - cost!))),
  },
  {
    name: "geometric_mean",
    topic: "misc",
    draw: (r) => several(r, between(r, 2, 4), 1, 100),
    problem: (n) => `What is the geometric mean of $${list(n)}$, to 2 decimals?`,
    solve: (n) => round2(Math.exp(n.reduce((sum, x) => sum + Math.log(x), 0) / n.length)),
    verify: (n, answer) => brackets((x) => x ** n.length, answer, n.reduce((a, b) => a * b, 1)),
  },
  {
    name: "harmonic_mean",
    topic: "misc",
    draw: (r) => several(r, between(r, 2, 4), 1, 100),
    problem: (n) => `What is the harmonic mean of $${list(n)}$, to 2 decimals?`,
    solve: (n) => round2(n.length / n.reduce((sum, x) => sum + 1 / x, 0)),
    // Over a common denominator: count · Π / Σ of the products that leave one out.
    verify: (n, answer) => {
      const product = n.reduce((a, b) => a * b, 1);
      const leaveOneOut = n.map((_, i) => n.reduce((a, b, j) => (i === j ? a : a * b), 1));
      return agree(answer, (n.length * product) / leaveOneOut.reduce((a, b) => a + b, 0));
    },
  },
  {
    name: "euclidian_norm",
    topic: "misc",
    draw: (r) => several(r, between(r, 2, 6), -100, 100),
    problem: (n) => `What is the Euclidean norm of the vector $[${list(n)}]$, to 2 decimals?`,
    solve: (n) => round2(Math.sqrt(n.reduce((sum, x) => sum + x * x, 0))),
    verify: (n, answer) => agree(answer, n.reduce((length, x) => Math.hypot(length, x), 0)),
  },
  {
    name: "celsius_to_fahrenheit",
    topic: "misc",
    draw: (r) => [between(r, -50, 100)],
    problem: ([c]) => `How many degrees Fahrenheit are $${c}$ degrees Celsius?`,
    solve: ([c]) => round2((c! * 9) / 5 + 32),
    verify: ([c], answer) => Math.abs(((answer - 32) * 5) / 9 - c!) < 1e-9,
  },
  {
    name: "fahrenheit_to_celsius",
    topic: "misc",
    draw: (r) => [between(r, -50, 220)],
    problem: ([f]) => `How many degrees Celsius are $${f}$ degrees Fahrenheit, to 2 decimals?`,
    solve: ([f]) => round2(((f! - 32) * 5) / 9),
    verify: ([f], answer) => brackets((x) => x * 1.8 + 32, answer, f!),
  },
  {
    name: "arithmetic_progression_term",
    topic: "misc",
    draw: (r) => [between(r, 4, 100), between(r, -100, 100), between(r, -50, 50)],
    problem: ([n, a, d]) =>
      `Which number is term number $${n}$ of the arithmetic progression $${a}, ${a! + d!}, ${
        a! + 2 * d!
      } ...$?`,
    solve: ([n, a, d]) => a! + (n! - 1) * d! + 0,
    verify: ([n, a, d], answer) => {
      let term = a!;
      for (let i = 1; i < n!; i++) term += d!;
      return term === answer;
    },
  },
  {
    name: "arithmetic_progression_sum",
    topic: "misc",
    draw: (r) => [between(r, 4, 100), between(r, -100, 100), between(r, -50, 50)],
    problem: ([n, a, d]) =>
      `What is the sum of the first $${n}$ terms of the arithmetic progression $${a}, ${a! + d!}, ${
        a! + 2 * d!
      } ...$?`,
    solve: ([n, a, d]) => (n! * (2 * a! + (n! - 1) * d!)) / 2 + 0,
    verify: ([n, a, d], answer) => {
      for (let i = 0; i < n!; i++) answer -= a! + i * d!;
      return answer === 0;
    },
  },
  {
    name: "geometric_progression_term",
    topic: "misc",
    draw: (r) => [between(r, 4, 9), between(r, 1, 9), between(r, 2, 5)],
    problem: ([n, a, q]) =>
      `Which number is term number $${n}$ of the geometric progression $${a}, ${a! * q!}, ${
        a! * q! * q!
      } ...$?`,
    solve: ([n, a, q]) => a! * q! ** (n! - 1),
    verify: ([n, a, q], answer) => {
      for (let i = 1; i < n!; i++) answer /= q!;
      return answer === a;
    },
  },
  {
    name: "sum_of_first_numbers",
    topic: "misc",
    draw: (r) => [between(r, 10, 500)],
    problem: ([n]) => `What is the sum of all whole numbers from $1$ to $${n}$?`,
    solve: ([n]) => (n! * (n! + 1)) / 2,
    verify: ([n], answer) => {
      for (let i = 1; i <= n!; i++) answer -= i;
      return answer === 0;
    },
  },
  {
    name: "count_divisors",
    topic: "misc",
    draw: (r) => [between(r, 2, 500)],
    problem: ([n]) => `How many positive divisors has $${n}$?`,
    solve: ([n]) => {
      let [rest, count] = [n!, 1];
      for (let p = 2; rest > 1; p++) {
        let power = 0;
        while (rest % p === 0) [rest, power] = [rest / p, power + 1];
        count *= power + 1;
      }
      return count;
    },
    verify: ([n], answer) => {
      for (let d = 1; d <= n!; d++) if (n! % d === 0) answer--;
      return answer === 0;
    },
  },
  {
    name: "signum_function",
    topic: "misc",
    draw: (r) => [between(r, -999, 999)],
    problem: ([n]) => `What is the value of the signum function at $${n}$?`,
    solve: ([n]) => Math.sign(n!),
    verify: ([n], answer) => answer * Math.abs(n!) === n && [-1, 0, 1].includes(answer),
  },
];
