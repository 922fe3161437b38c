import { PackageError } from "../base/mod.ts";

/** Codes of {@link DendriteError}. What a target does is never an error but a status. */
export type DendriteErrorCode = "closed" | "config";

/** Error of the `dendrite` package: the caller asked for something that cannot be. */
export class DendriteError extends PackageError<DendriteErrorCode> {
  /** Package that raised the error. */
  override readonly package = "dendrite";
}
