/**
 * The axon under load, against the Python SDK's axon, the rate of bare signature checks and a server that does nothing.
 *
 *     deno run -P tests/bench/axon_bench.ts [NAME-PREFIX …]
 */
import { type AxonWorld, callerUri, withAxons } from "./axon/world.ts";
import type { LoadOrder, LoadResult } from "./axon/load.ts";
import { asked, median, type Pair, pairs, printLine, report } from "./kit.ts";

const PAIRS = 5;
const CORES = navigator.hardwareConcurrency;

/** Requests per second and connections of a flood, from an address of its own. */
const FLOOD = { perSecond: 400, connections: 32, from: "127.0.0.9", signature: "random" } as const;
const FLOOD_MS = 3_000;
/** The caller whose answers must not suffer. */
const LEGITIMATE = { perSecond: 60, connections: 4, uri: callerUri(0) } as const;

const seconds = (order: { perSecond: number }) => order.perSecond * FLOOD_MS / 1000;

/** Fails when a server answered otherwise than it should: numbers of a broken run must not be shown. */
function require(result: LoadResult, status: number): LoadResult {
  const wrong = result.sent - (result.statuses[status] ?? 0);
  if (wrong > result.sent / 100) {
    throw new Error(`expected ${status}, got ${JSON.stringify(result.statuses)}`);
  }
  return result;
}

async function load(world: AxonWorld, order: Partial<LoadOrder>, status: number): Promise<LoadResult> {
  return require(await (await world.prepare("first", order))(), status);
}

/** The same load on their axon, where there is one; it takes less, so less is made. */
function theirs(
  world: AxonWorld,
  order: Partial<LoadOrder>,
  status: number,
): (() => Promise<LoadResult>) | null {
  const port = world.theirs;
  return port === null
    ? null
    : () => load(world, { ...order, port, count: Math.min(order.count!, 1_500) }, status);
}

async function verified(world: AxonWorld): Promise<void> {
  const shares: number[] = [];
  const order = { count: 6_000 };
  const runs = await pairs(PAIRS, async () => {
    const raw = await world.rawRate();
    const result = await load(world, order, 200);
    shares.push(result.perSecond / ((CORES - result.cores) * raw));
    return result;
  }, theirs(world, order, 200));
  report("axon.verified", "requests/s", PAIRS, runs, (run) => run.perSecond);
  printLine({
    name: "axon.verified.of_raw",
    unit: "share",
    value: Math.round(median(shares) * 100) / 100,
    n: PAIRS,
  });
}

async function refused(world: AxonWorld): Promise<void> {
  const order = { count: 8_000, uri: "//nobody", signature: "random" } as const;
  const runs = await pairs(PAIRS, () => load(world, order, 403), theirs(world, order, 403));
  report("axon.refused", "requests/s", PAIRS, runs, (run) => run.perSecond);
}

async function ttft(world: AxonWorld): Promise<void> {
  const order = { count: 200, connections: 1 };
  const runs = await pairs(PAIRS, () => load(world, order, 200), theirs(world, order, 200));
  report("axon.ttft", "ms", PAIRS, runs, (run) => run.ttftP50Ms, false);
}

/** A legitimate caller's slowest twentieth while somebody floods: the axon itself, or a server that does nothing. */
async function flood(world: AxonWorld, name: string, uri: string): Promise<void> {
  const run = async (port: number) => {
    const caller = await world.prepare("first", { ...LEGITIMATE, count: seconds(LEGITIMATE), ms: FLOOD_MS });
    const flooder = await world.prepare("second", {
      ...FLOOD,
      port,
      uri,
      count: seconds(FLOOD),
      ms: FLOOD_MS,
    });
    const [legitimate] = await Promise.all([caller(), flooder()]);
    return require(legitimate, 200);
  };
  const runs: Pair<LoadResult>[] = await pairs(PAIRS, () => run(world.ours), () => run(world.nothing));
  report(name, "ms", PAIRS, runs, (result) => result.ttftP95Ms, false);
}

if (import.meta.main) {
  await withAxons(async (world) => {
    if (asked("axon.verified")) await verified(world);
    if (asked("axon.refused")) await refused(world);
    if (asked("axon.ttft")) await ttft(world);
    if (asked("axon.flood_unknown")) await flood(world, "axon.flood_unknown", "//nobody");
    if (asked("axon.flood_known")) await flood(world, "axon.flood_known", callerUri(1));
  });
  Deno.exit(0);
}
