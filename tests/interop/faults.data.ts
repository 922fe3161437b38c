import type { KnownFault } from "./case.ts";

const EVERY = ["7.0", "7.4", "9", "10"];

/**
 * What the SDKs are known to do differently. A fault that does not show fails the run, so that this table stays true.
 */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    name: "older words for a timeout",
    direction: "their dendrite → our axon",
    case: "timeout before the first piece",
    versions: ["7.0"],
    seen: { message: "Timedout after 1.0 seconds." },
    source: "docs/spec/wire.md#54-failure-mapping",
  },
  {
    name: "older words for a timeout",
    direction: "their dendrite → our axon",
    case: "timeout in mid-stream",
    versions: ["7.0"],
    seen: { message: "Timedout after 1.0 seconds." },
    source: "docs/spec/wire.md#54-failure-mapping",
  },
  {
    name: "nonces count from the start of the host, so an old one is only known by its predecessor",
    direction: "their dendrite → our axon",
    case: "clock behind by a minute",
    versions: ["7.0"],
    seen: { message: "Not Verified with error: Nonce is too old, a newer one was last processed" },
    source: "docs/spec/wire.md#33-nonce-semantics",
  },
  {
    name: "a broken body counts as one that cannot be parsed",
    direction: "their dendrite → our axon",
    case: "failure in mid-stream",
    versions: ["7.0"],
    seen: { status: 422, payloadError: false },
    source: "docs/spec/wire.md#54-failure-mapping",
  },
  {
    name: "internal errors are told to the caller",
    direction: "our dendrite → their axon",
    case: "another body than was signed",
    versions: ["7.0"],
    seen: {
      message:
        "Internal server error with error: Hash mismatch between header body hash HASH and parsed body hash HASH",
    },
    source: "docs/spec/wire.md#17-error-responses",
  },
  {
    name: "internal errors are told to the caller",
    direction: "our dendrite → their axon",
    case: "failure before the first piece",
    versions: ["7.0"],
    seen: { message: "Internal server error with error: the model is gone" },
    source: "docs/spec/wire.md#17-error-responses",
  },
  {
    name: "older words for a replay",
    direction: "our dendrite → their axon",
    case: "replay",
    versions: ["7.0"],
    seen: { message: "Not Verified with error: Nonce is too small" },
    source: "docs/spec/wire.md#17-error-responses",
  },
  {
    name: "no freshness check before 7.2",
    direction: "our dendrite → their axon",
    case: "clock behind by an hour",
    versions: ["7.0"],
    seen: {
      status: 200,
      message: "Success",
      handled: 1,
      completion: "Hello world",
      asSubnet1: "Hello world",
    },
    source: "docs/spec/wire.md#33-nonce-semantics",
  },
  {
    name: "a nonce of the future is accepted",
    direction: "our dendrite → their axon",
    case: "clock ahead by an hour",
    versions: EVERY,
    seen: { accepted: true },
    source: "docs/spec/wire.md#33-nonce-semantics",
  },
  {
    name: "a request without a signature is accepted (9.3.0 to 10.2.0)",
    direction: "our dendrite → their axon",
    case: "no signature",
    versions: ["9"],
    seen: { status: 200, handled: 1 },
    source: "docs/spec/wire.md#32-missing-signature",
  },
  {
    name: "an answer that broke off ends like a whole one (the middleware of current starlette)",
    direction: "our dendrite → their axon",
    case: "failure in mid-stream",
    versions: ["10"],
    seen: { status: 200, payloadError: false },
    source: "observed: the body ends with the zero-length chunk after the handler's exception",
  },
];
