import { until } from "./mod.ts";
import { testedProgram } from "./program.ts";
import { secrets } from "./secrets.ts";

/** What a finished command left. */
export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a command is run. */
export interface CliOptions {
  /** Environment beside PATH and HOME. */
  env?: Record<string, string>;
  /** Home folder; keep tests away from the real one. */
  home: string;
  stdin?: string;
  /** Killed after this long; opening an encrypted key takes a minute on a busy machine. @default {120000} */
  timeoutMs?: number;
  cwd?: string;
  /** Runs it without network, always from source. @default {false} */
  denyNet?: boolean;
  /** Runs it from source even where SN1_PROGRAM names a built file. @default {false} */
  fromSource?: boolean;
}

function command(args: readonly string[], options: CliOptions): Deno.Command {
  const program = testedProgram(options.denyNet ? ["--deny-net"] : [], options.fromSource);
  return new Deno.Command(program.path, {
    args: [...program.args, ...args],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: options.home,
      NO_COLOR: "1",
      ...program.env,
      ...options.env,
    },
    cwd: options.cwd ?? options.home,
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs `sn1 …` to its end, as its own process. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const process = startCli(args, options);
  try {
    return await process.finished(options.timeoutMs ?? 120_000);
  } finally {
    process.kill("SIGKILL");
  }
}

/** A command that is running. */
export interface RunningCli {
  readonly pid: number;
  /** What it printed so far. */
  stdout(): string;
  stderr(): string;
  /** Sends a signal; does nothing when it has ended. */
  kill(signal: Deno.Signal): void;
  /** Waits until a text shows up. */
  waitFor(pattern: RegExp, where: "stdout" | "stderr", ms?: number): Promise<RegExpMatchArray>;
  /** Waits for the end; kills it and fails after `ms`. */
  finished(ms: number): Promise<CliResult>;
}

/** Starts `sn1 …` as its own process. */
export function startCli(args: readonly string[], options: CliOptions): RunningCli {
  const child = command(args, options).spawn();
  const texts = { stdout: "", stderr: "" };
  const read = async (name: "stdout" | "stderr") => {
    for await (const piece of child[name].pipeThrough(new TextDecoderStream())) texts[name] += piece;
  };
  const reading = Promise.all([read("stdout"), read("stderr")]);
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    writer.write(new TextEncoder().encode(options.stdin)).then(() => writer.close()).catch(() => {});
  }
  let ended: Deno.CommandStatus | null = null;
  const learned = secrets.learnCommand(args, options.env ?? {}, options.cwd ?? options.home);
  // What it printed is searched once it has ended, whoever waits for it; what it wrote when the folder is removed.
  const status = child.status.then(async (s) => {
    ended = s;
    await Promise.all([reading, learned]);
    await secrets.learnCommand(args, {}, options.cwd ?? options.home);
    await secrets.learnWallets(options.home);
    return s;
  });
  const checked = status.then(() => {
    secrets.checkOutput(args.join(" "), texts);
    secrets.learnPrinted(args, texts.stdout);
  });
  checked.catch(() => {});
  const kill = (signal: Deno.Signal) => {
    if (ended) return;
    try {
      child.kill(signal);
    } catch { /* it ended in between */ }
  };
  return {
    pid: child.pid,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    kill,
    async waitFor(pattern, where, ms = 30_000) {
      await until(
        () => pattern.test(texts[where]) || ended !== null,
        ms,
        `${pattern} on ${where}; so far:\n${texts[where]}`,
      );
      const match = texts[where].match(pattern);
      if (!match) throw new Error(`ended without ${pattern}\n${texts.stdout}\n${texts.stderr}`);
      return match;
    },
    async finished(ms) {
      const timer = setTimeout(() => kill("SIGKILL"), ms);
      const { code, signal } = await status.finally(() => clearTimeout(timer));
      if (signal === "SIGKILL") {
        throw new Error(`killed after ${ms} ms: sn1 ${args.join(" ")}\n${texts.stdout}\n${texts.stderr}`);
      }
      await checked;
      return { code, ...texts };
    },
  };
}
