import { RoomError } from "../base/mod.ts";

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

/** Error of the `store` room. */
export class StoreError extends RoomError<StoreErrorCode> {
  override readonly room = "store";
}
