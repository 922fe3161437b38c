import { DEFAULT_UNICODE, isPrintable, type UnicodeVersion } from "./printable.ts";

/** Printable ASCII without backslash and quotes: such a text is its own repr but for the quotes. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/**
 * Python's `repr` of a string (wire-protocol §2.3).
 * @param unicode which Unicode data decides what is printable
 */
export function pythonRepr(text: string, unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  // By code point: an astral character is one unit, a lone surrogate is escaped on its own.
  for (const char of text) out += reprOf(char, quote, unicode);
  return out + quote;
}

function reprOf(char: string, quote: string, unicode: UnicodeVersion): string {
  const code = char.codePointAt(0)!;
  if (char === quote || char === "\\") return `\\${char}`;
  if (code >= 0x20 && code < 0x7f) return char;
  if (char === "\t") return "\\t";
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (code >= 0x80 && isPrintable(code, unicode)) return char;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Python's `str` of a list of strings (wire-protocol §2.2). */
export function pythonListText(items: readonly string[], unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  return `[${items.map((item) => pythonRepr(item, unicode)).join(", ")}]`;
}
