import { BECAME_PRINTABLE, NOT_PRINTABLE_14 } from "./printable.data.ts";

/**
 * Versions of the Unicode data that CPython peers carry, oldest first
 * (docs/spec/wire.md#23-text-of-a-string).
 */
export const UNICODE_VERSIONS = ["13.0", "14.0", "15.0", "15.1", "16.0", "17.0"] as const;

/** One of {@link UNICODE_VERSIONS}. */
export type UnicodeVersion = typeof UNICODE_VERSIONS[number];

/** The version our own requests are hashed with (CPython 3.11). */
export const DEFAULT_UNICODE: UnicodeVersion = "14.0";

const CODE_POINTS = 0x110000;
const NEVER = 255;

/**
 * For each code point the index of the version from which it is printable, or {@link NEVER}. A table instead of a
 * search because every character of every message of every request passes here; 1.1 MB, made on first use.
 */
let table: Uint8Array | undefined;

function fill(into: Uint8Array, ranges: string, value: number): void {
  for (const range of ranges.trim().split(/\s+/)) {
    const [first, last = first] = range.split("-");
    into.fill(value, parseInt(first!, 16), parseInt(last!, 16) + 1);
  }
}

function firstVersions(): Uint8Array {
  if (table) return table;
  const made = new Uint8Array(CODE_POINTS);
  fill(made, NOT_PRINTABLE_14, NEVER);
  for (const { version, ranges } of BECAME_PRINTABLE) {
    fill(made, ranges, UNICODE_VERSIONS.indexOf(version as UnicodeVersion));
  }
  return table = made;
}

/**
 * Python's `str.isprintable()` of one code point.
 * @param codePoint 0 to 0x10FFFF, lone surrogates included
 */
export function isPrintable(codePoint: number, unicode: UnicodeVersion = DEFAULT_UNICODE): boolean {
  return firstVersions()[codePoint]! <= UNICODE_VERSIONS.indexOf(unicode);
}

/**
 * {@link isPrintable} for many code points of one version: the table and the version are looked up once.
 */
export function printableTable(unicode: UnicodeVersion): (codePoint: number) => boolean {
  const versions = firstVersions();
  const version = UNICODE_VERSIONS.indexOf(unicode);
  return (codePoint) => versions[codePoint]! <= version;
}

/** Whether Python peers of different versions disagree about some code point of the text. */
export function dependsOnUnicodeVersion(text: string): boolean {
  const versions = firstVersions();
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) < 0x80) continue;
    const codePoint = text.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    const version = versions[codePoint]!;
    if (version !== 0 && version !== NEVER) return true;
  }
  return false;
}
