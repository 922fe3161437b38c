import type { Clock, Logger, Metrics, Random } from "../base/mod.ts";
import type { Prompt } from "../protocol/mod.ts";

/** A key as the server sees it. The secret itself is known to nobody but its owner. */
export interface ApiKey {
  /** Short public name of the key, e.g. for logs. */
  id: string;
  /** Requests per minute. */
  perMinute: number;
  /** Requests being answered at once. */
  concurrent: number;
  /** Milliseconds since 1970; null = never. */
  expiresAt: number | null;
  /** Milliseconds since 1970; null = still good. */
  revokedAt: number | null;
}

/** Where keys are looked up: asked anew for each request, so that a revocation counts at once. */
export interface KeyFinder {
  /** @param hash {@link hashSecret} of what the caller sent */
  find(hash: string): ApiKey | null;
  /** Notes that a key was used. */
  touch(id: string, atMs: number): void;
}

/** A miner that may be asked. */
export interface RoutedMiner {
  uid: number;
  hotkey: string;
  /** The validator's opinion, ≥ 0; only compared within one list. */
  score: number;
}

/** What became of one miner's answer; what a dendrite says of one request. */
export interface MinerAnswer {
  /** 200 = whole. */
  statusCode: number;
  statusMessage: string;
  completion: string;
  chunks: { text: string; atMs: number }[];
  /** Until the first piece; null when none came. */
  ttftMs: number | null;
  totalMs: number;
}

/**
 * Asks one miner. Never throws for what the miner does.
 * @throws what is wrong with ourselves
 */
export type AskMiner = (
  miner: RoutedMiner,
  prompt: Prompt,
  options: {
    /** Leaves the miner. */
    signal: AbortSignal;
    /** Called for each piece as it arrives. */
    onText: (text: string) => void;
  },
) => Promise<MinerAnswer>;

/** One miner that took part in answering a request. */
export interface Asked {
  miner: RoutedMiner;
  /** Null = it was left before its end. */
  answer: MinerAnswer | null;
}

/** A request that was answered to its end. */
export interface Served {
  prompt: Prompt;
  asked: Asked[];
}

/** Limits of the API; each is in docs/LIMITS.md. */
export interface ApiLimits {
  /** Open connections in all. @default {256} */
  connections: number;
  /** Open connections of one address. @default {64} */
  connectionsPerAddress: number;
  /** Bytes of request line and headers. @default {16384} */
  headerBytes: number;
  /** Bytes of a body. @default {524288} */
  bodyBytes: number;
  /** Until the headers are complete, ms. @default {5000} */
  headerTimeoutMs: number;
  /** Until the body is complete, ms. @default {10000} */
  bodyTimeoutMs: number;
  /** Idle keep-alive, ms. @default {60000} */
  keepAliveMs: number;
  /** Requests being answered at once, of all keys. @default {64} */
  inFlight: number;
  /** Miners asked for one request at most, hedges and failovers included. @default {3} */
  minersPerRequest: number;
  /** Miners of the highest scores among which a request is drawn. @default {5} */
  topMiners: number;
}

/** Where and how the API is served. */
export interface ApiOptions {
  /** @default {"127.0.0.1"} */
  host?: string;
  /** 0 = any free port. */
  port: number;
  /** The one model that is offered. @default {"sn1"} */
  model?: string;
  /** Who answers, for `GET /v1/models`. */
  ownedBy: string;
  /** What a miner has for a whole answer, ms. */
  minerTimeoutMs: number;
  limits?: Partial<ApiLimits>;
}

/** Everything the API works with; this package knows neither chain nor dendrite nor store. */
export interface ApiModules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  keys: KeyFinder;
  /** Who may be asked now, in any order. */
  miners: () => readonly RoutedMiner[];
  ask: AskMiner;
  /** Told about each request that was answered to its end. Must not throw and must not wait. */
  onServed?: (served: Served) => void;
  /** Called when the listener stopped accepting connections (false), and when it accepts again (true). */
  onListening?: (alive: boolean) => void;
}

/** An OpenAI-compatible server in front of a subnet. */
export interface Api {
  /** @throws ApiError `port_in_use`, `listen`, `state` */
  start(): Promise<{ host: string; port: number; url: string }>;
  /** What the validator saw of a miner elsewhere: who fails lately is not asked here. */
  observe(hotkey: string, answer: Pick<MinerAnswer, "statusCode" | "ttftMs">): void;
  /** Refuses new requests, lets running ones end for `drainMs`, then ends them. @default {drainMs 2000} */
  stop(drainMs?: number): Promise<void>;
}
