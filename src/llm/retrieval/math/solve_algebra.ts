import { evaluate } from "./expression.ts";
import { derivativeAt, integral, solveLinear, solvePair, solveQuadratic } from "./polynomial.ts";
import { minus, type Problem, sumOf } from "./problem.ts";
import { multiply, toNumber, type Value } from "./rational.ts";

const SIDE = String.raw`[-+*/^().\da-z\s]`;
const LETTER_FIRST = new RegExp(
  String
    .raw`(?:solve for|value of|find|what is)\s+([a-z])\b(?:[\s,:]|\b(?:if|in|when|given|that|the|equation)\b)*` +
    `(${SIDE}{1,200}=${SIDE}{0,200}?)` + String.raw`(?:[?,;]|\.\s|\.?$|\s(?:[a-z]{2,}|i\b))`,
  "i",
);
const LETTER_LAST = new RegExp(
  String
    .raw`(?:solve|solution of)\s+(${SIDE}{1,200}=${SIDE}{0,200}?)(?:\s+for\s+([a-z])\b|$|[?,;]|\s(?:[a-z]{2,}|i\b))`,
  "i",
);

/** The equation of a question, solved for the letter it names. */
function solveEquation(text: string): Value | string | null {
  const first = LETTER_FIRST.exec(text);
  const last = first ? null : LETTER_LAST.exec(text);
  const letter = first?.[1] ?? last?.[2] ?? "x";
  const equation = first?.[2] ?? last?.[1];
  if (equation === undefined) return null;
  const linear = solveLinear(equation, letter);
  if (linear !== null) return linear;
  const roots = solveQuadratic(equation, letter)?.map((x) => `${Math.round(x * 1e10) / 1e10}`);
  return roots ? [...new Set(roots)].join(" and ") : null;
}

const LINEAR = /[-+]?\s?[-+*\d.xy\s]{0,60}[xy][-+*\d.xy\s]{0,60}=\s?[-+*\d.xy\s]{0,60}\d/gi;

/** Two equations in x and y anywhere in a question, solved for the letter asked for last. */
function solveSystem(text: string): Value | null {
  const equations = text.match(LINEAR);
  const letter = [...text.matchAll(/\b(?:find|solve for|what is|value of)\s+([xy])\b/gi)].at(-1)?.[1];
  if (equations?.length !== 2 || letter === undefined) return null;
  return solvePair(equations[0]!, equations[1]!)?.[letter.toLowerCase() as "x" | "y"] ?? null;
}

/** One of the two roots of "the larger solution of …". */
function oneRoot(text: string): Value | null {
  const match =
    /\b(larger|smaller|positive|negative) (?:solution|root) of\s+([-+*/^().\dx\s]{1,200}=\s*[-\d.]{1,40})/i
      .exec(text);
  const roots = match && solveQuadratic(match[2]!, "x");
  if (!match || !roots) return null;
  return /larger|positive/i.test(match[1]!) ? roots[1]! : roots[0]!;
}

/** A polynomial of x between its words and the point it is taken at. */
function at(text: string, words: RegExp, use: (polynomial: string, x: Value) => Value | null): Value | null {
  const match = words.exec(text);
  const x = match && evaluate(match[2]!);
  return x ? use(match[1]!, x) : null;
}

const POINT = String.raw`\s+(?:at|for|when|if)\s+x\s*=\s*(-?[\d.]{1,20})`;
const DERIVATIVE = new RegExp(String.raw`derivative of\s+(.{1,300}?)${POINT}`, "i");
const POLYNOMIAL = new RegExp(String.raw`(?:value of|simplify:?|evaluate:?)\s+(.{1,400}?)${POINT}`, "i");

function determinant(m: Value[]): Value | null {
  const two = (a: number, b: number, c: number, d: number) =>
    minus(multiply(m[a]!, m[d]!), multiply(m[b]!, m[c]!));
  if (m.length === 4) return two(0, 1, 2, 3);
  if (m.length !== 9) return null;
  return sumOf([
    multiply(m[0]!, two(4, 5, 7, 8)),
    minus(multiply(m[2]!, two(3, 4, 6, 7)), multiply(m[1]!, two(3, 5, 6, 8))),
  ]);
}

/** Questions about equations, polynomials, vectors and matrices. */
export const ALGEBRA: readonly Problem[] = [
  { words: /derivative of/i, solve: ({ rest }) => at(rest, DERIVATIVE, derivativeAt) },
  {
    words: /definite integral/i,
    solve: ({ rest, after }) => {
      const match = /(?:equation|of)\s+([-+*/^().\d\s]*x[-+*/^().\dx\s]*)/i.exec(rest);
      return match && after.length >= 2 ? integral(match[1]!, after[0]!, after[1]!) : null;
    },
  },
  {
    words: /(?:value of|simplify|evaluate).{1,400}\bx\s*=/i,
    solve: ({ rest }) => at(rest, POLYNOMIAL, (polynomial, x) => evaluate(polynomial, { x })),
  },
  {
    words: /simplify\s+[-\d(]/i,
    solve: ({ rest }) => evaluate(/simplify\s+([-+*/^().\d\s]+)/i.exec(rest)?.[1] ?? ""),
  },
  {
    words: /(?:given|from|equations?)\b.{0,60}[xy].{1,120}=.{1,120}=/i,
    solve: ({ rest }) => solveSystem(rest),
  },
  { words: /(?:solution|root) of\s+[-\dx(]/i, solve: ({ text }) => oneRoot(text) },
  {
    words: /(?:solve for|value of|find|what is)\s+[a-z]\b|(?:solve|solution of)\s.{1,300}=/i,
    solve: ({ rest }) => solveEquation(rest),
  },
  {
    words: /norm of the vector/i,
    solve: ({ after }) => after.length > 0 ? Math.hypot(...after.map(toNumber)) : null,
  },
  {
    words: /\[[-\d,. ]+\]\s*\*\s*\[[-\d,. ]+\]/,
    solve: ({ after }) => {
      const half = after.length / 2;
      if (!Number.isInteger(half)) return null;
      return sumOf(after.slice(0, half).map((x, i) => multiply(x, after[half + i]!)));
    },
  },
  { words: /determinant of/i, solve: ({ after }) => determinant(after) },
];
