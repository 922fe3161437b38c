import { freePort } from "../../interop/free_port.ts";
import type { Peer } from "../../interop/peer.ts";
import { devKey } from "../../../src/wallet/mod.ts";
import { LineProcess } from "../process.ts";
import { withPython } from "../python_peer.ts";
import type { LoadOrder, LoadResult } from "./load.ts";

/** The axon, a server that does nothing, the SDK's axon where it is present, and two generators of load. */
export interface AxonWorld {
  ours: number;
  nothing: number;
  /** Port of the SDK's axon. */
  theirs: number | null;
  /** Makes the requests of an order; what is returned sends them. */
  prepare(generator: "first" | "second", order: Partial<LoadOrder>): Promise<() => Promise<LoadResult>>;
  /** Signature checks per second of one core, measured for half a second. */
  rawRate(): Promise<number>;
}

const DEFAULTS: Omit<LoadOrder, "axon" | "port"> = {
  from: "127.0.0.1",
  connections: 8,
  count: 1_000,
  ms: 2_000,
  perSecond: 0,
  uri: callerUri(0),
  signature: "good",
  timeoutS: 60,
};

/** Keys of the callers that the axons know. */
export function callerUri(i: number): string {
  return `//caller//${i}`;
}

/** Addresses of all known callers. */
export function knownCallers(): Promise<string[]> {
  return Promise.all(Array.from({ length: 32 }, async (_, i) => (await devKey(callerUri(i))).ss58));
}

/** Runs `body` in this world; every server and generator is a process of its own. */
export function withAxons(body: (world: AxonWorld) => Promise<void>): Promise<void> {
  return withPython("7.4", async (peer) => {
    const serve = "tests/bench/axon/serve.ts";
    const axon = LineProcess.start(serve);
    const nothing = LineProcess.start(serve, ["null"]);
    const generators = {
      first: LineProcess.start("tests/bench/axon/load.ts"),
      second: LineProcess.start("tests/bench/axon/load.ts"),
    };
    try {
      const { port, hotkey } = await axon.ask<{ port: number; hotkey: string }>();
      const { port: nullPort } = await nothing.ask<{ port: number }>();
      await body({
        ours: port,
        nothing: nullPort,
        theirs: peer ? await theirAxon(peer) : null,
        async prepare(name, order) {
          const generator = generators[name];
          await generator.ask({ ...DEFAULTS, port, axon: hotkey, ...order });
          return () => generator.ask<LoadResult>({ go: true });
        },
        rawRate: async () => (await generators.first.ask<{ perSecond: number }>({ raw: 500 })).perSecond,
      });
    } finally {
      await Promise.all([axon, nothing, generators.first, generators.second].map((each) => each.stop()));
    }
  });
}

async function theirAxon(peer: Peer): Promise<number> {
  const port = await freePort();
  await peer.call({ do: "start_axon", port, known: await knownCallers() }, 30_000);
  return port;
}
