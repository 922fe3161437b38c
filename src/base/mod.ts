/**
 * `base`: clock, random streams, deadlines, errors, bytes, bounded collections and telemetry types. No I/O.
 * @module
 */
export * from "./errors.ts";
export * from "./clock.ts";
export * from "./random.ts";
export * from "./backoff.ts";
export * from "./deadline.ts";
export * from "./bounded.ts";
export * from "./telemetry.ts";
export * from "./bytes.ts";
export * from "./ip.ts";
export * from "./mutex.ts";
export * from "./rate_limiter.ts";
