import { freePort } from "../../tests/interop/free_port.ts";
import { formatHuman, type LogEvent } from "../../src/telemetry/log_format.ts";
import { addressOf, openChain, pay } from "./accounts.ts";
import type { WorldSettings } from "./settings.ts";
import { writeShim } from "./shim.ts";

/** What a command left. */
export interface Outcome {
  code: number;
  output: string[];
}

/** A command that goes on, such as a miner. */
export interface Service {
  /** What it wrote so far. */
  output(): Promise<string[]>;
  /** Whether it has ended by itself. */
  ended(): boolean;
  /** Ctrl-C. @returns what it left, once it has ended */
  stop(): Promise<Outcome>;
}

/** A scratch home with a shell that keeps its folder and variables, and a local chain where the page wants one. */
export interface World {
  /** @param answers typed one after the other at its questions, on a terminal; none = it has no terminal */
  run(command: string, answers?: readonly string[]): Promise<Outcome>;
  start(command: string): Promise<Service>;
  close(): Promise<void>;
}

/** Longest a command of a page may take, ms. */
const COMMAND_MS = 90_000;
/** What a terminal obeys instead of showing it. */
// deno-lint-ignore no-control-regex -- they are what is taken out
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]/g;
/** Longest a service may take to end, ms: a drain and a busy machine. */
const STOP_MS = 30_000;

/**
 * Opens a world.
 * @param chainCommands commands that take `--subtensor.chain_endpoint`: they all get the local chain
 * @param axonCommands commands that take `--axon.port`: its default is replaced, as every port of the page is
 */
