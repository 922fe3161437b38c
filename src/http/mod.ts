/**
 * HTTP serving pieces shared by the axon, the subnet API and the operator pages: listening, draining, caps, bodies.
 * @module
 */
export * from "./connection_caps.ts";
export * from "./open_calls.ts";
export * from "./read_body.ts";
export * from "./serving.ts";
export * from "./source_address.ts";
