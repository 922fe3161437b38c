import { PackageError } from "../base/mod.ts";

/** Codes of {@link LocalnetError}. */
export type LocalnetErrorCode = "options" | "address" | "scale" | "table" | "closed" | "runtime";

/**
 * Error of the `localnet` package: `options` a wrong option, `address` the address is taken, `scale` bytes or values
 * that do not fit their type, `table` a fault of the runtime table, `closed` used after `close()`, `runtime` a
 * request the runtime cannot serve.
 */
export class LocalnetError extends PackageError<LocalnetErrorCode> {
  /** Package that raised the error. */
  override readonly package = "localnet";
}
