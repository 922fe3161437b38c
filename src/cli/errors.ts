import { PackageError } from "../base/mod.ts";

/** Why a command line could not be carried out. */
export type CliErrorCode =
  | "usage"
  | "config"
  | "no_terminal"
  | "declined"
  | "output"
  | "closed"
  | "check_failed";

/** Error of the command line itself. `usage`, `config` and `no_terminal` exit with 2, `check_failed` with 1. */
export class CliError extends PackageError<CliErrorCode> {
  override readonly package = "cli";
}
