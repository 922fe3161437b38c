import type { Clock, Logger, Metrics } from "../base/mod.ts";
import type { Prompt, Synapse } from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";

/** What is known of every request whose caller, signature and body hash have been verified. */
export interface VerifiedRequest {
  /** Who asks; each value is verified except `ip` and `version`. */
  caller: { hotkey: string; uuid: string; ip: string; version: number | undefined };
  /** How long the caller waits, from `receivedAt`, in milliseconds (the body's `timeout`). */
  timeoutMs: number;
  /** Monotonic milliseconds at which the request was complete. */
  receivedAt: number;
  /** Aborted when the caller left, the deadline passed or the axon stops. */
  signal: AbortSignal;
}

/** A verified request of the built-in synapse. */
export interface AxonRequest extends VerifiedRequest {
  /** The conversation; signature, nonce and body hash are verified before the handler sees it. */
  prompt: Prompt;
}

/** A verified request of a synapse of your own. */
export interface SynapseRequest<Request> extends VerifiedRequest {
  /** The verified fields of the request. */
  request: Request;
}

/**
 * Says no to a verified request instead of an answer: `busy` is 503, `rate` 429, `size` 413 and `failed` 500. The reason
 * goes to the caller.
 */
export interface Refusal {
  /** Kind of refusal; it decides the status. */
  refuse: "busy" | "rate" | "size" | "failed";
  /** Text for the caller. */
  reason: string;
  /** Seconds after which the caller may try again; sent as the header `Retry-After`. */
  retryAfterS?: number;
}

/** Answers requests. Pieces may be cut anywhere; the axon re-cuts them at code points and flushes each. */
export type AxonHandler = (
  request: AxonRequest,
) => Refusal | AsyncIterable<string> | Promise<Refusal | AsyncIterable<string>>;

/** Answers requests of one synapse: pieces of text where it streams, else the fields of the response. */
export type SynapseHandler<Request, Answer> = (
  request: SynapseRequest<Request>,
) => Refusal | Answer | Promise<Refusal | Answer>;

/** A synapse and what answers it; made by {@link answerSynapse} or {@link streamSynapse}. */
export interface SynapseRoute {
  /** Kind of request; its name is the route. */
  readonly synapse: Synapse<unknown, unknown, never>;
  /** Called once a request is verified; what it yields or returns is the answer. */
  readonly handler: SynapseHandler<unknown, unknown>;
}

/** Who may call. Asked before and after the signature, never charged before it. */
export interface CallerPolicy {
  /**
   * Null = welcome; a text = the reason of the 403 (docs/spec/wire.md#4-axon-pipeline, `Unrecognized
   * hotkey`).
   */
  refuseReason(hotkey: string): string | null;
  /** Higher is served first (stake in TAO). Unknown callers have 0. */
  priority(hotkey: string): number;
  /** Whether the caller is registered. Others share a memory of their own for nonces. @default {everybody is} */
  registered?(hotkey: string): boolean;
}

/**
 * Keeps the last accepted monotonic nonces of old callers over restarts (docs/decisions/010-nonce-rule.md).
 */
export interface NonceStore {
  /** All stored nonces. */
  load(): Iterable<{ hotkey: string; uuid: string; nonce: bigint }>;
  /** Durable when it returns. */
  save(hotkey: string, uuid: string, nonce: bigint): void;
  /** Entries under the floor of a hotkey were evicted. */
  saveFloor(hotkey: string, nonce: bigint): void;
  /** All stored floors. */
  loadFloors(): Iterable<{ hotkey: string; nonce: bigint }>;
}

/** Limits of an axon; each is in docs/LIMITS.md. */
export interface AxonLimits {
  /** Open connections in all. @default {1024} */
  connections: number;
  /** Open connections of one address. @default {64} */
  connectionsPerAddress: number;
  /** Bytes of request line and headers. @default {16384} */
  headerBytes: number;
  /** Bytes of a body. @default {1048576} */
  bodyBytes: number;
  /** Bytes of a body of a caller without stake. @default {262144} */
  bodyBytesWithoutStake: number;
  /** Until the headers are complete, ms. @default {5000} */
  headerTimeoutMs: number;
  /** Until the body is complete, ms. @default {10000} */
  bodyTimeoutMs: number;
  /** Idle keep-alive, ms. @default {5000} */
  keepAliveMs: number;
  /** Verified requests of one hotkey per minute. @default {600} */
  requestsPerMinute: number;
  /** Bytes of large bodies of one hotkey per minute; a caller without stake has a quarter. @default {16777216} */
  bytesPerMinute: number;
  /** Requests being answered at once; more are refused with 503. @default {256} */
  inFlight: number;
  /** Of these, requests of one hotkey. @default {8} */
  inFlightPerHotkey: number;
  /** Longest `timeout` that is honored, ms. @default {60000} */
  timeoutMs: number;
  /** Most workers that check signatures when there are many; 0 = none. @default {4} */
  verifyWorkers: number;
}

/** Where an axon listens, and its limits. */
export interface AxonOptions {
  /** TCP port; 0 = any free one. */
  port: number;
  /** Address to bind. @default {"0.0.0.0"} */
  host?: string;
  /** Bounds; those left out have their defaults. */
  limits?: Partial<AxonLimits>;
}

/** Everything an axon works with. */
export interface AxonModules {
  /** The axon's own hotkey: verifies what is addressed to it and signs responses. */
  signer: Signer;
  /** Decides who may call. */
  policy: CallerPolicy;
  /** Answers the built-in synapse. Absent = only `synapses` are answered. */
  handler?: AxonHandler;
  /** Synapses of your own. @default {[]} */
  synapses?: readonly SynapseRoute[];
  /** Keeps nonces over restarts. */
  nonces?: NonceStore;
  /** Wall clock for nonces, monotonic clock for timeouts. */
  clock: Clock;
  /** Receives a line for each refused request and each failure; never texts of requests. */
  logger: Logger;
  /** Receives counts and durations of requests; `nullMetrics` drops them. */
  metrics: Metrics;
  /** Called when the listener stopped accepting connections (false), and when it accepts again (true). */
  onListening?: (alive: boolean) => void;
}

/** A running HTTP server that answers synapses. */
export interface Axon {
  /** Binds and listens. @throws AxonError `port_in_use` */
  start(): Promise<{ host: string; port: number }>;
  /** Stops accepting, lets running answers end for at most `drainMs` (0 = none), then aborts them. */
  stop(drainMs?: number): Promise<void>;
}
