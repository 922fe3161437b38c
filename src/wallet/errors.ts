import { PackageError } from "../base/mod.ts";

/**
 * Codes of {@link WalletError}:
 * - `missing`: the file or wallet is not there;
 * - `unreadable`: it is there but cannot be read, or is damaged;
 * - `password`: it is encrypted, and no password or none of the given ones opens it;
 * - `exists`: it would be replaced and the caller did not ask for that;
 * - `invalid`: a name, phrase, seed, address or URI given by the user is malformed;
 * - `inconsistent`: the parts of a key file contradict each other;
 * - `unsupported`: a key type or runtime we cannot serve;
 * - `unwritable`: the new file could not be stored.
 */
export type WalletErrorCode =
  | "missing"
  | "unreadable"
  | "password"
  | "exists"
  | "invalid"
  | "inconsistent"
  | "unsupported"
  | "unwritable";

/**
 * Error of the `wallet` package. Messages, data and causes never hold a phrase, seed, secret or password:
 * even the syntax error of a JSON parser is dropped, because it quotes the text it failed on.
 */
export class WalletError extends PackageError<WalletErrorCode> {
  /** Package that raised the error. */
  override readonly package = "wallet";
}
