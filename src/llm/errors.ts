import { PackageError } from "../base/mod.ts";

/** Why an engine, embedder or translator could not do its work. */
export type LlmErrorCode =
  | "refused"
  | "too_long"
  | "empty"
  | "failed"
  | "not_found"
  | "gated"
  | "network"
  | "disk_full"
  | "bad_model"
  | "device"
  | "config";

/** Error of the `llm` package. `refused` carries `data.retryAfterS`. */
export class LlmError extends PackageError<LlmErrorCode> {
  override readonly package = "llm";
}
