/**
 * Reading the metagraph, against the Python SDK's client on the same local chain.
 *
 *     deno run -P tests/bench/chain_bench.ts [NAME-PREFIX …]
 */
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { type Chain, connectChain } from "../../src/chain/mod.ts";
import type { Peer } from "../interop/peer.ts";
import { asked, pairs, report, watchLag } from "./kit.ts";
import { LineProcess } from "./process.ts";
import { withPython } from "./python_peer.ts";

const PAIRS = 5;

/** One read. */
interface Read {
  ms: number;
  /** How late the latest timer of this process was while it read. */
  lagMs: number;
}

async function ourRead(chain: Chain, count: number): Promise<Read> {
  const lag = watchLag();
  const since = performance.now();
  const { n } = await chain.metagraph(1);
  const ms = performance.now() - since;
  // The timer that is late because of the end of the work.
  await systemClock.sleep(10);
  if (n !== count) throw new Error(`${n} neurons, not ${count}`);
  return { ms, lagMs: lag(1) };
}

async function metagraph(count: number): Promise<void> {
  const name = `metagraph.n${count}`;
  if (!asked(name) && !asked(`${name}.lag`)) return;
  const process = LineProcess.start("tests/bench/chain/serve.ts", [String(count)]);
  try {
    const { endpoint } = await process.ask<{ endpoint: string }>();
    const modules = {
      clock: systemClock,
      random: seededRandom("bench"),
      logger: nullLogger,
      metrics: nullMetrics,
    };
    const chain = await connectChain({ network: endpoint }, modules);
    await withPython("10", async (peer: Peer | null) => {
      await peer?.call({ do: "chain_connect", endpoint }, 60_000);
      const theirs = peer &&
        (async () => {
          const { ms } = await peer.call<{ ms: number }>({ do: "chain_metagraph", netuid: 1 }, 60_000);
          return { ms, lagMs: ms };
        });
      const first = await ourRead(chain, count);
      report(`${name}.first_lag`, "ms", 1, [{ ours: first }], (read) => read.lagMs, false);
      await theirs?.();
      const runs = await pairs(PAIRS, () => ourRead(chain, count), theirs);
      report(name, "ms", PAIRS, runs, (read) => read.ms, false);
      const own = runs.map(({ ours }) => ({ ours }));
      report(`${name}.lag`, "ms", PAIRS, own, (read) => read.lagMs, false);
    });
    await chain.close();
  } finally {
    await process.stop();
  }
}

await metagraph(256);
await metagraph(1024);
Deno.exit(0);
