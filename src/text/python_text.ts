/**
 * Text rules of Python that numbers depend on (docs/spec/domain.md#12-golden-vectors "Unicode notes"):
 * JavaScript's `\s`, `\w` and `\b` mean other sets of characters, and one different word is one different
 * score.
 */

/** Python's white space, for use inside a character class. */
export const PY_SPACE =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** Python's word characters, for use inside a character class of a `u` regex. */
export const PY_WORD = "\\p{L}\\p{N}_";

const spaceRun = new RegExp(`[${PY_SPACE}]+`, "u");
// deno-lint-ignore no-control-regex
const lineBreak = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;

/**
 * Words as `str.split()` finds them.
 * @returns no empty words
 */
export function pySplit(text: string): string[] {
  const words = text.split(spaceRun);
  if (words[0] === "") words.shift();
  if (words.length > 0 && words[words.length - 1] === "") words.pop();
  return words;
}

/** `str.strip()`: white space off both ends. */
export function pyStrip(text: string): string {
  return stripChars(text, isPySpace);
}

/** True for one character that Python calls white space. */
export function isPySpace(char: string): boolean {
  return spaceRun.test(char);
}

/**
 * `str.strip(chars)`: characters off both ends, one by one (a regex with `+$` is quadratic on hostile text).
 * @param strip true for a UTF-16 unit to remove
 */
export function stripChars(text: string, strip: (char: string) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && strip(text[start]!)) start++;
  while (end > start && strip(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** `str.splitlines()`: no trailing empty line. */
export function pySplitLines(text: string): string[] {
  const lines = text.split(lineBreak);
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

/**
 * Decimal digits of any script as ASCII digits; other characters stay (Python's `int` and `float` read them all).
 */
export function asciiDigits(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    // A block of decimal digits is ten characters long and starts with its zero, so walking back finds the value.
    // (The mathematical digits above are five such blocks without a gap.)
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
    return String(value);
  });
}
