import { RoomError } from "../base/mod.ts";

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

/** Error of the `llm` room. `refused` carries `data.retryAfterS`. */
export class LlmError extends RoomError<LlmErrorCode> {
  override readonly room = "llm";
}
