/** Many runs through fault proxies at once, and what the chain says about them afterwards. Import dynamically. */
import { seededRandom } from "../../src/base/mod.ts";
import type { Localnet } from "../../src/localnet/mod.ts";
import { FAULT_KINDS, type FaultCounts, noFaults } from "../kit/fault_proxy.ts";
import { proxyRun, type RunReport, workOf } from "./proxy_run.ts";
import { accountsOf } from "./proxy_world.ts";

/** Which runs, and how many at once. */
export interface ProxyOptions {
  from: number;
  to: number;
  atOnce: number;
  seed: string;
  onProgress?: (done: number) => void;
}

/** Result of {@link runThroughProxies}; plain, so that it can come from another process. */
export interface ProxyOutcome {
  counts: FaultCounts;
  reports: RunReport[];
}

/** Runs `from` to `to` against the chain at `endpoint`. */
export async function runThroughProxies(endpoint: string, options: ProxyOptions): Promise<ProxyOutcome> {
  const counts = noFaults();
  const reports: RunReport[] = [];
  const random = seededRandom(options.seed);
  let next = options.from;
  await Promise.all(Array.from({ length: options.atOnce }, async () => {
    while (next < options.to) {
      const run = next++;
      reports.push(await proxyRun(run, endpoint, random.fork(`run/${run}`), counts));
      options.onProgress?.(reports.length);
    }
  }));
  return { counts, reports };
}

/** What the chain holds against what the runs say. */
export interface Verdict {
  hangs: string[];
  /** Accounts with more transactions in blocks than pieces of work. */
  doubles: string[];
  /** Work that was reported done and is not on chain, or the other way round. */
  lies: string[];
  given: string[];
  missingKinds: string[];
}

/** Judges finished runs by the state of the chain. */
export async function judge(localnet: Localnet, { counts, reports }: ProxyOutcome): Promise<Verdict> {
  const verdict: Verdict = { hangs: [], doubles: [], lies: [], given: [], missingKinds: [] };
  verdict.missingKinds = FAULT_KINDS.filter((kind) => counts[kind] === 0);
  for (const { run, done, given, hangs } of reports) {
    verdict.hangs.push(...hangs.map((what) => `run ${run}: ${what}`));
    verdict.given.push(...given.map((what) => `run ${run}: ${what}`));
    const { hotkey, coldkey } = await accountsOf(run);
    const nonce = (ss58: string) => localnet.query<{ nonce: number }>("System.Account", ss58).nonce;
    const work = workOf(run);
    for (const [who, mine] of [[hotkey, ["serve", "weights"]], [coldkey, ["register"]]] as const) {
      const wanted = work.filter((one) => (mine as readonly string[]).includes(one)).length;
      const did = done.filter((one) => (mine as readonly string[]).includes(one)).length;
      const landed = nonce(who.ss58);
      if (landed > wanted) verdict.doubles.push(`run ${run}: ${landed} transactions for ${wanted}`);
      if (landed < did) verdict.lies.push(`run ${run}: ${did} done, ${landed} on chain`);
    }
  }
  return verdict;
}
