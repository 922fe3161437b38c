/**
 * Python's text of a float (docs/spec/wire.md#24-text-of-a-float): shortest digits that come back exactly,
 * exponent form below 1e-4 and from 1e16 on, otherwise with at least one decimal.
 */
export function pythonFloatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  // Between 1e-4 and 1e16 JavaScript writes positionally too, with the same digits.
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Longest text that is read as a number: every float has a spelling of at most 24 characters. */
export const MAX_NUMBER_CHARACTERS = 64;

/** Each character matches in one way only, so a long run of digits takes linear time. */
const FLOAT = /^[+-]?(?:inf(?:inity)?|nan|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)$/i;

/** Underscores may stand between digits in Python numbers; anywhere else they make the text invalid. */
function withoutUnderscores(text: string): string {
  return text.trim().replace(/(?<=\d)_(?=\d)/g, "");
}

/**
 * Python's `float(text)`, for at most {@link MAX_NUMBER_CHARACTERS} characters: the limit comes before any other work,
 * because peers send these texts unsigned.
 * @returns undefined where Python raises, and for longer texts
 */
export function parsePythonFloat(text: string): number | undefined {
  if (text.length > MAX_NUMBER_CHARACTERS) return undefined;
  const plain = withoutUnderscores(text);
  if (!FLOAT.test(plain)) return undefined;
  const lower = plain.toLowerCase();
  if (lower.endsWith("nan")) return NaN;
  if (lower.includes("inf")) return lower.startsWith("-") ? -Infinity : Infinity;
  return Number(plain);
}

/**
 * Python's `int(text)`, for at most 40 digits: more are never meant seriously.
 * @returns undefined where Python raises
 */
export function parsePythonInt(text: string): bigint | undefined {
  if (text.length > MAX_NUMBER_CHARACTERS) return undefined;
  const plain = withoutUnderscores(text);
  if (!/^[+-]?\d{1,40}$/.test(plain)) return undefined;
  return plain.startsWith("-") ? -BigInt(plain.slice(1)) : BigInt(plain.replace("+", ""));
}
