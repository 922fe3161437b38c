import { WALL_CLOCK_VERSION } from "../../src/protocol/mod.ts";

/** Slack of the freshness check, nanoseconds. */
const ALLOWED_DELTA_NS = 4_000_000_000;

/** What the SDK's rule decides on. */
export interface SdkNonceInput {
  /** Wall clock of the axon, nanoseconds. */
  nowNs: bigint;
  /** Header `timeout`, seconds; absent counts as 0. */
  timeoutS?: number | undefined;
  /** Last accepted nonce of this hotkey and uuid. */
  stored?: bigint | undefined;
  /** Nonce of the request; undefined when the header is missing or no number. */
  nonce?: bigint | undefined;
  /** Header `bt_header_dendrite_version`. */
  callerVersion?: number | undefined;
}

/** Outcome of a nonce rule of the SDK. */
export type SdkNonceResult = "accept" | "missing" | "too old" | "newer one processed";

/**
 * The nonce rules of the SDK's axons (docs/spec/wire.md#33-nonce-semantics), to compare with; our own axon
 * applies `AxonNonceRule`.
 * @param axonSdk which generation of axon decides
 */
export function sdkNonceRule(axonSdk: "7.0" | "7.2" | "7.4", input: SdkNonceInput): SdkNonceResult {
  const { nowNs, timeoutS = 0, stored, nonce, callerVersion } = input;
  if (nonce === undefined) return axonSdk === "7.0" ? "accept" : "missing";
  if (stored !== undefined && nonce <= stored) return "newer one processed";
  if (axonSdk === "7.0" || (callerVersion ?? 0) < WALL_CLOCK_VERSION || stored !== undefined) return "accept";
  // 7.2 subtracts seconds as if they were nanoseconds; 7.4 works in double precision.
  const timeoutNs = axonSdk === "7.2" ? timeoutS : timeoutS * 1e9;
  const oldest = Number(nowNs - BigInt(ALLOWED_DELTA_NS)) - timeoutNs;
  return nonce <= oldest ? "too old" : "accept";
}
