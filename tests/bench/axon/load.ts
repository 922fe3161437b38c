/**
 * A generator of load, in a process of its own. Takes one JSON line per order, prints one per result.
 *
 *     deno run -P tests/bench/axon/load.ts
 */
import process from "node:process";
import { systemClock, utf8 } from "../../../src/base/mod.ts";
import { devKey, verifyExact } from "../../../src/wallet/mod.ts";
import { Connection, type Exchange } from "./connection.ts";
import { type RequestKind, requestMaker } from "./requests.ts";

/** What to send. */
export interface LoadOrder extends RequestKind {
  port: number;
  /** Own address. */
  from: string;
  connections: number;
  /** Requests in all; the run ends with them or with `ms`. */
  count: number;
  ms: number;
  /** Requests per second; 0 = each connection sends as soon as it is answered. */
  perSecond: number;
}

/** What came of it. */
export interface LoadResult {
  sent: number;
  statuses: Record<string, number>;
  seconds: number;
  perSecond: number;
  ttftP50Ms: number;
  ttftP95Ms: number;
  /** Cores this process used while sending. */
  cores: number;
}

const at = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;

async function run(order: LoadOrder, requests: Uint8Array[]): Promise<LoadResult> {
  const done: Exchange[] = [];
  const cpu = process.cpuUsage();
  const since = performance.now();
  let next = 0;
  const worker = async () => {
    const connection = new Connection(order.port, order.from);
    while (next < requests.length && performance.now() - since < order.ms) {
      const i = next++;
      if (order.perSecond > 0) {
        const wait = since + i * 1000 / order.perSecond - performance.now();
        if (wait > 0) await systemClock.sleep(wait);
        if (performance.now() - since >= order.ms) break;
      }
      done.push(await connection.exchange(requests[i]!));
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: order.connections }, worker));
  const seconds = (performance.now() - since) / 1000;
  const used = process.cpuUsage(cpu);
  const ttft = done.filter((one) => one.status === 200).map((one) => one.ttftMs).sort((a, b) => a - b);
  const statuses: Record<string, number> = {};
  for (const { status } of done) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    sent: done.length,
    statuses,
    seconds,
    perSecond: done.length / seconds,
    ttftP50Ms: at(ttft, 0.5),
    ttftP95Ms: at(ttft, 0.95),
    cores: (used.user + used.system) / 1e6 / seconds,
  };
}

async function prepare(order: LoadOrder): Promise<Uint8Array[]> {
  const make = await requestMaker(order);
  const requests: Uint8Array[] = [];
  for (let i = 0; i < order.count; i++) requests.push(await make(systemClock.nowNs()));
  return requests;
}

/** Checks of good signatures per second, one after the other. */
async function rawRate(ms: number): Promise<number> {
  const signer = await devKey("//Alice");
  // As long as what a caller signs.
  const message = utf8("x".repeat(220));
  const signature = await signer.sign(message);
  const since = performance.now();
  let count = 0;
  for (; performance.now() - since < ms; count++) verifyExact(message, signature, signer.publicKey);
  return count / ((performance.now() - since) / 1000);
}

let waiting: { order: LoadOrder; requests: Uint8Array[] } | undefined;
let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  for (const line of lines) {
    const order = JSON.parse(line) as LoadOrder | { go: true } | { raw: number };
    if ("raw" in order) console.log(JSON.stringify({ perSecond: await rawRate(order.raw) }));
    else if ("go" in order) {
      console.log(JSON.stringify(await run(waiting!.order, waiting!.requests)));
    } else {
      waiting = { order, requests: await prepare(order) };
      console.log(JSON.stringify({ ready: order.count }));
    }
  }
}
Deno.exit(0);
