import { errorText, PackageError } from "../base/mod.ts";
import { nearest, stripControl } from "../text/mod.ts";
import type { Command, CommandEntry } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { CliError } from "./errors.ts";
import { EXIT, exitCodeOf } from "./exit_codes.ts";
import { commandHelp } from "./flags/help.ts";
import { createOutput, type Output, paint, writeStdout } from "./terminal/output.ts";
import { type ParsedLine, parseLine } from "./flags/parse.ts";
import { completeHint } from "./complete_hint.ts";
import { ignoredVariables, readDotEnv, variableLookup } from "./flags/dot_env.ts";
import type { FlagTable } from "./flags/flags.ts";
import { type Layers, type Resolved, resolveFlags } from "./flags/resolve.ts";
import { valueNotes } from "./startup/value_notes.ts";
import { type Hangup, interruptedCode, watchSignals } from "./signals.ts";
import { neverAsk } from "./terminal/terminal.ts";

/**
 * Finds the command, resolves its flags, runs it, and turns whatever happens into an exit code.
 * @param args command name first
 * @param hangup what SIGHUP does; null for commands that are no services
 */
export async function run(args: readonly string[], hangup: Hangup): Promise<number> {
  let out = createOutput({ json: wantsJson(args) });
  let resolved: Resolved<FlagTable> | null = null;
  try {
    const entry = findEntry(args[0]!);
    const command = await entry.load();
    const line = parseLine(args.slice(1), command.flags);
    if (line.raw.has("help")) {
      writeStdout(commandHelp(entry, command, out.columns) + "\n");
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
    return await runWithSignals(command, hangup, {
      flags: values,
      sources,
      args: line.args,
      out,
      env: variableLookup(env, dotEnv),
    });
  } catch (error) {
    // Whoever read us has seen enough (`sn1 … | head`): nobody is left to tell.
    if (isOutput(error, "closed")) return EXIT.ok;
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
        args[0] ? `unknown: sn1 ${entry.name} ${args[0]}` : `sn1 ${entry.name}: missing subcommand`,
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
  hangup: Hangup,
  context: Omit<Parameters<Command["run"]>[0], "signal">,
): Promise<number> {
  const service = hangup !== null;
  const signals = watchSignals(
    {
      hangup,
      forced: (signal) => service ? EXIT.failure : interruptedCode(signal),
    },
    () => context.out.note("stopping; press again to force"),
  );
  // A service ends well when it is stopped; any other command was stopped before it was done.
  const stopped = () => {
    const signal = signals.came();
    return signal === null || service ? EXIT.ok : interruptedCode(signal);
  };
  try {
    const out = service ? lasting(context.out) : context.out;
    const running = command.run({ ...context, out, signal: signals.signal });
    const code = await (service ? running : Promise.race([running, afterGrace(signals.signal)]));
    return signals.signal.aborted && !service ? stopped() : code ?? EXIT.ok;
  } catch (error) {
    // Stopped while something was still being opened: that is no failure.
    if (signals.signal.aborted && (error === signals.signal.reason || !service)) return stopped();
    throw error;
  } finally {
    signals.dispose();
  }
}

/** Time a command that is not a service has to clean up after a signal, ms. */
const GRACE_MS = 5000;

/** Ends, without an exit code of its own, some time after the signal. */
function afterGrace(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => Deno.unrefTimer(setTimeout(resolve, GRACE_MS)), { once: true });
  });
}

/** An output for a neuron, which goes on when its results cannot be written: only people miss them. */
function lasting(out: Output): Output {
  const attempt = (write: () => void) => {
    try {
      write();
    } catch (error) {
      if (!isOutput(error, "output") && !isOutput(error, "closed")) throw error;
      out.note(`warning: ${errorText(error)}`);
    }
  };
  return {
    ...out,
    line: (text) => attempt(() => out.line(text)),
    result: (value) => attempt(() => out.result(value)),
    write: (text) => attempt(() => out.write(text)),
  };
}

/** Whether an error is of standard output. */
function isOutput(error: unknown, code: "output" | "closed"): boolean {
  return error instanceof CliError && error.code === code;
}

/** At most three lines: what failed, with which value, what to do next. No stack. */
async function report(
  error: unknown,
  out: Output,
  line: Resolved<FlagTable> | null,
): Promise<void> {
  const known = error instanceof PackageError ? error : null;
  const message = stripControl(errorText(error), true);
  const load = async (name: string) => await COMMANDS.find((c) => c.name === name)?.load() ?? null;
  const hint = known?.hint && line
    ? await completeHint(known.hint, line.values, line.sources, load)
    : known?.hint;
  const code = known ? `${known.package}.${known.code}` : "unexpected";
  // What cannot be written to stdout is told on stderr.
  if (out.json && !isOutput(error, "output")) {
    try {
      out.result({ error: { code, message, ...(hint ? { hint } : {}) } });
    } catch (cause) {
      out.note(`error: ${message}`);
      if (!isOutput(cause, "closed")) out.note(`error: ${errorText(cause)}`);
    }
    return;
  }
  out.note(`${paint(out, "red", "error:")} ${message}`);
  if (hint) out.note(`  ${stripControl(hint, true)}`);
  if (!known) {
    out.note("  this is a fault of the program; run again with SN1_DEBUG=1 for details");
    if (Deno.env.get("SN1_DEBUG")) out.note(Deno.inspect(error));
  }
}
