/**
 * `protocol`: the rules of the wire as pure functions, from values to values. No I/O.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export * from "./printable.ts";
export * from "./python_repr.ts";
export * from "./python_float.ts";
export * from "./body_hash.ts";
export * from "./versions.ts";
export * from "./signature_text.ts";
export * from "./header_text.ts";
export * from "./parse_headers.ts";
export * from "./build_headers.ts";
export * from "./body.ts";
export * from "./utf8.ts";
export * from "./stream_tokens.ts";
export * from "./sdk_nonce_rule.ts";
export * from "./axon_nonce_rule.ts";
export type { NonceChange } from "./monotonic_nonces.ts";
