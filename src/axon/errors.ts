import { RoomError } from "../base/mod.ts";

/** Codes of {@link AxonError}. */
export type AxonErrorCode = "port_in_use" | "listen" | "state" | "config";

/** Error of the `axon` room: the server cannot be started or was used in the wrong order. */
export class AxonError extends RoomError<AxonErrorCode> {
  /** Package that raised the error. */
  override readonly room = "axon";
}
