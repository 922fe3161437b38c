import { PackageError } from "../base/mod.ts";

/** Why the store could not do its work. */
export type StoreErrorCode =
  | "locked"
  | "missing"
  | "schema"
  | "other_chain"
  | "io"
  | "unwritable"
  | "exists"
  | "full";

/** Error of the `store` package. */
export class StoreError extends PackageError<StoreErrorCode> {
  override readonly package = "store";
}
