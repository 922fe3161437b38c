import type { HttpBindings } from "@hono/node-server";
import type { ApiKey } from "./types.ts";

/** What is known of one request. */
export interface Call {
  /** For logs and `x-request-id`. */
  readonly id: string;
  /** Monotonic ms when the headers were complete. */
  readonly startedAt: number;
  /** Aborted when the caller left, the request's time is over or the server stops. */
  readonly signal: AbortSignal;
  /** Who asks; set once the key was accepted. */
  key?: ApiKey;
  /** The miner that answers. */
  uid?: number;
}

/** Why a call ended early. */
export type CallEnd = "gone" | "deadline" | "stopping";

/** Hono's types of this app. */
export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: { call: Call };
}
