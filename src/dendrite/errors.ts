import { RoomError } from "../base/mod.ts";

/** Codes of {@link DendriteError}. What a target does is never an error but a status. */
export type DendriteErrorCode = "closed" | "config";

/** Error of the `dendrite` room: the caller asked for something that cannot be. */
export class DendriteError extends RoomError<DendriteErrorCode> {
  /** Package that raised the error. */
  override readonly room = "dendrite";
}
