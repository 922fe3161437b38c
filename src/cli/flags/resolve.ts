import { parse as parseYaml } from "yaml";
import { errorText } from "../../base/mod.ts";
import { CliError } from "../errors.ts";
import type { FlagSpec, FlagTable, FlagValues } from "./flags.ts";
import type { ParsedLine } from "./parse.ts";
import { spellings } from "./parse.ts";

const STRENGTH = ["flag", "config", "environment", ".env", "default"] as const;

/** Where a value came from, strongest first. */
export type Source = typeof STRENGTH[number];

/** Checked values and where each came from. */
export interface Resolved<T extends FlagTable> {
  values: FlagValues<T>;
  sources: Record<keyof T, Source>;
}

/** The layers below the command line. */
export interface Layers {
  /** Flat dotted keys of the `--config` file. */
  config: Record<string, unknown>;
  env: (name: string) => string | undefined;
  dotEnv: Record<string, string>;
}

/** Environment name of a flag: `wallet.name` → `BT_WALLET_NAME`. */
export function environmentName(flag: string): string {
  return `BT_${flag.replace(/[.-]/g, "_").toUpperCase()}`;
}

/**
 * Applies the precedence flag > config file > environment > .env > default and checks every value.
 * @throws CliError `usage` naming the flag, the value, what is wrong, and where the value came from
 */
export function resolveFlags<T extends FlagTable>(table: T, line: ParsedLine, layers: Layers): Resolved<T> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  for (const [name, spec] of Object.entries(table)) {
    const [input, source, where] = find(name, spec, line, layers);
    sources[name] = source;
    if (source === "default") {
      values[name] = spec.default;
      continue;
    }
    const result = spec.schema.safeParse(input);
    if (!result.success) {
      const what = result.error.issues[0]?.message ?? "is not valid";
      const shown = Array.isArray(input) ? input.join(" ") : String(input);
      throw new CliError("usage", `${where} ${what}: "${shown}"`, {
        hint: `--${name} ${spec.placeholder}: ${spec.help}`.replace(/\s+/g, " "),
      });
    }
    values[name] = result.data;
    if (spec.notOffered && result.data === true) {
      throw new CliError("usage", `${where} is not offered`, { hint: spec.notOffered });
    }
  }
  for (const [name, { yieldsTo, default: fallback }] of Object.entries(table)) {
    if (!yieldsTo || STRENGTH.indexOf(sources[yieldsTo]!) >= STRENGTH.indexOf(sources[name]!)) continue;
    values[name] = fallback;
    sources[name] = "default";
  }
  return { values: values as FlagValues<T>, sources: sources as Record<keyof T, Source> };
}

function find(name: string, spec: FlagSpec, line: ParsedLine, layers: Layers): [unknown, Source, string] {
  if (line.raw.has(name)) return [line.raw.get(name), "flag", `--${name}`];
  const configured = layers.config[name];
  if (configured !== undefined && configured !== null) {
    return [configured, "config", `${name} in the config file`];
  }
  const variables = [environmentName(name), ...(spec.env ?? [])];
  for (const variable of variables) {
    const value = layers.env(variable);
    if (value) return [value, "environment", `environment variable ${variable}`];
  }
  for (const variable of variables) {
    const value = layers.dotEnv[variable];
    if (value) return [value, ".env", `${variable} in .env`];
  }
  return [undefined, "default", `--${name}`];
}

/**
 * Reads a `--config` file: YAML, flat dotted keys or nested sections.
 * @param table flags of the command, to refuse misspelt keys
 * @throws CliError `config`
 */
export async function readConfigFile(path: string, table: FlagTable): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = parseYaml(await Deno.readTextFile(path));
  } catch (error) {
    throw new CliError("config", `cannot read the config file ${path}: ${errorText(error)}`, {
      hint: "--config wants a YAML file with lines such as `wallet.name: default`",
      cause: error,
    });
  }
  if (parsed === null || parsed === undefined) return {};
  if (typeof parsed !== "object" || Array.isArray(parsed)) {
    throw new CliError("config", `the config file ${path} is not a list of keys`, {
      hint: "write lines such as `wallet.name: default`",
    });
  }
  const names = spellings(table);
  const flat: Record<string, unknown> = {};
  flatten(parsed as Record<string, unknown>, "", flat);
  const out: Record<string, unknown> = {};
  // Keys of other commands are fine: one file may serve miner and validator.
  for (const [key, value] of Object.entries(flat)) out[names.get(key) ?? key] = value;
  return out;
}

function flatten(node: Record<string, unknown>, prefix: string, out: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(node)) {
    const name = prefix + key;
    if (value && typeof value === "object" && !Array.isArray(value)) {
      flatten(value as Record<string, unknown>, `${name}.`, out);
    } else out[name] = value;
  }
}

/**
 * Reads `.env` in the current folder, if there: `NAME=value` lines, quotes allowed, `#` comments.
 */
export async function readDotEnv(path = ".env"): Promise<Record<string, string>> {
  let content: string;
  try {
    content = await Deno.readTextFile(path);
  } catch {
    return {}; // no file, or not readable: nobody asked for it
  }
  const out: Record<string, string> = {};
  for (const line of content.split("\n")) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const quoted = /^(["'])(.*)\1$/.exec(match[2]!);
    out[match[1]!] = quoted ? quoted[2]! : match[2]!.replace(/\s+#.*$/, "");
  }
  return out;
}
