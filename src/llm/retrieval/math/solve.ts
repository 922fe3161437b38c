import { ALGEBRA } from "./solve_algebra.ts";
import { ARITHMETIC } from "./solve_arithmetic.ts";
import { evaluate, MAX_EXPRESSION } from "./expression.ts";
import { GEOMETRY } from "./solve_geometry.ts";
import { plainMath } from "./latex.ts";
import type { Problem } from "./problem.ts";
import { decimal, formatValue, MathLimit, negate, type Value } from "./rational.ts";
import { STATISTICS } from "./solve_statistics.ts";

/** Recognized questions; the first that gives an answer wins. */
const PROBLEMS: readonly Problem[] = [...ARITHMETIC, ...STATISTICS, ...GEOMETRY, ...ALGEBRA];

/** Characters of a question that are looked at for mathematics. */
const MAX_QUESTION = 4096;

/** Numbers of one question at most. */
const MAX_NUMBERS = 64;

/** Words that announce that an expression is to be worked out. */
const ASKS =
  /\b(?:what(?:'s| is| does)|calculate|compute|evaluate|solve|simplify|work out|how much is|result of|value of)\b/i;

/**
 * Answers simple questions of arithmetic, algebra and geometry exactly where that is possible.
 * @returns the number as text, or null when the question is not one of these
 */
export function solveMath(question: string): string | null {
  const text = plainMath(question.slice(0, MAX_QUESTION)).replace(/\s+/g, " ")
    .replace(/,? to \d decimals?(?: places)?/gi, "");
  if (!/\d/.test(text)) return null;
  try {
    for (const { words, solve } of PROBLEMS) {
      const found = words.exec(text);
      if (!found) continue;
      const rest = text.slice(found.index);
      const value = solve({ text, rest, after: numbersIn(rest), all: numbersIn(text) });
      if (value !== null) return typeof value === "string" ? value : formatValue(value);
    }
    const value = bareExpression(text, /[$=]|\\frac|\\cdot|\\div/.test(question));
    return value === null ? null : formatValue(value);
  } catch (error) {
    // Out of range or undefined: then it is no question this can answer.
    if (error instanceof MathLimit) return null;
    throw error;
  }
}

/** Numbers of a text in order; a minus counts as a sign unless it stands between two numbers. */
function numbersIn(text: string): Value[] {
  const out: Value[] = [];
  for (const match of text.matchAll(/(?:(?<!\d\s?|\)|[a-z])-)?\d{1,40}(?:\.\d{1,40})?/gi)) {
    if (out.length >= MAX_NUMBERS) break;
    const value = decimal(match[0].replace("-", ""));
    out.push(match[0].startsWith("-") ? negate(value) : value);
  }
  return out;
}

const RUN = /(?:\b(?:sqrt|cbrt|sin|cos|tan|log|ln|pi)\b|[-+*/^()|!%.\d\s])+/g;
const OPERATOR = /[-+*/^|!%]|sqrt|cbrt|sin|cos|tan|log|ln/;

/** Operators written as words, where they stand between numbers. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d) plus (?=[-\d(])/gi, " + "],
  [/(?<=\d) minus (?=[-\d(])/gi, " - "],
  [/(?<=\d) (?:times|multiplied by|x) (?=[-\d(])/gi, " * "],
  [/(?<=\d) divided by (?=[-\d(])/gi, " / "],
  [/(?<=\d) (?:raised )?to the power of (?=[-\d(])/gi, " ^ "],
  [/(?<=\d) squared\b/gi, " ^ 2"],
  [/(?<=\d) cubed\b/gi, " ^ 3"],
  [/\b(?:the )?square root of (?=\d)/gi, "sqrt "],
];

/**
 * The longest run of arithmetic in a text, worked out. Only when it is marked as mathematics, asked for, or all
 * there is: "the war of 1914-1918" is no subtraction. A run that goes on in letters is part of something else.
 */
function bareExpression(question: string, marked: boolean): Value | null {
  let text = question.replace(/\b\d{1,3}(?:,\d{3})+\b/g, (digits) => digits.replaceAll(",", ""));
  for (const [spoken, sign] of SPOKEN) text = text.replace(spoken, sign);
  let run = "";
  for (const match of text.matchAll(RUN)) {
    const before = text[match.index - 1] ?? "";
    const after = text[match.index + match[0].length] ?? "";
    const glued = /[a-z\\_]/i.test(before) && /^(?:\S|\s*[+*/^])/.test(match[0]) && !/^[.!]\s/.test(match[0]);
    if (glued || (/[a-z\\_]/i.test(after) && /\S$/.test(match[0]))) continue;
    const part = match[0].replace(/^[\s.!%*/^)]+|[\s.]+$/g, "");
    if (part.length > run.length && /\d/.test(part) && OPERATOR.test(part)) run = part;
  }
  if (run === "" || run.length > MAX_EXPRESSION) return null;
  const alone = /^[\s=?.,!]*$/.test(text.replace(run, ""));
  const years = /^\d{4}\s?-\s?\d{4}$/.test(run);
  if (!marked && !alone && (years || !ASKS.test(text))) return null;
  return evaluate(run) ?? evaluate(run.replace(/!+$/, ""));
}
