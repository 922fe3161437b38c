import { errorText, RoomError } from "../base/mod.ts";
import { nearest, stripControl } from "../text/mod.ts";
import type { Command, CommandEntry } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { CliError } from "./errors.ts";
import { EXIT, exitCodeOf } from "./exit_codes.ts";
import { commandHelp } from "./flags/help.ts";
import { createOutput, type Output, paint } from "./terminal/output.ts";
import { type ParsedLine, parseLine } from "./flags/parse.ts";
import { completeHint } from "./complete_hint.ts";
import { ignoredVariables, readDotEnv, variableLookup } from "./flags/dot_env.ts";
import type { FlagTable } from "./flags/flags.ts";
import { type Layers, type Resolved, resolveFlags } from "./flags/resolve.ts";
import { valueNotes } from "./startup/value_notes.ts";
import { watchSignals } from "./signals.ts";
import { neverAsk } from "./terminal/terminal.ts";

/**
 * Finds the command, resolves its flags, runs it, and turns whatever happens into an exit code.
 * @param args command name first
 */
export async function run(args: readonly string[]): Promise<number> {
  let out = createOutput({ json: wantsJson(args) });
  let resolved: Resolved<FlagTable> | null = null;
  try {
    const entry = findEntry(args[0]!);
    const command = await entry.load();
    const line = parseLine(args.slice(1), command.flags);
    if (line.raw.has("help")) {
      console.log(commandHelp(entry, command, out.columns));
      return EXIT.ok;
    }
    const dotEnv = await readDotEnv();
    const env = (name: string) => Deno.env.get(name);
    const layers: Layers = { config: {}, env, dotEnv };
    resolved = resolveFlags(command.flags, line, {
      ...layers,
      config: await configValues(command, line, layers),
    });
    const { values, sources, ignored, notable } = resolved;
    if ("no_prompt" in values && values.no_prompt === true) neverAsk();
    if ("json" in values) out = createOutput({ json: values.json === true });
    checkArgs(entry, command, line.args);
    for (const note of valueNotes([...ignored, ...ignoredVariables(dotEnv)], notable)) out.note(note);
    return await runWithSignals(command, {
      flags: values,
      sources,
      args: line.args,
      out,
      env: variableLookup(env, dotEnv),
    });
  } catch (error) {
    await report(error, out, resolved);
    return exitCodeOf(error);
  }
}

/** Values of the file that `--config` or `BT_CONFIG` names. */
async function configValues(command: Command, line: ParsedLine, layers: Layers): Promise<Layers["config"]> {
  const { config } = command.flags;
  if (!config) return {};
  const path = resolveFlags({ config }, line, layers).values.config as string | undefined;
  if (path === undefined) return {};
  const { readConfigFile } = await import("./flags/config_file.ts");
  return await readConfigFile(path, {
    own: command.flags,
    all: async () =>
      Object.assign({}, ...(await Promise.all(COMMANDS.map((c) => c.load()))).map((c) => c.flags)),
  });
}

/** Decided before parsing, so that even a usage error is JSON when JSON was asked for. */
function wantsJson(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--json" || /^--json=(true|1|yes|on)$/i.test(arg));
}

function findEntry(name: string): CommandEntry {
  const entry = COMMANDS.find((c) => c.name === name);
  if (entry) return entry;
  const near = nearest(name, COMMANDS.filter((c) => !c.hidden).map((c) => c.name));
  throw new CliError("usage", `unknown command "${stripControl(name, true)}"`, {
    hint: near ? `did you mean sn1 ${near}?` : "sn1 --help lists the commands",
  });
}

function checkArgs(entry: CommandEntry, command: Command, args: readonly string[]): void {
  if (command.verbs) {
    const verbs = command.verbs.map(([verb]) => verb);
    if (args[0] === undefined || !verbs.includes(args[0])) {
      throw new CliError(
        "usage",
        args[0] ? `unknown: sn1 ${entry.name} ${args[0]}` : `sn1 ${entry.name} what?`,
        {
          hint: `one of: ${verbs.join(", ")}`,
        },
      );
    }
  } else if (!command.usage && args.length > 0) {
    throw new CliError(
      "usage",
      `sn1 ${entry.name} takes no argument, got "${stripControl(args[0]!, true)}"`,
      {
        hint: "values of flags follow the flag, as in --netuid 1",
      },
    );
  }
}

async function runWithSignals(
  command: Command,
  context: Omit<Parameters<Command["run"]>[0], "signal">,
): Promise<number> {
  const signals = watchSignals(() => context.out.note("stopping; press again to force"));
  try {
    return await command.run({ ...context, signal: signals.signal }) ?? EXIT.ok;
  } catch (error) {
    // Stopped while something was still being opened: that is no failure.
    if (signals.signal.aborted && error === signals.signal.reason) return EXIT.ok;
    throw error;
  } finally {
    signals.dispose();
  }
}

/** At most three lines: what failed, with which value, what to do next. No stack. */
async function report(
  error: unknown,
  out: Output,
  line: Resolved<FlagTable> | null,
): Promise<void> {
  const room = error instanceof RoomError ? error : null;
  const message = stripControl(errorText(error), true);
  const load = async (name: string) => await COMMANDS.find((c) => c.name === name)?.load() ?? null;
  const hint = room?.hint && line
    ? await completeHint(room.hint, line.values, line.sources, load)
    : room?.hint;
  const code = room ? `${room.room}.${room.code}` : "unexpected";
  if (out.json) {
    out.result({ error: { code, message, ...(hint ? { hint } : {}) } });
    return;
  }
  out.note(`${paint(out, "red", "error:")} ${message}`);
  if (hint) out.note(`  ${stripControl(hint, true)}`);
  if (!room) {
    out.note("  this is a fault of the program; run again with SN1_DEBUG=1 for details");
    if (Deno.env.get("SN1_DEBUG")) console.error(error);
  }
}
