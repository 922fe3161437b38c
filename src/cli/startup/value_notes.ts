import { stripControl, truncate } from "../../text/mod.ts";
import type { IgnoredValue, NotableValue } from "../flags/resolve.ts";

/** Characters shown of one value. */
const SHOWN = 120;

/**
 * What a start says about values that did not come from the command line: one warning per value that has no effect,
 * and one line that names the origin of values that concern keys, money or addresses.
 */
export function valueNotes(ignored: readonly IgnoredValue[], notable: readonly NotableValue[]): string[] {
  const clean = (text: string) => truncate(stripControl(text, true), SHOWN);
  const notes = ignored.map(({ where, instead }) =>
    `warning: ${clean(where)} is ignored; give it with ${instead}, or remove it`
  );
  if (notable.length > 0) {
    const origins = notable.map(({ name, value, where }) => `${name} "${clean(value)}" from ${clean(where)}`);
    notes.push(`not from the command line: ${origins.join("; ")}`);
  }
  return notes;
}
