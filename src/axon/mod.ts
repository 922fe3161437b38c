/**
 * `axon`: the HTTP server of a miner. Answers whom it can verify, within limits.
 * @module
 */
export * from "./types.ts";
export { AxonError, type AxonErrorCode } from "./errors.ts";
export { DEFAULT_LIMITS } from "./limits.ts";
export { createAxon } from "./axon.ts";
export { answerSynapse, streamSynapse } from "./synapse_route.ts";
