/** The fault-proxy runs over some processes against one chain. Import dynamically. */
import { FAULT_KINDS, noFaults } from "../kit/fault_proxy.ts";
import { startWorld } from "./proxy_world.ts";
import { judge, type ProxyOutcome, type Verdict } from "./run_proxy.ts";

/** Processes that share the runs, and runs at once in each. */
const PROCESSES = 2;
const AT_ONCE = 8;
const BLOCK_MS = 250;

/** A process that is not done by then is killed, and that is a hang. Milliseconds per run. */
const LIMIT_MS_PER_RUN = 5_000;

const script = new URL("./proxy_process.ts", import.meta.url).pathname;

/** Result of the part. */
export interface ProxyPart {
  runs: number;
  outcome: ProxyOutcome;
  verdict: Verdict;
  seconds: number;
}

/** Does so many runs and judges them. */
export async function proxyPart(runs: number, seed: string): Promise<ProxyPart> {
  const localnet = await startWorld(runs, BLOCK_MS);
  const start = performance.now();
  try {
    const share = Math.ceil(runs / PROCESSES);
    const parts = await Promise.all(Array.from({ length: PROCESSES }, (_, i) => {
      const range = [i * share, Math.min(runs, (i + 1) * share)];
      return child([localnet.endpoint, ...range.map(String), `${AT_ONCE}`, seed], runs * LIMIT_MS_PER_RUN);
    }));
    const outcome: ProxyOutcome = { counts: noFaults(), reports: parts.flatMap((part) => part.reports) };
    for (const kind of FAULT_KINDS) for (const part of parts) outcome.counts[kind] += part.counts[kind];
    const verdict = await judge(localnet, outcome);
    return { runs, outcome, verdict, seconds: (performance.now() - start) / 1000 };
  } finally {
    await localnet.close();
  }
}

async function child(args: string[], limitMs: number): Promise<ProxyOutcome> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=sn1", "--quiet", script, ...args],
    stdout: "piped",
    stderr: "inherit",
    env: { NO_COLOR: "1" },
  }).spawn();
  const timer = setTimeout(() => process.kill("SIGKILL"), limitMs);
  const { stdout, code } = await process.output();
  clearTimeout(timer);
  if (code !== 0) throw new Error(`the process of runs ${args[1]}–${args[2]} ended with ${code}`);
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
}
