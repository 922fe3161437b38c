import { PackageError } from "../base/mod.ts";

/** Codes of {@link ApiError}. */
export type ApiErrorCode = "port_in_use" | "listen" | "state" | "config";

/** Error of the `api` package: the server cannot be started or was used in the wrong order. */
export class ApiError extends PackageError<ApiErrorCode> {
  override readonly package = "api";
}