export async function openWorld(
  settings: WorldSettings,
  chainCommands: readonly string[],
  axonCommands: readonly string[],
): Promise<World> {
  const root = await Deno.makeTempDir({ prefix: "sn1-docs-" });
  const home = `${root}/home`;
  const state = `${root}/state`;
  await Deno.mkdir(home);
  await Deno.mkdir(state);
  await Deno.mkdir(`${root}/bin`);
  const ports = new Map<string, string>();
  const portFor = async (port: string) => {
    if (!ports.has(port)) ports.set(port, String(await freePort()));
    return ports.get(port)!;
  };
  const chainPort = await portFor("9944");
  const axonPort = await portFor("8091");
  await writeShim(`${root}/bin/sn1`, { chainCommands, axonCommands, chainPort, axonPort, state });
  await Deno.symlink(`${root}/bin/sn1`, `${home}/sn1`);
  const localnet = await openChain(settings, home, Number(chainPort));
  const services: Service[] = [];
  let code = 0;
  let files = 0;

  const environment = {
    PATH: `${root}/bin:${Deno.env.get("PATH") ?? ""}`,
    HOME: home,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    NO_COLOR: "1",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
  };
  /** Ports of the page become free ones, the same each time; `ME_COLDKEY` is an address of wallet `me`. */
  const translated = async (written: string) => {
    let command = written;
    for (const [name, wallet, kind] of written.matchAll(/\b([A-Z][A-Z0-9]*)_(COLDKEY|HOTKEY)\b/g)) {
      const address = await addressOf(home, wallet!.toLowerCase(), kind as "COLDKEY");
      if (address) command = command.replaceAll(name, address);
    }
    for (const [, port] of command.matchAll(/(?:[Pp]ort[= ]|127\.0\.0\.1:|localhost:)(\d{4,5})\b/g)) {
      await portFor(port!);
    }
    return command.replace(/\b\d{4,5}\b/g, (number) => ports.get(number) ?? number);
  };
  const shell = async (command: string, log: string, terminal = false) => {
    let line = await translated(command);
    if (terminal) {
      await Deno.writeTextFile(`${state}/typed`, `stty cols 110\n${line}\n`);
      line = `script -qefc "bash ${state}/typed" /dev/null`;
    }
    const script = `{ cd "$(cat ${state}/folder)"; . ${state}/variables; } 2>/dev/null
exec >${log} 2>&1
(exit ${code})
${line}
code=$?
pwd >${state}/folder
declare -p | grep -v '^declare -[a-zA-Z]*r' >${state}/variables
exit $code
`;
    return new Deno.Command("bash", {
      args: ["-c", script],
      clearEnv: true,
      env: environment,
      cwd: home,
      stdin: terminal ? "piped" : "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  };
  const read = async (log: string) => {
    const back = new Map([...ports].map(([shown, real]) => [real, shown]));
    const text = (await Deno.readTextFile(log).catch(() => "")).replaceAll(home, "~").replaceAll(root, "…")
      .replace(/\b\d{4,5}\b/g, (number) => back.get(number) ?? number);
    return text.replace(ESCAPES, "").split(/\r*\n/).map(forPeople);
  };
  /** Types an answer whenever the output ends with a question. */
  const answer = async (child: Deno.ChildProcess, log: string, answers: readonly string[]) => {
    const writer = child.stdin.getWriter();
    let [asked, ended] = [0, false];
    child.status.then(() => ended = true);
    for (const text of answers) {
      while (!ended) {
        const output = await Deno.readTextFile(log).catch(() => "");
        if (output.length > asked && /[:\]] $/.test(output)) {
          asked = output.length;
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (!ended) await writer.write(new TextEncoder().encode(`${text}\r`));
    }
    await child.status;
    await writer.abort().catch(() => {});
  };
  await Deno.writeTextFile(`${state}/folder`, home);
  await Deno.writeTextFile(`${state}/variables`, "");

  return {
    async run(command, answers = []) {
      await pay(settings, home, localnet);
      const log = `${state}/${files++}`;
      const before = await pids(state);
      const child = await shell(command, log, answers.length > 0);
      const timer = setTimeout(async () => {
        for (const pid of await pids(state)) if (!before.includes(pid)) signal(pid, "SIGKILL");
        child.kill("SIGKILL");
      }, COMMAND_MS);
      const typing = answers.length > 0 ? answer(child, log, answers) : null;
      const status = await child.status;
      clearTimeout(timer);
      await typing;
      code = status.code;
      const output = await read(log);
      return status.signal === "SIGKILL"
        ? { code: -1, output: [...output, `killed after ${COMMAND_MS} ms`] }
        : { code, output };
    },
    async start(command) {
      await pay(settings, home, localnet);
      const log = `${state}/${files++}`;
      const before = await pids(state);
      const child = await shell(command.replace(/\s*&\s*$/, ""), log);
      let ended: Deno.CommandStatus | null = null;
      const status = child.status.then((found) => ended = found);
      const service: Service = {
        output: () => read(log),
        ended: () => ended !== null,
        async stop() {
          const own = (await pids(state)).filter((pid) => !before.includes(pid));
          if (!ended) own.forEach((pid) => signal(pid, "SIGINT"));
          const timer = setTimeout(() => {
            own.forEach((pid) => signal(pid, "SIGKILL"));
            child.kill("SIGKILL");
          }, STOP_MS);
          const left = await status;
          clearTimeout(timer);
          return { code: left.code, output: await read(log) };
        },
      };
      services.push(service);
      return service;
    },
    async close() {
      for (const service of services.toReversed()) if (!service.ended()) await service.stop();
      await localnet?.close();
      await Deno.remove(root, { recursive: true });
    },
  };
}

async function pids(state: string): Promise<number[]> {
  const text = await Deno.readTextFile(`${state}/pids`).catch(() => "");
  return text.split("\n").filter(Boolean).map(Number);
}

function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch { /* it has ended */ }
}

/** A log line as a terminal shows it; other lines as they are. */
function forPeople(line: string): string {
  if (!line.startsWith('{"ts":"')) return line;
  const { ts, level, msg, ...fields } = JSON.parse(line) as {
    ts: string;
    level: LogEvent["level"];
    msg: string;
  };
  return formatHuman({ timeMs: Date.parse(ts), level, message: msg, fields });
}
