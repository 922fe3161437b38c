import { RoomError } from "../base/mod.ts";

/** Codes of {@link ConsensusError}. */
export type ConsensusErrorCode = "invalid";

/** Arguments that no chain state can have. */
export class ConsensusError extends RoomError<ConsensusErrorCode> {
  override readonly room = "consensus";
}
