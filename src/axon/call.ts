import type { HttpBindings } from "@hono/node-server";
import type { Synapse, SynapseHeaders } from "../protocol/mod.ts";

/** What is known of one request while it passes the middlewares; each fills in its part. */
export interface Call {
  /** Route: name of the synapse. */
  readonly name: string;
  /** What the route answers. */
  readonly synapse: Synapse<unknown, unknown, never>;
  /** The other end of the socket. */
  readonly peer: { ip: string; port: number };
  /** Source for fairness and caps: the address, or the network of an IPv6 address. */
  readonly source: string;
  /** Monotonic ms when the headers were complete. */
  readonly startedAt: number;
  /** Aborted when the caller left, the deadline passed or the axon stops. */
  readonly signal: AbortSignal;
  /** Ends the call; the reason tells why. */
  abort(reason: CallEnd): void;
  /** Headers of the request; undefined until they are parsed. */
  headers?: SynapseHeaders;
  /** Claimed by the headers; true only once {@link Call.verified}. */
  hotkey?: string;
  /** Whether the signature was accepted. */
  verified: boolean;
  /** Whether the body was read to its end. */
  bodyRead: boolean;
  /** The verified request, once its body was read. */
  request?: unknown;
  /** How long the caller waits from {@link Call.receivedAt}, ms, within the limit. */
  timeoutMs: number;
  /** Monotonic ms when the request was complete. */
  receivedAt: number;
}

/** Why a call ended early. */
export type CallEnd = "gone" | "deadline" | "stopping" | "displaced";

/** What was answered, for the access log. */
export interface Sent {
  status: number;
  /** Bytes of the body as text; -1 for a stream. */
  length: string;
  message: string;
}

/** Hono's types of this app. */
export interface AxonEnv {
  Bindings: HttpBindings;
  Variables: { call: Call; sent: Sent };
}
