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
export * from "../text/text.ts";
export * from "./bytes.ts";
export * from "./mutex.ts";
export * from "../text/python_text.ts";
export * from "../text/dates.ts";
export * from "../text/stop_gate.ts";
export * from "../text/token_estimate.ts";
export * from "../http/source_address.ts";
export * from "../http/connection_caps.ts";
export * from "./rate_limiter.ts";
export * from "../http/open_calls.ts";
export * from "../http/serving.ts";
export * from "../http/read_body.ts";
