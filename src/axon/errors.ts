import { PackageError } from "../base/mod.ts";

/** Codes of {@link AxonError}. */
export type AxonErrorCode = "port_in_use" | "listen" | "state" | "config";

/** Error of the `axon` package: the server cannot be started or was used in the wrong order. */
export class AxonError extends PackageError<AxonErrorCode> {
  /** Package that raised the error. */
  override readonly package = "axon";
}
