/**
 * `dendrite`: asks axons and streams their answers; what a stranger's server does becomes a status, never an error.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export { createDendrite } from "./dendrite.ts";
export { joinChunks, type JoinOptions, settledStatus } from "./join_chunks.ts";
export { dialOf } from "./address.ts";
export type { Dial } from "./address.ts";
