import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "../../../src/llm/retrieval/math/expression.ts";
import { plainMath } from "../../../src/llm/retrieval/math/latex.ts";
import { formatValue, fraction, toNumber } from "../../../src/llm/retrieval/math/rational.ts";
import { solveMath } from "../../../src/llm/retrieval/math/solve.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

const value = (text: string) => {
  const found = evaluate(text);
  return found === null ? null : formatValue(found);
};

Deno.test("arithmetic is exact and keeps its order", () => {
  const cases: [string, string][] = [
    ["2 + 3 * 4", "14"],
    ["(2 + 3) * 4", "20"],
    ["2 ^ 3 ^ 2", "512"],
    ["-2 ^ 2", "-4"],
    ["0.1 + 0.2", "0.3"],
    ["1/3 + 1/6", "0.5"],
    ["10 - -4", "14"],
    ["|-14 - -22|", "8"],
    ["2(3 + 4)", "14"],
    ["5!", "120"],
    ["50%", "0.5"],
    ["2 ** 10", "1024"],
    ["sqrt(144) + cbrt(27)", "15"],
    ["7 ^ 100 / 7 ^ 99", "7"],
    ["sin(30) + cos(60)", "1"],
    ["1/3", "0.3333333333"],
    ["2 ^ -2", "0.25"],
    ["1,000 + 1", "1001"],
  ];
  for (const [text, expected] of cases) assert.equal(value(text), expected, text);
});

Deno.test("what is undefined, too large, too deep or no expression has no value", () => {
  const none = [
    "",
    "1 / 0",
    "0 ^ -1",
    "9 ^ 9 ^ 9",
    "999!!",
    "(-1)!",
    "tan(90)",
    "ln(0)",
    "1 +",
    "1 2",
    "(1",
    "1)",
    "2x",
    "a",
    "alert(1)",
    "constructor",
    "((".repeat(200) + "1" + "))".repeat(200),
    "-".repeat(300) + "1",
    "1+".repeat(400) + "1",
  ];
  for (const text of none) assert.equal(value(text), null, text.slice(0, 20));
});

Deno.test("sums of whole numbers come out as JavaScript's big integers do", () => {
  const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  fc.assert(fc.property(whole, whole, whole, (a, b, c) => {
    assert.equal(value(`(${a}) * (${b}) - (${c})`), String(a * b - c));
  }));
});

Deno.test("no text makes the evaluator throw", () => {
  const piece = fc.constantFrom(
    "1",
    "23.5",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "|",
    "!",
    "%",
    "x",
    "sqrt",
    "pi",
    " ",
    "**",
    ",",
    "e",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const found = evaluate(pieces.join(""), { x: fraction(2n) });
    if (found !== null) assert.ok(Number.isFinite(toNumber(found)));
  }));
});

Deno.test("LaTeX turns into plain signs", () => {
  assert.equal(evaluateLatex(String.raw`\frac{9}{2}\div\frac{4}{6}`), "6.75");
  assert.equal(evaluateLatex(String.raw`$14^{8}$`), "1475789056");
  assert.equal(evaluateLatex(String.raw`\sqrt[3]{27} \times 8\cdot4`), "96");
  assert.equal(evaluateLatex(String.raw`\dfrac{2^{3}}{4}`), "2");
});

function evaluateLatex(text: string): string | null {
  return value(plainMath(text));
}

