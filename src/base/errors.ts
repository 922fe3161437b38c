/** Options shared by all errors of the program. */
export interface RoomErrorOptions {
  /** What the user should do next: one sentence naming a flag or a command. */
  hint?: string;
  /** The error that led here; kept for logs, never shown without `--logging.debug`. */
  cause?: unknown;
  /** Plain values that explain the error. Never secrets. */
  data?: Record<string, unknown>;
}

/**
 * Base of the one error class each package has.
 *
 * The `code` is what programs decide on (exit codes and HTTP statuses are mapped from it in one place each);
 * the `message` is what a person reads: what failed and with which value; the `hint` is what to do next.
 *
 * @example
 * ```ts
 * import { PackageError } from "./errors.ts";
 * class WalletError extends PackageError<"missing" | "password"> { override readonly package = "wallet"; }
 * const error = new WalletError("missing", "no hotkey file", { hint: "sn1 wallet new-hotkey" });
 * console.assert(error.code === "missing" && error.package === "wallet");
 * ```
 */
export abstract class PackageError<Code extends string = string> extends Error {
  /** Package that raised the error, e.g. `wallet`. */
  abstract readonly package: string;
  /** Reason as one word, for programs; the message is for people. */
  readonly code: Code;
  /** What to do next, for the user. */
  readonly hint: string | undefined;
  /** Plain values that explain the error. */
  readonly data: Record<string, unknown>;

  /** Creates the object; see the parameters. */
  constructor(code: Code, message: string, options: RoomErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
    this.data = options.data ?? {};
  }
}

/** Codes of {@link BaseError}. */
export type BaseErrorCode = "deadline" | "aborted" | "invalid" | "full";

/** Error of the `base` package: deadlines, bounds and bad arguments. */
export class BaseError extends PackageError<BaseErrorCode> {
  override readonly package = "base";
}

/**
 * Text of anything that can be thrown, on one line.
 * @param error whatever was caught
 * @returns the message without a stack
 */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, " ").trim();
}
