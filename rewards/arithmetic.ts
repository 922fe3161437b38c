/**
 * Value of one word that may be a number or a small expression: the part of what the original's symbolic evaluator
 * accepts that people write (docs/spec/domain.md#54-float_diff), with limits instead of an evaluator
 * (docs/spec/domain.md#defect-17). No names but
 * `pi`, `E`, `oo`, `inf`, `nan` and `sqrt(…)`; `^` is bit-exclusive-or there, as in Python, and `#` begins a comment.
 * A word is read as a plain number first (`04` is 4); inside an expression a leading zero is an error, so an ISO date
 * is no difference. `!!` is refused.
 */

/** Characters of a word that is tried. */
export const MAX_EXPRESSION_LENGTH = 64;
const MAX_DEPTH = 32;
const MAX_FACTORIAL = 170;
/** Bits of a shift: more leaves the whole numbers that are exact. */
const MAX_SHIFT = 64;
const NUMBER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)/;

/** What `float()` reads: here leading zeros are allowed. */
const PLAIN = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
/** An integer literal that Python refuses. */
const LEADING_ZERO = /^0[0-9_]*[1-9][0-9_]*$/;

/** Value of a word that is a name: `float()` reads not-a-number and infinity in any case, constants have one. */
function namedValue(word: string): number | undefined {
  if (word === "pi") return Math.PI;
  if (word === "E") return Math.E;
  if (word === "oo" || /^inf(?:inity)?$/i.test(word)) return Infinity;
  return /^nan$/i.test(word) ? NaN : undefined;
}

/**
 * The value of an expression.
 * @param text ASCII digits only (see `asciiDigits`)
 * @returns null when it is not one, is too long, or leaves the range of numbers; NaN and ±Infinity only when named
 */
export function evaluate(text: string): number | null {
  if (text.length === 0 || text.length > MAX_EXPRESSION_LENGTH) return null;
  const named = namedValue(text.replace(/^[+-]/, ""));
  if (named !== undefined) return text[0] === "-" ? -named : named;
  if (!/[0-9piE]/.test(text)) return null;
  const plain = PLAIN.test(text);
  const value = plain ? Number(text.replaceAll("_", "")) : new Parser(text.replace(/#.*$/s, "")).whole();
  return value === null || !Number.isFinite(value) ? null : value;
}

/** Recursive descent; every method returns null on what it does not understand. */
class Parser {
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  whole(): number | null {
    const value = this.#or();
    return this.#at === this.text.length ? value : null;
  }

  #take(operator: string): boolean {
    if (!this.text.startsWith(operator, this.#at)) return false;
    this.#at += operator.length;
    return true;
  }

  /** Operators of equal rank on whole numbers, from left to right. */
  #bits(
    next: () => number | null,
    ...operators: [string, (a: bigint, b: bigint) => bigint][]
  ): number | null {
    let left = next();
    while (left !== null) {
      const operator = operators.find(([sign]) => this.#take(sign));
      if (!operator) return left;
      const right = next();
      if (right === null || !Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return null;
      if (operator[0].length > 1 && (right < 0 || right > MAX_SHIFT)) return null;
      left = Number(operator[1](BigInt(left), BigInt(right)));
    }
    return left;
  }

  #or(): number | null {
    return this.#bits(() => this.#xor(), ["|", (a, b) => a | b]);
  }

  #xor(): number | null {
    return this.#bits(() => this.#and(), ["^", (a, b) => a ^ b]);
  }

  #and(): number | null {
    return this.#bits(() => this.#shift(), ["&", (a, b) => a & b]);
  }

  #shift(): number | null {
    return this.#bits(() => this.#sum(), ["<<", (a, b) => a << b], [">>", (a, b) => a >> b]);
  }

  #sum(): number | null {
    let left = this.#product();
    while (left !== null) {
      const sign = this.#take("+") ? 1 : this.#take("-") ? -1 : 0;
      if (sign === 0) return left;
      const right = this.#product();
      if (right === null) return null;
      left += sign * right;
    }
    return left;
  }

  #product(): number | null {
    let left = this.#unary();
    while (left !== null) {
      if (this.text.startsWith("**", this.#at)) return left;
      const operator = ["//", "/", "*", "%"].find((sign) => this.#take(sign));
      if (operator === undefined) return left;
      const right = this.#unary();
      if (right === null) return null;
      if (operator === "//") left = Math.floor(left / right);
      else if (operator === "%") left -= Math.floor(left / right) * right;
      else left = operator === "/" ? left / right : left * right;
    }
    return left;
  }

  #unary(): number | null {
    if (++this.#depth > MAX_DEPTH) return null;
    const value = this.#take("-")
      ? negate(this.#unary())
      : this.#take("+")
      ? this.#unary()
      : this.#take("~")
      ? inverted(this.#unary())
      : this.#power();
    this.#depth--;
    return value;
  }

  #power(): number | null {
    const base = this.#postfix();
    if (base === null || !this.#take("**")) return base;
    const exponent = this.#unary();
    return exponent === null ? null : base ** exponent;
  }

  #postfix(): number | null {
    const value = this.#atom();
    if (value === null || !this.#take("!")) return value;
    // `3!!` is the double factorial, not (3!)!, and nearly always an exclamation: refused.
    return this.text[this.#at] === "!" ? null : factorial(value);
  }

  #atom(): number | null {
    if (this.#take("(")) return this.#closed();
    if (this.#take("sqrt(")) {
      const value = this.#closed();
      return value === null || value < 0 ? null : Math.sqrt(value);
    }
    if (this.#take("pi")) return Math.PI;
    const literal = NUMBER.exec(this.text.slice(this.#at))![0];
    if (LEADING_ZERO.test(literal)) return null;
    if (/\d/.test(literal) && this.#endsHere(this.#at + literal.length)) {
      this.#at += literal.length;
      return Number(literal.replaceAll("_", ""));
    }
    return this.#take("E") ? Math.E : null;
  }

  /** A literal must not run into a name or another literal: `4x`, `1.0.0`. */
  #endsHere(at: number): boolean {
    return !/[\w.]/.test(this.text[at] ?? "");
  }

  #closed(): number | null {
    if (++this.#depth > MAX_DEPTH) return null;
    const value = this.#or();
    this.#depth--;
    return value !== null && this.#take(")") ? value : null;
  }
}

function negate(value: number | null): number | null {
  return value === null ? null : -value;
}

function inverted(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) ? -value - 1 : null;
}

/** The factorial, continued by Γ(value + 1) between the integers. */
function factorial(value: number): number | null {
  if (value > MAX_FACTORIAL) return null;
  if (!Number.isInteger(value)) return gamma(value + 1);
  if (value < 0) return null;
  let product = 1;
  for (let i = 2; i <= value; i++) product *= i;
  return product;
}

/** Coefficients of Lanczos' series for Γ, with g = 7 and nine terms (relative error below 1e-14). */
const LANCZOS = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
];

function gamma(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const z = x - 1;
  const sum = LANCZOS.reduce((total, term, i) => i === 0 ? term : total + term / (z + i), 0);
  const t = z + 7.5;
  // In two factors: t to the whole power would leave the range of numbers before its product does.
  const half = t ** ((z + 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-t) * half * sum;
}
