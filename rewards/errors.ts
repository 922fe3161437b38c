import { PackageError } from "../src/base/mod.ts";

/**
 * Why responses could not be scored.
 * `missing_model`: a definition names a model that is not here · `bad_definition`: weights or parameters are wrong ·
 * `empty_reference`: there is nothing to compare with, so no score may change · `failed`: a model broke.
 */
export type RewardErrorCode = "missing_model" | "bad_definition" | "empty_reference" | "failed";

/** Error of the `rewards` package. */
export class RewardError extends PackageError<RewardErrorCode> {
  /** Name of the package in error output: `rewards`. */
  override readonly package = "rewards";
}
