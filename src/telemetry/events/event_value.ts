import type { Clock } from "../../base/mod.ts";
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
/** Cleaning before other work gets its turn, ms: a step of a hundred long answers takes several such slices. */
const SLICE_MS = 5;

/**
 * Anything as a value that may leave this machine: without secrets and control characters, and bounded. Many texts share
 * one limit, so that a thousand answers cannot make an event of megabytes. The database keeps the whole.
 * @param clock other work gets its turn in between, since finding secrets takes a while
 */
export async function eventValue(value: unknown, clock: Clock): Promise<EventValue> {
  const limit = Math.min(TEXT_CHARACTERS, Math.floor(EVENT_CHARACTERS / Math.max(1, countTexts(value, 0))));
  return await new Cleaner(limit, clock).plain(value, "", 0);
}

/** Long texts in a value, as far as it is looked at; short words do not take part in the sharing. */
function countTexts(value: unknown, depth: number): number {
  if (typeof value === "string") return value.length > 64 ? 1 : 0;
  if (typeof value !== "object" || value === null || depth >= DEPTH) return 0;
  return Object.values(value).slice(0, ENTRIES).reduce((sum, one) => sum + countTexts(one, depth + 1), 0);
}

class Cleaner {
  #since: number;

  constructor(private readonly limit: number, private readonly clock: Clock) {
    this.#since = clock.monotonic();
  }

  async plain(value: unknown, key: string, depth: number): Promise<EventValue> {
    if (typeof value !== "object" || value === null || isSecretKey(key)) return this.#single(value, key);
    if (ArrayBuffer.isView(value) || depth >= DEPTH) return "…";
    if (Array.isArray(value)) {
      const list: EventValue[] = [];
      for (const one of value.slice(0, ENTRIES)) {
        list.push(
          typeof one === "number" ? this.#single(one, key) : await this.plain(one, key, depth + 1),
        );
        await this.#pause();
      }
      return list;
    }
    const out: { [name: string]: EventValue } = {};
    for (const [name, inner] of Object.entries(value).slice(0, ENTRIES)) {
      if (inner !== undefined) out[plainText(name)] = await this.plain(inner, name, depth + 1);
      await this.#pause();
    }
    return out;
  }

  /** Lets other work have its turn when the slice is used up. */
  async #pause(): Promise<void> {
    if (this.clock.monotonic() - this.#since <= SLICE_MS) return;
    await this.clock.sleep(0);
    this.#since = this.clock.monotonic();
  }

  #single(value: unknown, key: string): EventValue {
    if (value === null || value === undefined) return null;
    if (isSecretKey(key)) return REDACTED;
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    return typeof value === "string" ? plainText(cut(value, this.limit), key) : typeof value;
  }
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, Math.max(0, limit - 1)).toWellFormed() + "…";
}
