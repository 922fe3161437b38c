import { PackageError } from "../base/mod.ts";

/**
 * Codes of {@link ChainError}.
 *
 * - `unreachable` no endpoint answers · `deadline` it answers too late
 * - `refused` the chain said no · `rate_limited` not yet · `balance` the coldkey cannot pay · `price` the burn is
 *   above the limit
 * - `not_registered`, `not_permitted` what the hotkey is not
 * - `stale` what we knew (nonce, era, runtime) was outdated, also after new tries
 * - `unsupported` the runtime lacks what is needed · `invalid` bad arguments · `closed` used after close
 */
export type ChainErrorCode =
  | "unreachable"
  | "deadline"
  | "refused"
  | "rate_limited"
  | "balance"
  | "price"
  | "not_registered"
  | "not_permitted"
  | "stale"
  | "unsupported"
  | "invalid"
  | "closed";

/** Error of the `chain` package. `data.name` is the chain's own name of the error where it has one. */
export class ChainError extends PackageError<ChainErrorCode> {
  /** Package that raised the error. */
  override readonly package = "chain";
}
