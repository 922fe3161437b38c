import { parseArgs } from "node:util";
import { nearest } from "../../text/mod.ts";
import { CliError } from "../errors.ts";
import { type FlagTable, isBooleanWord } from "./flags.ts";

/** A command line taken apart: texts by flag name, not yet checked against the schemas. */
export interface ParsedLine {
  /** Flag name → text, list of texts (given several times, or a list), or true. */
  raw: Map<string, string | string[] | true>;
  /** What is not a flag. */
  args: string[];
}

/** All ways of writing each flag → its dotted name. */
export function spellings(table: FlagTable): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, spec] of Object.entries(table)) {
    for (const form of [name, ...(spec.aliases ?? [])]) {
      names.set(form, name);
      names.set(form.replace(/[._]/g, "-"), name);
    }
  }
  return names;
}

/**
 * Splits a command line. Accepts `--a.b value`, `--a.b=value`, dashed forms, toggles with or without a value,
 * lists by blanks, commas or repetition; everything after `--` is an argument.
 * @param table flags of the command
 * @throws CliError `usage` for an unknown flag (naming the nearest one) or a missing value
 */
export function parseLine(args: readonly string[], table: FlagTable): ParsedLine {
  const names = spellings(table);
  const options: Record<string, { type: "string" | "boolean"; short?: string }> = {
    help: { type: "boolean", short: "h" },
  };
  for (const [form, name] of names) {
    options[form] = { type: table[name]!.kind === "toggle" ? "boolean" : "string" };
  }
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: false,
    tokens: true,
  });
  const raw: ParsedLine["raw"] = new Map();
  const rest: string[] = [];
  // The flag that may still take the words that follow it: a list, or a toggle written with a value.
  let open: string | null = null;
  for (const token of tokens) {
    if (token.kind === "option-terminator") {
      open = null;
    } else if (token.kind === "positional") {
      const previous = open === null ? undefined : raw.get(open);
      if (open !== null && table[open]!.kind === "list") {
        raw.set(open, [...(previous as string[]), token.value]);
      } else if (open !== null && isBooleanWord(token.value)) {
        raw.set(open, token.value);
        open = null;
      } else {
        rest.push(token.value);
        open = null;
      }
    } else {
      const name = names.get(token.name);
      if (token.name === "help" || token.name === "h") {
        raw.set("help", true);
        open = null;
        continue;
      }
      if (name === undefined) throw unknownFlag(token.rawName, names.keys());
      const spec = table[name]!;
      if (spec.kind === "toggle") {
        raw.set(name, token.value ?? true);
        open = token.value === undefined ? name : null;
      } else if (token.value === undefined) {
        throw new CliError("usage", `${token.rawName} needs a value`, {
          hint: `write ${token.rawName} ${spec.placeholder}`,
        });
      } else if (spec.kind === "list") {
        const before = raw.get(name);
        raw.set(name, [...(Array.isArray(before) ? before : []), token.value]);
        open = name;
      } else {
        raw.set(name, token.value);
        open = null;
      }
    }
  }
  return { raw, args: rest };
}

function unknownFlag(written: string, known: Iterable<string>): CliError {
  const name = written.replace(/^-+/, "");
  const near = nearest(name, known);
  return new CliError("usage", `unknown flag ${written}`, {
    hint: near ? `did you mean --${near}?` : "see --help for the flags of this command",
  });
}
