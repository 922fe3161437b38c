import {
  freshSeed,
  type Logger,
  type Metrics,
  nullMetrics,
  type Random,
  seededRandom,
  systemClock,
} from "../../base/mod.ts";
import { type Chain, connectChain, resolveEndpoint } from "../../chain/mod.ts";
import { createLog, logLevel } from "../../telemetry/mod.ts";
import { CliError } from "../errors.ts";
import type { FlagValues } from "../flags/flags.ts";
import type { chainFlags, loggingFlags } from "../flags/groups.ts";

/** Flags that name a chain. */
export type ChainFlagValues = Pick<
  FlagValues<typeof chainFlags>,
  "subtensor.network" | "subtensor.chain_endpoint" | "chain.fallback_endpoints"
>;

/** What almost every package wants. */
export interface Basics {
  clock: typeof systemClock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Connects to the chain the flags name: an explicit endpoint wins over an explicit network
 * (docs/spec/wire.md#83-network-names).
 * @param signal ends the connecting
 * @throws ChainError `unreachable`; the reason of the signal
 */
export function openChain(
  flags: ChainFlagValues,
  basics: Partial<Basics> = {},
  signal?: AbortSignal,
): Promise<Chain> {
  return connectChain({
    network: chainEndpoint(flags).endpoint,
    fallbackEndpoints: flags["chain.fallback_endpoints"],
    signal,
  }, { ...quietBasics(), ...basics });
}

/**
 * The network the flags name. Fallback endpoints are checked too.
 * @throws ChainError `invalid` when a value is neither a network nor an endpoint
 */
export function chainEndpoint(flags: ChainFlagValues): ReturnType<typeof resolveEndpoint> {
  for (const endpoint of flags["chain.fallback_endpoints"]) resolveEndpoint(endpoint);
  return resolveEndpoint(flags["subtensor.chain_endpoint"] ?? flags["subtensor.network"]);
}

/** System clock, fresh randomness, a quiet log: for commands that print results rather than run. */
export function quietBasics(seed?: string): Basics {
  const log = createLog({ clock: systemClock, level: "warn" });
  return {
    clock: systemClock,
    random: seededRandom(seed ?? freshSeed()),
    logger: log.logger,
    metrics: nullMetrics,
  };
}

/** Opens the log as the `--logging.*` flags say. */
export function openLog(
  flags: Pick<FlagValues<typeof loggingFlags>, "logging.debug" | "logging.trace" | "logging.record_log">,
  folder: string,
): ReturnType<typeof createLog> {
  return createLog({
    clock: systemClock,
    level: logLevel({ debug: flags["logging.debug"], trace: flags["logging.trace"] }),
    file: flags["logging.record_log"] ? { path: `${folder}/sn1.log` } : undefined,
  });
}

/** The home folder. @throws CliError `config` when the environment names none */
export function homeFolder(env: (name: string) => string | undefined): string {
  const home = env("HOME");
  if (!home) throw new CliError("config", "HOME is not set, so ~ means nothing", { hint: "set HOME" });
  return home;
}
