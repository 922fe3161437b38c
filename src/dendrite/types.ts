import type { Clock, Logger, Metrics } from "../base/mod.ts";
import type { Prompt, Synapse } from "../protocol/mod.ts";
import type { Signer } from "../wallet/mod.ts";

/** An axon to ask. */
export interface AxonTarget {
  /** Uid on the subnet. */
  uid?: number;
  /** IP address as text. */
  ip: string;
  /** TCP port of the axon, 1 to 65535. */
  port: number;
  /** ss58 address of the hotkey. */
  hotkey: string;
}

/** One piece of an answer as it arrived. */
export interface Chunk {
  /** Text of the piece, whole code points. */
  text: string;
  /** Milliseconds since the request started. */
  atMs: number;
}

/** What became of one request (docs/spec/wire.md#54-failure-mapping). Locally measured times only. */
export interface DendriteResponse {
  /** The axon that was asked. */
  target: AxonTarget;
  /** 200, 204 (success without text), 403, 408, 422, 503 …; taken from `bt_header_axon_status_code`. */
  statusCode: number;
  /** Text beside the status. */
  statusMessage: string;
  /** Everything received, newlines kept; partial on failure. Empty for refusals. */
  completion: string;
  /** Pieces as they arrived. */
  chunks: Chunk[];
  /** Until the first non-empty piece; null when none came. */
  ttftMs: number | null;
  /** Milliseconds from start to end. */
  totalMs: number;
}

/** What became of one request of a synapse of your own. */
export interface SynapseResponse<Response> extends DendriteResponse {
  /** The checked fields of the response; null when the axon did not answer with status 200 and all of them. */
  response: Response | null;
}

/** Bounds and addresses of a client; each bound is in docs/LIMITS.md. */
export interface DendriteOptions {
  /** Bytes of one answer. @default {1048576} */
  maxBytes?: number;
  /** Bytes of response headers. @default {65536} */
  maxHeaderBytes?: number;
  /** Pieces kept of one answer; later ones are joined to the last. @default {4096} */
  maxChunks?: number;
  /** Requests in flight at once. @default {256} */
  concurrency?: number;
  /** Dial private, loopback and link-local addresses. @default {false} */
  allowPrivate?: boolean;
  /** Own external address, dialed as 127.0.0.1. */
  externalIp?: string;
}

/** What a client works with. */
export interface DendriteModules {
  /** Signs with the own hotkey. */
  signer: Signer;
  /** Wall clock for nonces, monotonic clock for timeouts and durations. */
  clock: Clock;
  /** Receives lines about refused addresses and broken answers; never texts. */
  logger: Logger;
  /** Receives durations and status codes; `nullMetrics` drops them. */
  metrics: Metrics;
}

/** How one query is sent. */
export interface QueryOptions {
  /** For each target from the moment it is sent: signing, connecting, answering to the last byte. */
  timeoutMs: number;
  /** Ends everything early; what came so far is kept. */
  signal?: AbortSignal;
  /** Called for each piece as it arrives. */
  onChunk?: (target: AxonTarget, chunk: Chunk) => void;
}

/** Client of axons: signs requests with one hotkey and reads streamed or whole answers. */
export interface Dendrite {
  /** Identifier of the client object. */
  readonly uuid: string;
  /** Asks all targets at once; never throws for what a target does; results in the order of `targets`. */
  query(targets: readonly AxonTarget[], prompt: Prompt, options: QueryOptions): Promise<DendriteResponse[]>;
  /** Closes it; later calls fail. */
  close(): Promise<void>;
}

/** A client that also sends synapses of your own; what {@link createDendrite} makes. */
export interface SynapseDendrite extends Dendrite {
  /**
   * Sends a request of any synapse to all targets at once. A streamed answer is the one text field of the response.
   * An answer of another shape has status 422. Never throws for what a target does.
   * @throws ProtocolError `body` when the request does not fit its own schema; DendriteError `closed`, `config`
   */
  call<Request, Response, Input>(
    synapse: Synapse<Request, Response, Input>,
    targets: readonly AxonTarget[],
    request: Input,
    options: QueryOptions,
  ): Promise<SynapseResponse<Response>[]>;
}
