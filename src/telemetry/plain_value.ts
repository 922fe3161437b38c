import { PackageError } from "../base/mod.ts";
import { stripControl, truncate } from "../text/mod.ts";
import { isPublicHexKey, isSecretKey, REDACTED, redactText } from "./redact.ts";

/** Longest text in a log line, in code points. */
const TEXT_LIMIT = 4096;
/** Entries of a list or object that are shown. */
const ENTRY_LIMIT = 50;
/** Levels of nested objects that are shown. */
const DEPTH_LIMIT = 4;

/** Options of {@link plainValue}. */
export interface PlainValueOptions {
  /** Show stacks and causes of errors. @default {false} */
  stacks?: boolean;
}

/**
 * A text as a log may show it: no controls, no secrets, bounded.
 * @param key name of the field it stands in
 */
export function plainText(text: string, key = ""): string {
  return redactText(stripControl(truncate(text, TEXT_LIMIT)), isPublicHexKey(key));
}

/**
 * Anything as a value that JSON can hold: bounded in depth, width and length, without secrets and control
 * characters. Bytes are shown by their number only, since nobody can tell a key from a picture.
 * @param key name of the field, which may declare the value secret
 */
export function plainValue(value: unknown, key = "", options: PlainValueOptions = {}): unknown {
  return plain(value, key, options, 0);
}

function plain(value: unknown, key: string, options: PlainValueOptions, depth: number): unknown {
  if (value === null || typeof value === "boolean" || value === undefined) return value;
  if (isSecretKey(key)) return REDACTED;
  if (typeof value === "string") return plainText(value, key);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return `<${typeof value}>`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof Error) return plainError(value, options, depth);
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (depth >= DEPTH_LIMIT) return Array.isArray(value) ? "[…]" : "{…}";
  if (value instanceof Map) return plain(Object.fromEntries(value), key, options, depth);
  if (Array.isArray(value) || value instanceof Set) {
    const items = [...value];
    const shown = items.slice(0, ENTRY_LIMIT).map((item) => plain(item, key, options, depth + 1));
    return items.length > ENTRY_LIMIT ? [...shown, `… ${items.length - ENTRY_LIMIT} more`] : shown;
  }
  const entries = Object.entries(value);
  const out: Record<string, unknown> = {};
  for (const [name, inner] of entries.slice(0, ENTRY_LIMIT)) {
    out[plainText(name)] = plain(inner, name, options, depth + 1);
  }
  if (entries.length > ENTRY_LIMIT) out["…"] = `${entries.length - ENTRY_LIMIT} more`;
  return out;
}

function plainError(error: Error, options: PlainValueOptions, depth: number): unknown {
  const out: Record<string, unknown> = { name: error.name, message: plainText(error.message) };
  if (error instanceof PackageError) {
    out.code = error.code;
    if (Object.keys(error.data).length > 0) out.data = plain(error.data, "", options, depth + 1);
  }
  if (options.stacks) {
    if (error.stack) out.stack = plainText(error.stack);
    if (error.cause !== undefined && depth < DEPTH_LIMIT) {
      out.cause = plain(error.cause, "", options, depth + 1);
    }
  }
  return out;
}
