/**
 * A TCP proxy that does to a connection what networks do: latency, little bandwidth, slicing, resets, black holes. What
 * happens to which connection follows from a seed, and every injection is counted when it takes effect.
 */
import { createServer, type Server, Socket } from "node:net";
import { pick, type Random, randomInt, systemClock } from "../../src/base/mod.ts";

/** What can happen to a connection. */
export const FAULT_KINDS = ["latency", "bandwidth", "slicing", "reset", "blackhole"] as const;
export type FaultKind = typeof FAULT_KINDS[number];

/** What happens to one connection. */
export interface FaultPlan {
  kind: FaultKind | "clean";
  /** Reset and black hole begin after so many bytes from the server. */
  afterBytes: number;
  /** Latency of each piece, ms. */
  delayMs: number;
  /** Bytes per second. */
  rate: number;
  /** Bytes of a slice. */
  slice: number;
}

/** Injections by kind. */
export type FaultCounts = Record<FaultKind, number>;

/** All kinds, none injected. */
export function noFaults(): FaultCounts {
  return { latency: 0, bandwidth: 0, slicing: 0, reset: 0, blackhole: 0 };
}

/** Slices that wait for the next turn of the loop; the rest of a piece follows whole, so that a test ends. */
const MAX_SLICES = 200;

/** Bytes the local chain sends until a client is connected, its metadata included, and for some work after that. */
const CONNECT_BYTES = 101_000;
const WORK_BYTES = 20_000;

/** One of so many cuts falls into the connecting, the others into the work. */
const CUTS_IN_CONNECTING = 4;

/** A plan drawn from a stream: every kind as likely as a clean connection. */
export function drawPlan(random: Random): FaultPlan {
  const early = randomInt(random, CUTS_IN_CONNECTING) === 0;
  return {
    kind: pick(random, [...FAULT_KINDS, "clean"]),
    afterBytes: early ? randomInt(random, CONNECT_BYTES) : CONNECT_BYTES + randomInt(random, WORK_BYTES),
    delayMs: 5 + randomInt(random, 120),
    rate: 200_000 + randomInt(random, 800_000),
    slice: 1 + randomInt(random, 40),
  };
}

/** Nothing happens. */
export const CLEAN: FaultPlan = { kind: "clean", afterBytes: 0, delayMs: 0, rate: 1, slice: 1 };

/** Options of {@link FaultProxy.start}. */
export interface FaultProxyOptions {
  /** `ws://127.0.0.1:PORT` of the server behind. */
  target: string;
  /** The plan of connection number `n`, counted from 0. */
  plan: (n: number) => FaultPlan;
  /** Counted into, so that many proxies can share one count. */
  counts: FaultCounts;
}

/** A listening proxy. */
export class FaultProxy {
  readonly #server: Server;
  readonly #options: FaultProxyOptions;
  readonly #sockets = new Set<Socket>();
  readonly #stop = new AbortController();
  #connections = 0;

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = createServer((client: Socket) => this.#serve(client));
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** Where clients connect. */
  get endpoint(): string {
    return `ws://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  /** Connections accepted so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Sockets that are open now, both sides counted. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Swallows from now on whatever comes over connections that are open: half-open, as after a lost route. */
  swallow: boolean = false;

  /** Cuts the connections that are open; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Cuts everything and listens no more. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(client: Socket): void {
    const plan = this.#options.plan(this.#connections++);
    const server = new Socket();
    const state = { seen: 0, swallowing: false };
    const both = [client, server];
    for (const socket of both) {
      this.#sockets.add(socket);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        for (const other of both) other.destroy();
      });
      // Errors are followed by `close`, which does what is to be done.
      socket.on("error", () => {});
    }
    const { hostname, port } = new URL(this.#options.target);
    server.connect(Number(port), hostname);
    this.#pump(client, server, plan, state, () => {});
    this.#pump(server, client, plan, state, (bytes) => {
      state.seen += bytes;
      if (state.seen <= plan.afterBytes || state.swallowing) return;
      if (plan.kind === "reset") {
        this.#options.counts.reset++;
        client.resetAndDestroy();
      } else if (plan.kind === "blackhole") {
        this.#options.counts.blackhole++;
        state.swallowing = true;
      }
    });
  }

  /** Forwards in order, each piece as the plan wants it. */
  #pump(
    from: Socket,
    to: Socket,
    plan: FaultPlan,
    state: { swallowing: boolean },
    onBytes: (count: number) => void,
  ): void {
    let tail = Promise.resolve();
    from.on("data", (piece: Uint8Array) => {
      onBytes(piece.length);
      if (state.swallowing || this.swallow) return;
      tail = tail.then(() => this.#forward(to, piece, plan)).catch(() => {});
    });
    from.on("end", () => void tail.then(() => state.swallowing || this.swallow || to.end()));
  }

  async #forward(to: Socket, piece: Uint8Array, plan: FaultPlan): Promise<void> {
    const { counts } = this.#options;
    const sleep = (ms: number) => systemClock.sleep(ms, this.#stop.signal);
    if (plan.kind === "latency") {
      counts.latency++;
      await sleep(plan.delayMs);
    } else if (plan.kind === "bandwidth") {
      counts.bandwidth++;
      await sleep(1000 * piece.length / plan.rate);
    } else if (plan.kind === "slicing" && piece.length > plan.slice) {
      counts.slicing++;
      for (let slices = 0; piece.length > plan.slice && slices < MAX_SLICES; slices++) {
        to.write(piece.subarray(0, plan.slice));
        piece = piece.subarray(plan.slice);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
    to.write(piece);
  }
}
