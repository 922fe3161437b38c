/**
 * Many axons asked at once, against the Python SDK's dendrite on the same axons.
 *
 *     deno run -P tests/bench/dendrite_bench.ts [NAME-PREFIX …]
 */
import { type Axons, withQuickAxons } from "./dendrite/axons.ts";
import { asked, pairs, report } from "./kit.ts";
import { withPython } from "./python_peer.ts";

const PAIRS = 7;
const PROMPT = { roles: ["user"], messages: ["What is the tallest mountain of the world?"] };

/** One batch: how long it took, and over what time its requests arrived. */
interface Batch {
  ms: number;
  spreadMs: number;
}

async function ourBatch(axons: Axons, count: number): Promise<Batch> {
  const since = performance.now();
  const responses = await axons.dendrite.query(axons.targets(count), PROMPT, { timeoutMs: 15_000 });
  const ms = performance.now() - since;
  const ok = responses.filter(({ statusCode }) => statusCode === 200).length;
  return { ms, spreadMs: await spread(axons, count, ok) };
}

async function spread(axons: Axons, count: number, ok: number): Promise<number> {
  const seen = await axons.seen();
  if (ok !== count || seen.asked !== count) {
    throw new Error(`${ok} of ${count} answered, ${seen.asked} were asked`);
  }
  return seen.spreadMs;
}

await withQuickAxons((axons) =>
  withPython("7.4", async (peer) => {
    const theirBatch = async (count: number): Promise<Batch> => {
      const { port, hotkey } = axons;
      const { ms, ok } = await peer!.call<{ ms: number; ok: number }>({ do: "fan_out", port, hotkey, count });
      return { ms, spreadMs: await spread(axons, count, ok) };
    };
    for (const count of [16, 64, 256]) {
      const names = [`dendrite.fanout${count}`, `dendrite.spread${count}`];
      if (!names.some(asked)) continue;
      const ours = () => ourBatch(axons, count);
      const theirs = peer ? () => theirBatch(count) : null;
      // Code that has run before, connections that are open: as in a validator's second step.
      await pairs(2, ours, theirs);
      const runs = await pairs(PAIRS, ours, theirs);
      if (asked(names[0]!)) report(names[0]!, "ms", PAIRS, runs, (run) => run.ms, false);
      if (count === 256 && asked(names[1]!)) {
        report(names[1]!, "ms", PAIRS, runs, (run) => run.spreadMs, false);
      }
    }
  })
);
Deno.exit(0);
