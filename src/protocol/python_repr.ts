import { concatBytes } from "../base/mod.ts";
import { DEFAULT_UNICODE, printableTable, type UnicodeVersion } from "./printable.ts";

/** Printable ASCII without backslash and quotes: such a text is its own repr but for the quotes. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/** Bytes of one piece of a text's repr: well below a millisecond of work. */
const PIECE_BYTES = 65_536;
/** Most bytes that one UTF-16 unit or pair adds: `\U0001f600`. */
const WIDEST = 10;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEX = encoder.encode("0123456789abcdef");
const QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Letters after the backslash of the escapes that have one. */
const SHORT_ESCAPES = new Map([[0x09, 0x74], [0x0a, 0x6e], [0x0d, 0x72]]);

/**
 * Python's `repr` of a string (docs/spec/wire.md#23-text-of-a-string) in UTF-8, piece by piece, so that a
 * caller can pause between them: a peer decides how long the text is and how rare its characters are.
 * @param unicode which Unicode data decides what is printable
 */
export function* pythonReprBytes(
  text: string,
  unicode: UnicodeVersion = DEFAULT_UNICODE,
): Generator<Uint8Array<ArrayBuffer>> {
  const quote = text.includes("'") && !text.includes('"') ? DOUBLE_QUOTE : QUOTE;
  const printable = printableTable(unicode);
  const size = Math.min(PIECE_BYTES, text.length * WIDEST + 2);
  let out = new Uint8Array(size + WIDEST);
  let end = 0;
  out[end++] = quote;
  for (let i = 0; i < text.length; i++) {
    if (end >= size) {
      yield out.subarray(0, end);
      out = new Uint8Array(size + WIDEST);
      end = 0;
    }
    let code = text.charCodeAt(i);
    if (code < 0x7f) {
      if (code >= 0x20) {
        if (code === quote || code === BACKSLASH) out[end++] = BACKSLASH;
        out[end++] = code;
      } else end = escape(out, end, code);
      continue;
    }
    // By code point: an astral character is one unit, a lone surrogate is escaped on its own.
    if (code >= 0xd800 && code <= 0xdbff && i + 1 < text.length) {
      const low = text.charCodeAt(i + 1);
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
    }
    end = code >= 0x80 && printable(code) ? utf8(out, end, code) : escape(out, end, code);
  }
  out[end++] = quote;
  yield out.subarray(0, end);
}

function escape(out: Uint8Array, at: number, code: number): number {
  let end = at;
  out[end++] = BACKSLASH;
  const letter = SHORT_ESCAPES.get(code);
  if (letter !== undefined) {
    out[end++] = letter;
    return end;
  }
  const digits = code <= 0xff ? 2 : code <= 0xffff ? 4 : 8;
  out[end++] = digits === 2 ? 0x78 : digits === 4 ? 0x75 : 0x55;
  for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) out[end++] = HEX[(code >> shift) & 15]!;
  return end;
}

function utf8(out: Uint8Array, at: number, code: number): number {
  let end = at;
  if (code < 0x800) out[end++] = 0xc0 | code >> 6;
  else {
    if (code < 0x10000) out[end++] = 0xe0 | code >> 12;
    else {
      out[end++] = 0xf0 | code >> 18;
      out[end++] = 0x80 | code >> 12 & 63;
    }
    out[end++] = 0x80 | code >> 6 & 63;
  }
  out[end++] = 0x80 | code & 63;
  return end;
}

/**
 * Python's `str` of a list of strings (docs/spec/wire.md#22-text-of-a-list-of-strings) in UTF-8, piece by
 * piece.
 */
export function* pythonListBytes(
  items: readonly string[],
  unicode: UnicodeVersion = DEFAULT_UNICODE,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let i = 0; i < items.length; i++) {
    yield encoder.encode(i === 0 ? "[" : ", ");
    if (PLAIN.test(items[i]!)) yield encoder.encode(`'${items[i]}'`);
    else yield* pythonReprBytes(items[i]!, unicode);
  }
  yield encoder.encode(items.length === 0 ? "[]" : "]");
}

/**
 * Python's `repr` of a string (docs/spec/wire.md#23-text-of-a-string).
 * @param unicode which Unicode data decides what is printable
 */
export function pythonRepr(text: string, unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  if (PLAIN.test(text)) return `'${text}'`;
  return decoder.decode(concatBytes(...pythonReprBytes(text, unicode)));
}

/** Python's `str` of a list of strings (docs/spec/wire.md#22-text-of-a-list-of-strings). */
export function pythonListText(items: readonly string[], unicode: UnicodeVersion = DEFAULT_UNICODE): string {
  return `[${items.map((item) => pythonRepr(item, unicode)).join(", ")}]`;
}
