import { LocalnetError } from "../errors.ts";

/** One field of a composite type, a call, an event or an error. */
export interface Field {
  /** Null in tuple-like types. */
  name: string | null;
  /** Type text. */
  type: string;
}

/** One variant of an enum. */
export interface Variant {
  index: number;
  name: string;
  fields: Field[];
}

/**
 * A named type of the table. `path` is the Rust path clients decide on; `params` are its type parameters
 * (null where the parameter has no type of its own); either `fields` or `variants` is there.
 */
export interface TypeDefinition {
  path: string;
  params?: [name: string, type: string | null][];
  /** e.g. `block: u64, version: u32`, or `[u8;32]` for tuple-like types; empty for a unit type. */
  fields?: string;
  /** e.g. `3 Module(ModuleError)`. */
  variants?: readonly string[];
}

/** Splits at commas that are not inside brackets. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    if (char !== undefined && "<([".includes(char)) depth++;
    else if (char !== undefined && ">)]".includes(char)) depth--;
    else if (i === text.length || (char === "," && depth === 0)) {
      const part = text.slice(start, i).trim();
      if (part !== "") parts.push(part);
      start = i + 1;
    }
  }
  return parts;
}

/** Fields from their text: `a: u16, b: Vec<u8>` or `u16, AccountId32`. */
export function parseFields(text: string): Field[] {
  return splitTop(text).map((part) => {
    const named = /^([A-Za-z_]\w*)\s*:\s*(.+)$/.exec(part);
    return named ? { name: named[1]!, type: named[2]! } : { name: null, type: part };
  });
}

/**
 * A variant from its text: `4 serve_axon(netuid: u16, …)` or `0 Other`.
 * @throws LocalnetError `table` when the text has another form
 */
export function parseVariant(text: string): Variant {
  const match = /^(\d+) ([A-Za-z_]\w*)(?:\((.*)\))?$/s.exec(text);
  if (!match) throw new LocalnetError("table", `not a variant: "${text}"`);
  return { index: Number(match[1]), name: match[2]!, fields: match[3] ? parseFields(match[3]) : [] };
}
