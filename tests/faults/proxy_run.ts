/** One run against a chain behind faults: connect, read, serve, set weights, register. Import dynamically. */
import { errorText, nullLogger, nullMetrics, type Random, systemClock } from "../../src/base/mod.ts";
import {
  type Chain,
  ChainError,
  connectChain,
  type SignedWeights,
  weightsSalt,
} from "../../src/chain/mod.ts";
import { drawPlan, type FaultCounts, FaultProxy } from "../kit/fault_proxy.ts";
import { accountsOf, type RunAccounts } from "./proxy_world.ts";

/** Tries of one piece of work, as a neuron's loop would. */
const TRIES = 6;

/** An operation that takes longer than all its own deadlines together hangs. */
const HANG_MS = 120_000;

/** Deadlines of the client in these runs; the chain makes a block every few hundred milliseconds. */
const DEADLINES = {
  connectTimeoutMs: 8_000,
  requestTimeoutMs: 6_000,
  inclusionTimeoutMs: 25_000,
  staleAfterMs: 4_000,
};

/** What became of one run. */
export interface RunReport {
  run: number;
  /** Work done, by name. */
  done: string[];
  /** Work given up, with the last error. */
  given: string[];
  /** Operations that outlived all their deadlines. */
  hangs: string[];
  /** Tries in all. */
  tries: number;
  connections: number;
}

/** The work of each run: all read, and each changes one or two things. */
export const WORK = ["serve", "weights", "register"] as const;
export type Work = typeof WORK[number];

/** Which work a run does. */
export function workOf(run: number): Work[] {
  return [[WORK[0]], [WORK[1]], [WORK[2]], [WORK[1], WORK[0]]][run % 4]!;
}

/** Fails with a text when `work` is not over in time. */
async function bounded<T>(what: string, report: RunReport, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = systemClock.sleep(HANG_MS, stop.signal).then(() => {
    report.hangs.push(what);
    throw new Error(`${what} hangs`);
  }, () => new Promise<never>(() => {}));
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/**
 * Does one run. Its first endpoint is a faulty proxy, the second another one, the third the chain itself.
 * @param endpoint of the chain
 */
export async function proxyRun(
  run: number,
  endpoint: string,
  random: Random,
  counts: FaultCounts,
): Promise<RunReport> {
  const report: RunReport = { run, done: [], given: [], hangs: [], tries: 0, connections: 0 };
  const accounts = await accountsOf(run);
  const proxies = await Promise.all(["first", "second"].map((name) => {
    const dice = random.fork(name);
    return FaultProxy.start({ target: endpoint, counts, plan: (n) => drawPlan(dice.fork(`${n}`)) });
  }));
  const [first, second] = proxies as [FaultProxy, FaultProxy];
  let chain: Chain | null = null;
  try {
    chain = await attempts("connect", report, () =>
      connectChain({
        network: first.endpoint,
        fallbackEndpoints: [second.endpoint, endpoint],
        ...DEADLINES,
      }, { clock: systemClock, random: random.fork("chain"), logger: nullLogger, metrics: nullMetrics }));
    if (chain) {
      const open = chain;
      await attempts("metagraph", report, () => open.metagraph(accounts.netuid));
      for (const work of workOf(run)) await attempts(work, report, doing(work, open, accounts, random));
    }
  } finally {
    await bounded("close", report, chain?.close() ?? Promise.resolve()).catch(() => {});
    report.connections = first.connections + second.connections;
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
  return report;
}

/** Tries again after errors, as loops do. @returns null when it was given up */
async function attempts<T>(what: string, report: RunReport, work: () => Promise<T>): Promise<T | null> {
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    report.tries++;
    try {
      const value = await bounded(what, report, work());
      report.done.push(what);
      return value;
    } catch (error) {
      last = error;
      if (!(error instanceof ChainError)) break;
    }
  }
  report.given.push(`${what}: ${errorText(last)}`);
  return null;
}

/** One piece of work, to be tried until it succeeds. What was signed is kept as a validator's journal keeps it. */
function doing(work: Work, chain: Chain, accounts: RunAccounts, random: Random): () => Promise<unknown> {
  const { netuid, uid, hotkey, coldkey, newcomer, newcomers } = accounts;
  const salt = weightsSalt();
  let signed: SignedWeights | null = null;
  const port = 1024 + Math.floor(random.fork("port").next() * 60_000);
  switch (work) {
    case "serve":
      return () => chain.serveAxon({ netuid, ip: "127.0.0.2", port, version: 7_004_000, signer: hotkey });
    case "register":
      return () => chain.register({ netuid: newcomers, hotkey: newcomer.ss58, signer: coldkey });
    case "weights":
      return async () => {
        if (await chain.lastUpdate(netuid, uid) > 0) return;
        const row = { netuid, uids: [uid], values: [65_535], versionKey: 1, salt };
        await chain.setWeights(row, hotkey, { resume: signed, onSigned: (next) => void (signed = next) });
      };
  }
}
