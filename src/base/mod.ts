/**
 * `base`: what every other room may lean on. Pure values and small helpers, no I/O.
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
