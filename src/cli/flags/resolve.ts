import { CliError } from "../errors.ts";
import { expandHome } from "./expand_home.ts";
import { type FlagSpec, type FlagTable, type FlagValues, type Source, SOURCES } from "./flags.ts";
import type { ParsedLine } from "./parse.ts";

/** A value that was found in a place it may not come from. */
export interface IgnoredValue {
  /** Flag or variable, as a user writes it: `--openai.base_url`, `SN1_HUB`. */
  name: string;
  /** The place in words, e.g. `BT_OPENAI_BASE_URL in .env`. */
  where: string;
  /** Places that are accepted, in words. */
  instead: string;
}

/** A value that concerns keys, money or addresses and did not come from the command line. */
export interface NotableValue {
  name: string;
  value: string;
  where: string;
}

/** Checked values and where each came from. */
export interface Resolved<T extends FlagTable> {
  values: FlagValues<T>;
  sources: Record<keyof T, Source>;
  /** Values from places that are not accepted for their flag; they have no effect. */
  ignored: IgnoredValue[];
  /** Values to name at the start. */
  notable: NotableValue[];
}

/** A value of the `--config` file and the line it stands in. */
export interface ConfigValue {
  value: unknown;
  line: number;
}

/** The layers below the command line. */
export interface Layers {
  /** Values of the `--config` file by flag. */
  config: Readonly<Record<string, ConfigValue>>;
  env: (name: string) => string | undefined;
  dotEnv: Readonly<Record<string, string>>;
}

/** Environment name of a flag: `wallet.name` → `BT_WALLET_NAME`. */
export function environmentName(flag: string): string {
  return `BT_${flag.replace(/[.-]/g, "_").toUpperCase()}`;
}

/** A value as it was found, before any check. */
interface Found {
  input: unknown;
  source: Source;
  /** The place in words. */
  where: string;
}

/**
 * Applies the precedence flag > config file > environment > .env > default and checks every value. A value from a
 * place that its flag does not accept is passed over and listed in `ignored`. A leading `~` of a path is the home
 * folder, whichever place the path comes from.
 * @throws CliError `usage` naming the flag, the value, what is wrong, and where the value came from
 */
export function resolveFlags<T extends FlagTable>(table: T, line: ParsedLine, layers: Layers): Resolved<T> {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  const ignored: IgnoredValue[] = [];
  const notable = new Map<string, NotableValue>();
  for (const [name, spec] of Object.entries(table)) {
    const found = firstAccepted(name, spec, candidates(name, spec, line, layers), ignored);
    const { input, source, where } = found ?? { input: spec.default, source: "default", where: `--${name}` };
    sources[name] = source;
    values[name] = source === "default" ? input : checked(name, spec, input, where);
    if (spec.path) {
      const home = layers.env("HOME");
      // Without a home folder only a path that is wanted fails, not the default of a flag nobody uses.
      if (home || source !== "default") values[name] = expandHome(values[name], home, where);
    }
    if (spec.notOffered && values[name] === true) {
      throw new CliError("usage", `${where} is not offered`, { hint: spec.notOffered });
    }
    if (spec.notable && source !== "flag" && source !== "default") {
      notable.set(name, { name: `--${name}`, value: shownValue(input), where });
    }
  }
  for (const [name, { yieldsTo, default: fallback }] of Object.entries(table)) {
    if (!yieldsTo || SOURCES.indexOf(sources[yieldsTo]!) >= SOURCES.indexOf(sources[name]!)) continue;
    values[name] = fallback;
    sources[name] = "default";
    notable.delete(name);
  }
  return {
    values: values as FlagValues<T>,
    sources: sources as Record<keyof T, Source>,
    ignored,
    notable: [...notable.values()],
  };
}

function checked(name: string, spec: FlagSpec, input: unknown, where: string): unknown {
  const result = spec.schema.safeParse(input);
  if (result.success) return result.data;
  const what = result.error.issues[0]?.message ?? "is not valid";
  const shown = Array.isArray(input) ? input.join(" ") : String(input);
  throw new CliError("usage", `${where} ${what}: "${shown}"`, {
    hint: `--${name} ${spec.placeholder}: ${spec.help}`.replace(/\s+/g, " "),
  });
}

/** Everything that was said about a flag, strongest first. */
function* candidates(name: string, spec: FlagSpec, line: ParsedLine, layers: Layers): Generator<Found> {
  if (line.raw.has(name)) yield { input: line.raw.get(name), source: "flag", where: `--${name}` };
  const configured = layers.config[name];
  if (configured?.value !== undefined && configured?.value !== null) {
    yield {
      input: configured.value,
      source: "config",
      where: `${name} in line ${configured.line} of the config file`,
    };
  }
  const variables = [environmentName(name), ...(spec.env ?? [])];
  for (const variable of variables) {
    const input = layers.env(variable);
    if (input) yield { input, source: "environment", where: `environment variable ${variable}` };
  }
  for (const variable of variables) {
    const input = layers.dotEnv[variable];
    if (input) yield { input, source: ".env", where: `${variable} in .env` };
  }
}

function firstAccepted(
  name: string,
  spec: FlagSpec,
  candidates: Iterable<Found>,
  ignored: IgnoredValue[],
): Found | null {
  for (const found of candidates) {
    const accepted = acceptedSources(spec, found.input);
    if (accepted.includes(found.source)) return found;
    ignored.push({ name: `--${name}`, where: found.where, instead: placesInWords(name, accepted) });
  }
  return null;
}

/**
 * Places a flag accepts a value from.
 * @param value the value as it was written
 */
export function acceptedSources(spec: FlagSpec, value: unknown): readonly Source[] {
  return typeof spec.sources === "function" ? spec.sources(value) : spec.sources ?? SOURCES;
}

function placesInWords(name: string, accepted: readonly Source[]): string {
  const places = [`--${name} on the command line`];
  if (accepted.includes("config")) places.push("a --config file");
  if (accepted.includes("environment")) places.push(`the environment (${environmentName(name)})`);
  return places.length > 1 ? `${places.slice(0, -1).join(", ")} or ${places.at(-1)}` : places[0]!;
}

/** A value for the start note. Of a URL only the host: paths and user parts may hold a token. */
function shownValue(input: unknown): string {
  const texts = (Array.isArray(input) ? input : [input]).map((one) => {
    const text = String(one);
    return text.includes("://") && URL.canParse(text) ? new URL(text).host : text;
  });
  return texts.join(" ");
}
