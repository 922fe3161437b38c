/**
 * Loses its connection again and again and looks at what is left of it: `ENDPOINT TIMES`, a JSON document at the end. Run
 * with `--v8-flags=--expose-gc`, so that the heap is what is really held.
 */
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { connectChain } from "../../src/chain/mod.ts";
import { until } from "../kit/mod.ts";
import { CLEAN, FaultProxy, noFaults } from "../kit/fault_proxy.ts";

/** Reconnects before the heap is looked at first: caches fill, code is compiled. */
const WARM_UP = 4;

/** One reconnect, under any load. */
const LIMIT_MS = 60_000;

const [endpoint, text] = Deno.args as [string, string];
const times = Number(text);
const collect = (globalThis as unknown as { gc?: () => void }).gc;
if (!collect) throw new Error("needs --v8-flags=--expose-gc");

/** Bytes held after everything that can go is gone. */
async function heap(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect!();
    // What was torn down is let go in later turns of the loop.
    await systemClock.sleep(250);
  }
  return Deno.memoryUsage().heapUsed;
}

const proxy = await FaultProxy.start({ target: endpoint, plan: () => CLEAN, counts: noFaults() });
// Cuts follow each other at once: the pauses after connections that do not last are tested elsewhere.
const options = { network: proxy.endpoint, requestTimeoutMs: LIMIT_MS, steadyAfterMs: 0 };
const chain = await connectChain(options, {
  clock: systemClock,
  random: seededRandom("reconnect"),
  logger: nullLogger,
  metrics: nullMetrics,
});
const heads: number[] = [];
let twice = 0;
chain.onHead(({ number }) => {
  if (heads.includes(number)) twice++;
  heads.push(number);
  heads.splice(0, heads.length - 100);
});
let first = 0;
let withoutHeads = 0;
for (let i = 0; i < WARM_UP + times; i++) {
  if (i === WARM_UP) first = await heap();
  const connections = proxy.connections;
  proxy.cut();
  await until(() => proxy.connections > connections, LIMIT_MS, "a new connection");
  await chain.burn(1);
  const seen = heads.at(-1) ?? 0;
  // The subscription is there again, not only the reads.
  await until(() => (heads.at(-1) ?? 0) > seen, LIMIT_MS, "a head").catch(() => withoutHeads++);
}
const last = await heap();
const sockets = proxy.open;
await chain.close();
await proxy.close();
console.log(
  JSON.stringify({ times, connections: proxy.connections, first, last, sockets, twice, withoutHeads }),
);
Deno.exit(0);
