import type { Command, CommandEntry } from "../../src/cli/command.ts";
import type { FlagTable } from "../../src/cli/flags/flags.ts";
import { parseLine } from "../../src/cli/flags/parse.ts";
import { resolveFlags } from "../../src/cli/flags/resolve.ts";

/** The commands of the program, loaded. */
export type Commands = ReadonlyMap<string, { entry: CommandEntry; command: Command }>;

/** Loads every command, as the program would. */
export async function loadCommands(): Promise<Commands> {
  const { COMMANDS } = await import("../../src/cli/mod.ts");
  const loaded = await Promise.all(
    COMMANDS.map(async (entry) => [entry.name, { entry, command: await entry.load() }] as const),
  );
  return new Map(loaded);
}

/** What stands for a value in a page: `FILE`, `5F…`, `<address>`, `$HOME`. */
const PLACEHOLDER = /^(?:[A-Z][A-Z0-9_:.-]*|…|.*…|<.*>|\$.*|"?\$\w+"?)$/;

/** Words a flag takes although its schema takes any text: flag → what is wrong, or null. */
const WORDS: Readonly<Record<string, (value: string) => Promise<string | null>>> = {
  "subtensor.network": async (value) => {
    const { resolveEndpoint } = await import("../../src/chain/mod.ts");
    try {
      const known = resolveEndpoint(value).name !== "unknown";
      return known || /^wss?:\/\//.test(value) ? null : "is no network";
    } catch {
      return "is no network";
    }
  },
  "neuron.engine": async (value) => {
    const { ENGINE_NAMES } = await import("../../src/llm/mod.ts");
    return ENGINE_NAMES.includes(value.replace(/[-:].*/s, "")) ? null : "is no engine";
  },
  "neuron.tasks": async (value) => {
    const { TASKS } = await import("../../tasks/mod.ts");
    return value.split(/[\s,]+/).every((name) => TASKS.some((task) => task.name === name))
      ? null
      : "is no task";
  },
};

/**
 * Reads one command line as the program would, without running it.
 * @param args what follows `sn1`
 * @returns what is wrong with it; null = nothing
 */
export async function checkLine(args: readonly string[], commands: Commands): Promise<string | null> {
  const [name, ...rest] = args;
  if (name === undefined || PLACEHOLDER.test(name) || /^(--help|--version|-h|-V|help)$/.test(name)) {
    return null;
  }
  const found = commands.get(name);
  if (!found) return `there is no command "${name}"`;
  const { flags, verbs, usage } = found.command;
  try {
    const line = parseLine(rest, flags);
    line.args = line.args.filter((word) => word !== "…");
    if (line.raw.has("help")) return null;
    for (const [flag, value] of line.raw) {
      const values = Array.isArray(value) ? value : [value];
      if (values.some((v) => v !== true && v.split(/[\s,]+/).some((part) => PLACEHOLDER.test(part)))) {
        line.raw.delete(flag);
      }
    }
    resolveFlags(flags, line, {
      config: {},
      env: (name) => name === "HOME" ? "/home/somebody" : undefined,
      dotEnv: {},
    });
    const verb = line.args[0];
    if (verbs && verb !== undefined && !PLACEHOLDER.test(verb) && !/^\w[\w-]*(\|[\w-]+)+$/.test(verb)) {
      if (!verbs.some(([known]) => known === verb)) return `"${verb}" is no verb of sn1 ${name}`;
    }
    if (!verbs && !usage && line.args.length > 0) return `sn1 ${name} takes no argument, got "${verb}"`;
    return await checkWords(flags, line.raw);
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return hint ? `${message} (${hint})` : message;
  }
}

async function checkWords(flags: FlagTable, raw: ReadonlyMap<string, unknown>): Promise<string | null> {
  for (const [flag, check] of Object.entries(WORDS)) {
    if (!(flag in flags)) continue;
    for (const value of [raw.get(flag)].flat()) {
      const problem = typeof value === "string" ? await check(value) : null;
      if (problem) return `--${flag} ${value} ${problem}`;
    }
  }
  return null;
}
