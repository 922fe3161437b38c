import { RoomError } from "../base/mod.ts";

/** Codes of {@link ApiError}. */
export type ApiErrorCode = "port_in_use" | "listen" | "state" | "config";

/** Error of the `api` room: the server cannot be started or was used in the wrong order. */
export class ApiError extends RoomError<ApiErrorCode> {
  override readonly room = "api";
}
