/**
 * Value of one word that may be a number or a small expression: the part of what the original's symbolic evaluator
 * accepts that people write (docs/spec/domain.md#54-float_diff), with limits instead of an evaluator
 * (docs/spec/domain.md#defect-17). No names but
 * `pi`, `E`, `oo`, `inf`, `nan` and `sqrt(…)`; `^` is bit-exclusive-or there, as in Python.
 */

/** Characters of a word that is tried. */
export const MAX_EXPRESSION_LENGTH = 64;
const MAX_DEPTH = 32;
const MAX_FACTORIAL = 170;
const NUMBER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?)/;

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
  const parser = new Parser(text);
  const value = parser.whole();
  return value === null || !Number.isFinite(value) ? null : value;
}

/** Recursive descent; every method returns null on what it does not understand. */
class Parser {
  #at = 0;
  #depth = 0;

  constructor(readonly text: string) {}

  whole(): number | null {
    const value = this.#xor();
    return this.#at === this.text.length ? value : null;
  }

  #take(operator: string): boolean {
    if (!this.text.startsWith(operator, this.#at)) return false;
    this.#at += operator.length;
    return true;
  }

  #xor(): number | null {
    let left = this.#sum();
    while (left !== null && this.#take("^")) {
      const right = this.#sum();
      if (right === null || !Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return null;
      left = Number(BigInt(left) ^ BigInt(right));
    }
    return left;
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
      const divide = this.text[this.#at] === "/";
      if (!divide && this.text[this.#at] !== "*") return left;
      this.#at++;
      const right = this.#unary();
      if (right === null) return null;
      left = divide ? left / right : left * right;
    }
    return left;
  }

  #unary(): number | null {
    if (++this.#depth > MAX_DEPTH) return null;
    const value = this.#take("-") ? negate(this.#unary()) : this.#take("+") ? this.#unary() : this.#power();
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
    let value = this.#atom();
    while (value !== null && this.text[this.#at] === "!") {
      this.#at++;
      value = factorial(value);
    }
    return value;
  }

  #atom(): number | null {
    if (this.#take("(")) return this.#closed();
    if (this.#take("sqrt(")) {
      const value = this.#closed();
      return value === null || value < 0 ? null : Math.sqrt(value);
    }
    if (this.#take("pi")) return Math.PI;
    const literal = NUMBER.exec(this.text.slice(this.#at))![0];
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
    const value = this.#xor();
    this.#depth--;
    return value !== null && this.#take(")") ? value : null;
  }
}

function negate(value: number | null): number | null {
  return value === null ? null : -value;
}

function factorial(value: number): number | null {
  if (!Number.isInteger(value) || value < 0 || value > MAX_FACTORIAL) return null;
  let product = 1;
  for (let i = 2; i <= value; i++) product *= i;
  return product;
}
