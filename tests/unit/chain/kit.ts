/** Helpers of the chain tests. Import dynamically: they load the client library. */
import {
  type LogFields,
  type Logger,
  nullMetrics,
  seededRandom,
  systemClock,
} from "../../../src/base/mod.ts";
import { type Chain, type ChainModules, type ChainOptions, connectChain } from "../../../src/chain/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";
import { testMetadata } from "./metadata.ts";
import { MiniChain, type MiniOptions } from "./mini_chain.ts";

/** A logger that keeps its lines. */
export function keepingLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (message: string, fields?: LogFields) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  };
  const logger = {
    lines,
    trace: write("trace"),
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: () => logger,
  };
  return logger;
}

export function modules(more: Partial<ChainModules> = {}): ChainModules {
  return {
    clock: systemClock,
    random: seededRandom("test"),
    logger: keepingLogger(),
    metrics: nullMetrics,
    ...more,
  };
}

/** Short deadlines, so that faults show soon. */
export const QUICK: Omit<ChainOptions, "network"> = {
  connectTimeoutMs: 4000,
  requestTimeoutMs: 4000,
  inclusionTimeoutMs: 6000,
};

/** Runs `body` with mini chains, which are stopped afterwards. */
export async function withMini(
  options: Partial<MiniOptions>[],
  body: (...chains: MiniChain[]) => Promise<void>,
): Promise<void> {
  const metadata = await testMetadata();
  const chains = options.map((option) => new MiniChain({ metadata, ...option }));
  try {
    await body(...chains);
  } finally {
    await Promise.all(chains.map((chain) => chain.stop()));
  }
}

/** Runs `body` with a connection, which is closed afterwards. */
export async function withChain(
  options: ChainOptions,
  body: (chain: Chain) => Promise<void>,
  parts: ChainModules = modules(),
): Promise<void> {
  const chain = await connectChain({ ...QUICK, ...options }, parts);
  try {
    await body(chain);
  } finally {
    await chain.close();
  }
}

/** Gives subnet 1 two neurons: Alice with uid 0 and Bob with uid 1. */
export function populate(chain: MiniChain, alice: Signer, bob: Signer): void {
  const set = (item: string, keys: unknown[], value: unknown) =>
    chain.set("subtensorModule", item, keys, value);
  set("networksAdded", [1], true);
  set("uids", [1, alice.ss58], 0);
  set("uids", [1, bob.ss58], 1);
  set("lastUpdate", [1], [0, 0]);
  set("commitRevealWeightsEnabled", [1], false);
}
