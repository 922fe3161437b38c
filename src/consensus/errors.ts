import { PackageError } from "../base/mod.ts";

/** Codes of {@link ConsensusError}. */
export type ConsensusErrorCode = "invalid";

/** Arguments that no chain state can have. */
export class ConsensusError extends PackageError<ConsensusErrorCode> {
  override readonly package = "consensus";
}