Deno.test("questions in words are solved, wrapped in greetings and requests as validators do", () => {
  const cases: [string, string][] = [
    ["Hey there, $26+46=$ could you help me?", "72"],
    ["What is 7 plus 8?", "15"],
    ["How much is 3.5 times 2?", "7"],
    ["Please solve 12 squared", "144"],
    ["What is the square root of 144?", "12"],
    ["What is 1,234 + 1?", "1235"],
    ["What is 15% of 200?", "30"],
    ["Good morning!\n\nSolve for x: $4x + 7 = 9$ Please help me out.", "0.5"],
    ["what is x if 2x+3=11", "4"],
    ["Solve x^2 - 5x + 6 = 0 for x", "2 and 3"],
    ["Given $8x - 10y = -10$ and $5x + 8y = -49$, solve for $x$. Thank you!", "-5"],
    ["GCD of 12 and 18", "6"],
    ["What is the LCM of 4, 6 and 10?", "60"],
    ["Area of triangle with base 6 and height 4", "12"],
    ["The definite integral within limits $0$ to $1$ of the equation $18x^2 + 30x + 18 = $", "39"],
    ["Find the derivative of  $9x^{8}$ at x = 17", "29544384456"],
    ["Convert $-36$ degrees Celsius to degrees Fahrenheit", "-32.8"],
    ["Signum of $-362$ is =", "-1"],
    ["Yo!$900+952=$", "1852"],
    ["Hello there$25^2=$\n\nWill you help with this exercise?", "625"],
    ["By how many percent do $190$ and $210$ differ, measured against their average?", "10"],
    ["A value of $25$ was observed and $20$ is exact. What is the percentage error?", "25"],
    ["What is the remainder when $771$ is divided by $28$?", "15"],
    ["What is the sum of the digits of $136471$?", "22"],
    ["From $3x - 4y = 6$ and $-9x - 3y = -18$ find $x$", "2"],
    ["Find the larger solution of $x^2 + 13x + 36 = 0$", "-4"],
    ["What is the value of $-4x^3 + 1x^2 + 7x + 8$ for $x = -2$?", "30"],
    [
      String
        .raw`What is the determinant of $\begin{bmatrix} -5 & 2 & 1 \\ -6 & -8 & 5 \\ -1 & 7 & 2 \end{bmatrix}$?`,
      "219",
    ],
    ["What is the median of $36, 21, 84, 71$?", "53.5"],
    ["What is the mean of $95, 68, 8$, to 2 decimals? Can you figure this out?", "57"],
    ["Which number is term number $4$ of the geometric progression $1, 2, 4 ...$?", "8"],
    ["What is the sum of the first $76$ terms of the arithmetic progression $76, 73, 70 ...$?", "-2774"],
    ["In how many ways can $2$ of $5$ objects be chosen when order does not matter?", "10"],
    ["How many positive divisors has $297$?", "8"],
    ["The short sides of a right triangle measure $3$ and $4$. How long is the hypotenuse?", "5"],
    ["Convert $255$ from base $10$ to base $16$.", "FF"],
  ];
  for (const [question, answer] of cases) assert.equal(solveMath(question), answer, question);
});

Deno.test("no question takes long to be understood or refused", () => {
  const long = [
    "(" + "1".repeat(5000),
    "convert " + "1".repeat(5000) + " from base 10 to base 16",
    "solve for x " + "x+".repeat(2000) + "=",
    "given " + "x=".repeat(2000) + " and ",
    "value of x " + " in if ".repeat(1000),
    "9".repeat(40) + "^" + "9".repeat(40),
    "$" + "\\frac{".repeat(600),
    "[1,".repeat(1500),
    "area of a triangle with side lengths " + "7, ".repeat(1000),
    "the determinant of " + "-1 & ".repeat(900),
  ];
  // A runaway pattern would take hours here, so ending at all is the point.
  for (const question of long) assert.ok(["string", "object"].includes(typeof solveMath(question)));
});

Deno.test("questions that are no mathematics are left alone", () => {
  const none = [
    "The war of 1914-1918, who won?",
    "What happened in 1914-1918?",
    "Who was born on July 20, 1969?",
    "What does NASA mean?",
    "What was the score of the 3-2 match?",
    "When did Apollo 11 land?",
    "How many people died on the Titanic in 1912?",
    "What is x?",
    "",
  ];
  for (const question of none) assert.equal(solveMath(question), null, question);
});

full("the samples of the math dataset are solved, except those whose stored answer is another", async () => {
  const vectors = await readVectors("mathgen_samples.json");
  if (vectors === null) return;
  // The generator's own answers deviate from mathematics here (rounding, wrong formulas), or the notation is its own.
  const odd = new Set([
    "power_rule_differentiation",
    "basic_trigonometry",
    "harmonic_mean",
    "complex_to_polar",
    "power_of_powers",
    "quotient_of_power_same_power",
  ]);
  let cases = 0;
  for (const { name, samples } of vectors.generators) {
    if (odd.has(name)) continue;
    for (const { problem, solution } of samples) {
      cases++;
      const [got, wanted] = [Number(solveMath(problem)), Number(solution)];
      assert.ok(
        Math.abs(got - wanted) <= 0.006 + 0.005 * Math.abs(wanted),
        `${name}: ${problem} → ${got}, not ${wanted}`,
      );
    }
  }
  assert.ok(cases > 300);
  reportCases("mathgen_samples.json", cases);
});
