import type { ApiLimits } from "./types.ts";

/** Defaults of {@link ApiLimits}; docs/LIMITS.md says how to choose others. */
export const DEFAULT_LIMITS: ApiLimits = {
  connections: 256,
  // A service of the operator's own sits behind one address.
  connectionsPerAddress: 64,
  headerBytes: 16_384,
  // Half of what a miner's axon takes: the same messages travel on in another wrapping.
  bodyBytes: 524_288,
  headerTimeoutMs: 5_000,
  bodyTimeoutMs: 10_000,
  // Clients of this API pool connections for minutes.
  keepAliveMs: 60_000,
  // With hedges at most half of the dendrite's places, so that users never keep the validator from its steps.
  inFlight: 64,
  minersPerRequest: 3,
  topMiners: 5,
};

/** Whole requests may take so many times what one miner has. */
export const DEADLINE_FACTOR = 2;

/** Keys whose rates are remembered. */
export const REMEMBERED_KEYS = 4096;

/** A key's last use is written down at most this often, ms: each note is a durable write. */
export const TOUCH_MS = 60_000;

/** Stop texts of a request. */
export const MAX_STOPS = 4;

/** Characters of a stop text. */
export const MAX_STOP_CHARACTERS = 256;

/** How long a client may take to read the rest of an answer, ms. */
export const FLUSH_GRACE_MS = 5_000;
