/**
 * `base`: what every other room may lean on. Pure values and small helpers; no I/O but on what is handed in.
 * @module
 */
export * from "./errors.ts";
export * from "./clock.ts";
export * from "./random.ts";
export * from "./backoff.ts";
export * from "./deadline.ts";
export * from "./bounded.ts";
export * from "./telemetry.ts";
export * from "./text.ts";
export * from "./bytes.ts";
export * from "./mutex.ts";
export * from "./python_text.ts";
export * from "./dates.ts";
export * from "./stop_gate.ts";
export * from "./token_estimate.ts";
export * from "./source_address.ts";
export * from "./connection_caps.ts";
export * from "./rate_limiter.ts";
export * from "./open_calls.ts";
export * from "./serving.ts";
export * from "./read_body.ts";
