import { plainText } from "../plain_value.ts";
import { isSecretKey, REDACTED } from "../redact.ts";

/** A value that an event may hold. */
export type EventValue = null | boolean | number | string | EventValue[] | { [name: string]: EventValue };

/** Characters of one text. */
const TEXT_CHARACTERS = 2000;
/** Characters of all texts of one event. */
const EVENT_CHARACTERS = 200_000;
/** Entries of one list or object: a subnet has fewer neurons. */
const ENTRIES = 1024;
/** Levels of nested lists and objects. */
const DEPTH = 6;

/**
 * Anything as a value that may leave this machine: without secrets and control characters, and bounded. Many texts share
 * one limit, so that a thousand answers cannot make an event of megabytes. The database keeps the whole.
 */
export function eventValue(value: unknown): EventValue {
  const limit = Math.min(TEXT_CHARACTERS, Math.floor(EVENT_CHARACTERS / Math.max(1, countTexts(value, 0))));
  return plain(value, "", limit, 0);
}

/** Long texts in a value, as far as it is looked at; short words do not take part in the sharing. */
function countTexts(value: unknown, depth: number): number {
  if (typeof value === "string") return value.length > 64 ? 1 : 0;
  if (typeof value !== "object" || value === null || depth >= DEPTH) return 0;
  return Object.values(value).slice(0, ENTRIES).reduce((sum, one) => sum + countTexts(one, depth + 1), 0);
}

function plain(value: unknown, key: string, limit: number, depth: number): EventValue {
  if (value === null || value === undefined) return null;
  if (isSecretKey(key)) return REDACTED;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string") return plainText(cut(value, limit), key);
  if (typeof value !== "object" || ArrayBuffer.isView(value)) return String(typeof value);
  if (depth >= DEPTH) return "…";
  if (Array.isArray(value)) {
    return value.slice(0, ENTRIES).map((one) => plain(one, key, limit, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value).slice(0, ENTRIES).filter(([, inner]) => inner !== undefined).map((
      [name, inner],
    ) => [plainText(name), plain(inner, name, limit, depth + 1)]),
  );
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, Math.max(0, limit - 1)).toWellFormed() + "…";
}
