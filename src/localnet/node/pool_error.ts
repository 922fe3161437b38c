/** A transaction the pool refuses, as the node's RPC reports it. */
export class PoolError extends Error {
  /**
   * @param code RPC error number
   * @param data explanation clients look at
   */
  constructor(readonly code: number, message: string, readonly data?: string) {
    super(message);
    this.name = "PoolError";
  }
}

const INVALID = 1010;

/** Reasons of "Invalid Transaction", with the texts clients know. */
const INVALID_TEXT = {
  Stale: "Transaction is outdated",
  Future: "Transaction will be valid in the future",
  BadProof: "Transaction has a bad signature",
  AncientBirthBlock: "Transaction has an ancient birth block",
  ExhaustsResources: "Transaction would exhaust the block limits",
  Payment: "Inability to pay some fees (e.g. account balance too low)",
} as const;

/** Reason why a transaction is invalid. */
export type InvalidReason = keyof typeof INVALID_TEXT;

/** The transaction is invalid for a reason every Substrate chain knows. */
export function invalid(reason: InvalidReason): PoolError {
  return new PoolError(INVALID, "Invalid Transaction", INVALID_TEXT[reason]);
}

/**
 * The transaction extension of the chain refused, see
 * docs/spec/chain.md#9-transactions-signing-era-nonce-results.
 */
export function invalidCustom(number: number): PoolError {
  return new PoolError(INVALID, "Invalid Transaction", `Custom error: ${number}`);
}

/** The bytes are no transaction. */
export function badFormat(reason: string): PoolError {
  return new PoolError(1001, `Extrinsic has invalid format: ${reason}`);
}

/** Unsigned transactions of strangers. */
export function unsignedRefused(): PoolError {
  return new PoolError(1011, "Unknown Transaction Validity", "Could not find an unsigned validator");
}

/** The same transaction was in a block a while ago. */
export function banned(): PoolError {
  return new PoolError(1012, "Transaction is temporarily banned");
}

/** The same transaction is waiting already. */
export function alreadyImported(hash: string): PoolError {
  return new PoolError(1013, "Transaction Already Imported", hash);
}

/** Another transaction with this nonce waits, and this one does not pay more. */
export function priorityTooLow(own: bigint, other: bigint): PoolError {
  return new PoolError(
    1014,
    `Priority is too low: (${own} vs ${other})`,
    "The transaction has too low priority to replace another transaction already in the pool.",
  );
}

/** The pool is full. */
export function immediatelyDropped(): PoolError {
  return new PoolError(
    1016,
    "Immediately Dropped",
    "The transaction couldn't enter the pool because of the limit",
  );
}
