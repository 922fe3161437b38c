import type { AxonLimits } from "./types.ts";

/** Defaults of {@link AxonLimits}; docs/LIMITS.md says how to choose others. */
export const DEFAULT_LIMITS: AxonLimits = {
  // A subnet has at most a few hundred validators, each with one or two connections.
  connections: 1024,
  // SDK clients pool connections; several neurons may share one address.
  connectionsPerAddress: 64,
  // What uvicorn, the SDK's server, accepts.
  headerBytes: 16_384,
  bodyBytes: 1_048_576,
  // Prompts of this subnet have a few thousand characters.
  bodyBytesWithoutStake: 262_144,
  headerTimeoutMs: 5_000,
  bodyTimeoutMs: 10_000,
  // uvicorn's, so that pooled clients find what they expect.
  keepAliveMs: 5_000,
  requestsPerMinute: 600,
  // A megabyte every four seconds: hashing one takes some milliseconds.
  bytesPerMinute: 16_777_216,
  inFlight: 256,
  // A validator asks each miner once per step; its users may ask at the same time.
  inFlightPerHotkey: 8,
  timeoutMs: 60_000,
  // As many as the machine has cores besides the one of the server, up to this.
  verifyWorkers: 4,
};

/** Requests waiting for their signature check, of all addresses. */
export const VERIFY_QUEUE = 1024;

/** Requests of one address waiting for their signature check when the queue is half full. */
export const VERIFY_QUEUE_PER_ADDRESS = 64;

/** Longest wait for a signature check, ms: after that the caller has probably asked somebody else. */
export const VERIFY_WAIT_MS = 4_000;

/** How long a hotkey and address count as recently verified, ms. */
export const RECENTLY_VERIFIED_MS = 600_000;

/** Hotkeys of which keys, rates and recent addresses are remembered. */
export const REMEMBERED_HOTKEYS = 4096;

/** Characters of a caller's uuid; a real one has 36. */
export const UUID_CHARACTERS = 128;

/** Bytes of the body of a ping, which has no content: a real one has about 700. */
export const PING_BODY_BYTES = 16_384;

/** Share of `bytesPerMinute` for callers without stake. */
export const BYTES_SHARE_WITHOUT_STAKE = 0.25;

/** Bodies up to this many bytes are not charged by size: the limit of requests bounds them. */
export const SMALL_BODY_BYTES = 8_192;

/** How long a client may take to read the rest of an answer after its end, ms. */
export const FLUSH_GRACE_MS = 5_000;
