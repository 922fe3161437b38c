import { PackageError } from "../base/mod.ts";

/**
 * Why an upgrade did not happen. `config` is the operator's to mend; `unreachable` and `damaged` are the server's;
 * `untrusted`, `expired`, `downgrade` and `unsuitable` are refusals of what a server offered.
 */
export type ReleaseErrorCode =
  | "config"
  | "locked"
  | "unreachable"
  | "untrusted"
  | "expired"
  | "downgrade"
  | "unsuitable"
  | "damaged"
  | "disk"
  | "unhealthy";

/** Error of the `release` package. */
export class ReleaseError extends PackageError<ReleaseErrorCode> {
  override readonly package = "release";
}
