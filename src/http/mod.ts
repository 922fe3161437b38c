/**
 * HTTP serving pieces shared by the axon, the subnet API and the operator pages: listening, draining, limits, bodies.
 * @module
 */
export {
  type ConnectionLimits,
  type CutReason,
  REQUESTS_PER_CONNECTION,
  UNREAD_BYTES,
  UNREAD_MS,
} from "./connection_table.ts";
export * from "./http_server.ts";
export { FileBudget, openFilesLimit, processFiles, reportedFilesLimit } from "./open_files.ts";
export * from "./open_calls.ts";
export * from "./read_body.ts";
export * from "./serving.ts";
export * from "./source_address.ts";
