import {
  absolute,
  add,
  decimal,
  divide,
  factorial,
  fraction,
  MathLimit,
  multiply,
  negate,
  power,
  root,
  toNumber,
  type Value,
} from "./rational.ts";

/** Characters of an expression; longer ones are not read. */
export const MAX_EXPRESSION = 512;
const MAX_DEPTH = 64;

/** Values of the letters in an expression. */
export type Variables = Readonly<Record<string, Value>>;

const FUNCTIONS: Record<string, (x: Value) => Value> = {
  sqrt: (x) => root(x, 2),
  cbrt: (x) => root(x, 3),
  abs: absolute,
  sin: (x) => tidyTrig(Math.sin(toNumber(x) * Math.PI / 180)),
  cos: (x) => tidyTrig(Math.cos(toNumber(x) * Math.PI / 180)),
  tan: (x) => tidyTrig(Math.tan(toNumber(x) * Math.PI / 180)),
  ln: (x) => finite(Math.log(toNumber(x))),
  log: (x) => finite(Math.log10(toNumber(x))),
  exp: (x) => finite(Math.exp(toNumber(x))),
};

/** Sines of whole degrees such as 30 come out as 0.49999999999999994. */
function tidyTrig(x: number): Value {
  if (Math.abs(x) > 1e12) throw new MathLimit("undefined");
  return Math.round(x * 1e12) / 1e12;
}

function finite(x: number): number {
  if (!Number.isFinite(x)) throw new MathLimit("undefined");
  return x;
}

const TOKEN = /\s*(?:(\d[\d,]*\.?\d*|\.\d+)|([A-Za-z]+)|(\*\*|[-+*/^()[\]|!%=]))/y;

/**
 * Value of an arithmetic expression: `+ - * / ^ ** ! %`, brackets, `|x|`, roots and trigonometry in degrees,
 * single letters from `variables`, products without a sign as in `2x` or `3(4+5)`.
 * @returns null when the text is not an expression, or its value is undefined or too large
 */
export function evaluate(text: string, variables: Variables = {}): Value | null {
  if (text.length > MAX_EXPRESSION || text.trim() === "") return null;
  const tokens = tokenize(text, variables);
  if (tokens === null) return null;
  try {
    const parser = new Parser(tokens, variables);
    const value = parser.sum(0);
    return parser.done ? value : null;
  } catch (error) {
    if (error instanceof MathLimit) return null;
    throw error;
  }
}

function tokenize(text: string, variables: Variables): string[] | null {
  const out: string[] = [];
  let at = 0;
  const end = text.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return null;
    at = TOKEN.lastIndex;
    if (match[2] === undefined) {
      out.push((match[1] ?? match[3])!.replaceAll(",", ""));
    } else if (Object.hasOwn(FUNCTIONS, match[2]) || match[2] === "pi") {
      out.push(match[2]);
    } else if ([...match[2]].every((letter) => Object.hasOwn(variables, letter))) {
      out.push(...match[2]);
    } else {
      return null;
    }
  }
  return out;
}

/** Recursive descent; every level is counted so that brackets cannot exhaust the stack. */
class Parser {
  #at = 0;
  #bars = 0;

  constructor(readonly tokens: readonly string[], readonly variables: Variables) {}

  get done(): boolean {
    return this.#at === this.tokens.length;
  }

  #peek(): string {
    return this.tokens[this.#at] ?? "";
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at++;
    return true;
  }

  sum(depth: number): Value {
    if (depth > MAX_DEPTH) throw new MathLimit("too deep");
    let value = this.#product(depth);
    for (;;) {
      if (this.#take("+")) value = add(value, this.#product(depth));
      else if (this.#take("-")) value = add(value, negate(this.#product(depth)));
      else return value;
    }
  }

  #product(depth: number): Value {
    let value = this.#signed(depth);
    for (;;) {
      if (this.#take("*")) value = multiply(value, this.#signed(depth));
      else if (this.#take("/")) value = divide(value, this.#signed(depth));
      else if (/^[a-z([]/i.test(this.#peek()) || (this.#peek() === "|" && this.#bars === 0)) {
        value = multiply(value, this.#power(depth));
      } else return value;
    }
  }

  #signed(depth: number): Value {
    if (depth > MAX_DEPTH) throw new MathLimit("too deep");
    if (this.#take("-")) return negate(this.#signed(depth + 1));
    if (this.#take("+")) return this.#signed(depth + 1);
    return this.#power(depth);
  }

  #power(depth: number): Value {
    const base = this.#postfix(depth);
    if (this.#take("^") || this.#take("**")) return power(base, this.#signed(depth + 1));
    return base;
  }

  #postfix(depth: number): Value {
    let value = this.#atom(depth);
    for (;;) {
      if (this.#take("!")) value = factorial(value);
      else if (this.#take("%")) value = divide(value, fraction(100n));
      else return value;
    }
  }

  #atom(depth: number): Value {
    const token = this.#peek();
    this.#at++;
    if (/^[\d.]/.test(token)) return decimal(token);
    if (token === "pi") return Math.PI;
    const call = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
    if (call) return call(this.#power(depth + 1));
    const variable = this.variables[token];
    if (variable !== undefined) return variable;
    if (token === "(" || token === "[") {
      const bars = this.#bars;
      this.#bars = 0;
      const value = this.sum(depth + 1);
      this.#bars = bars;
      if (!this.#take(token === "(" ? ")" : "]")) throw new MathLimit("bracket");
      return value;
    }
    if (token === "|") {
      this.#bars++;
      const value = this.sum(depth + 1);
      this.#bars--;
      if (!this.#take("|")) throw new MathLimit("bar");
      return absolute(value);
    }
    throw new MathLimit("not an expression");
  }
}
