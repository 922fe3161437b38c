import { abortReason, type Clock, fromHex, withDeadline } from "../../src/base/mod.ts";

/** What one endpoint says about itself, without any client library between. */
export interface EndpointProbe {
  /** Milliseconds of one small question and its answer, the best of a few. */
  roundTripMs: number;
  /** Hex with 0x. */
  genesis: string;
  peers: number;
  shouldHavePeers: boolean;
  isSyncing: boolean;
  /** Newest block and its own time, Unix milliseconds. */
  head: { number: number; timeMs: number };
  /** Wall clock when that head was read. */
  readAtMs: number;
  /** A block that came while we listened, and the wall clock at its arrival; null when none came. */
  fresh: { timeMs: number; arrivedMs: number } | null;
}

/** Storage key of `Timestamp.Now`: xxHash of the pallet's and the item's name; the same on every Substrate chain. */
const TIMESTAMP_NOW = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";
const PINGS = 3;
const LOOK_MS = 100;
/** For everything but the listening, ms. */
const ANSWER_MS = 15_000;

/**
 * Asks an endpoint a few small questions over its WebSocket.
 * @param listenMs how long to wait for a new block, which tells the clock's skew best
 * @throws when it cannot be reached or does not speak a node's JSON-RPC; the reason of `signal`
 */
export function probeEndpoint(
  endpoint: string,
  listenMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<EndpointProbe> {
  const work = (limit: AbortSignal) => probe(endpoint, listenMs, clock, limit);
  return withDeadline(clock, listenMs + ANSWER_MS, `asking ${endpoint}`, work, signal);
}

async function probe(
  endpoint: string,
  listenMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<EndpointProbe> {
  const rpc = await openRpc(endpoint, signal);
  try {
    const genesis = await rpc.ask<string>("chain_getBlockHash", [0]);
    let roundTripMs = Infinity;
    for (let i = 0; i < PINGS; i++) {
      const start = clock.monotonic();
      await rpc.ask("system_name", []);
      roundTripMs = Math.min(roundTripMs, clock.monotonic() - start);
    }
    const health = await rpc.ask<{ peers: number; isSyncing: boolean; shouldHavePeers: boolean }>(
      "system_health",
      [],
    );
    const head = await readHead(rpc);
    const readAtMs = clock.now();
    const end = clock.monotonic() + listenMs;
    let fresh: EndpointProbe["fresh"] = null;
    while (!fresh && clock.monotonic() < end) {
      await clock.sleep(LOOK_MS, signal);
      const arrivedMs = clock.now();
      const next = await readHead(rpc);
      if (next.number > head.number) fresh = { timeMs: next.timeMs, arrivedMs };
    }
    return { roundTripMs, genesis, ...health, head, readAtMs, fresh };
  } finally {
    rpc.close();
  }
}

async function readHead(rpc: Rpc): Promise<{ number: number; timeMs: number }> {
  const { number } = await rpc.ask<{ number: string }>("chain_getHeader", []);
  const hex = await rpc.ask<string | null>("state_getStorage", [TIMESTAMP_NOW]);
  const bytes = fromHex(hex ?? "");
  const timeMs = bytes.length === 8 ? Number(new DataView(bytes.buffer).getBigUint64(0, true)) : NaN;
  return { number: Number(number), timeMs };
}

interface Rpc {
  ask<T>(method: string, params: unknown[]): Promise<T>;
  close(): void;
}

function openRpc(endpoint: string, signal: AbortSignal): Promise<Rpc> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(endpoint);
    const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
    let id = 0;
    const fail = (error: Error) => {
      reject(error);
      for (const waiting of open.values()) waiting.reject(error);
      open.clear();
    };
    const onAbort = () => {
      fail(abortReason(signal));
      socket.close();
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    socket.onerror = (event) => fail(new Error((event as ErrorEvent).message || "the connection failed"));
    socket.onclose = () => {
      signal.removeEventListener("abort", onAbort);
      fail(new Error("the connection was closed"));
    };
    socket.onmessage = ({ data }) => {
      const message = parse(data);
      const waiting = open.get(message.id ?? -1);
      if (!waiting) return;
      open.delete(message.id!);
      if (message.error) waiting.reject(new Error(message.error.message));
      else waiting.resolve(message.result as never);
    };
    socket.onopen = () =>
      resolve({
        ask: (method, params) =>
          new Promise((resolve, reject) => {
            open.set(++id, { resolve, reject });
            socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
          }),
        close: () => socket.close(),
      });
  });
}

function parse(data: unknown): { id?: number; result?: unknown; error?: { message: string } } {
  try {
    return JSON.parse(String(data));
  } catch {
    return {};
  }
}
