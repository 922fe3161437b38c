/**
 * `api`: an OpenAI-compatible server in front of a subnet's miners. It decides who answers; asking, keys and scores are
 * handed in.
 * @module
 */
export * from "./types.ts";
export { ApiError, type ApiErrorCode } from "./errors.ts";
export { DEFAULT_LIMITS } from "./api_limits.ts";
export { hashSecret, newSecret, secretHint } from "./api_secret.ts";
export { createApi } from "./api_server.ts";
