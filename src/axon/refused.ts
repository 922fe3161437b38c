/** Statuses an axon refuses with (docs/interface.md#http). */
export type RefusedStatus = 400 | 401 | 403 | 404 | 405 | 408 | 413 | 429 | 500 | 503;

/** Label of the metric `axon_refused_total`: few and fixed. */
export type RefusedReason =
  | "route"
  | "method"
  | "headers"
  | "size"
  | "caller"
  | "blacklist"
  | "nonce"
  | "signature"
  | "verify_queue"
  | "rate"
  | "body"
  | "body_hash"
  | "body_timeout"
  | "bytes"
  | "busy"
  | "failed"
  | "displaced"
  | "deadline"
  | "gone"
  | "stopping";

/** Extra facts of a refusal. */
export interface RefusedOptions {
  /** Seconds after which another try makes sense; becomes `Retry-After`. */
  retryAfterS?: number;
  /** Further response headers, lower case. */
  headers?: Record<string, string>;
}

/**
 * A request that is answered with an error status. Thrown by any middleware, rendered in one place.
 * Not a {@link PackageError}: it is an answer, not a failure of ours.
 */
export class Refused extends Error {
  constructor(
    readonly status: RefusedStatus,
    readonly reason: RefusedReason,
    message: string,
    readonly options: RefusedOptions = {},
  ) {
    super(message);
    this.name = "Refused";
  }
}

/** 401 with the frame of the SDK (docs/spec/wire.md#17-error-responses). */
export function notVerified(reason: RefusedReason, text: string): Refused {
  return new Refused(401, reason, `Not Verified with error: ${text}`);
}

/** 503 of an axon that is shutting down. */
export function stopping(): Refused {
  const headers = { connection: "close" };
  return new Refused(503, "stopping", "This axon is stopping", { retryAfterS: 10, headers });
}
