import type { EnumValue } from "../scale/composite.ts";

/** A call refused by the runtime: the value becomes the `dispatch_error` of `System.ExtrinsicFailed`. */
export class DispatchFailure extends Error {
  /** @param value a `DispatchError` as the codecs take it */
  constructor(readonly value: EnumValue, message: string) {
    super(message);
    this.name = "DispatchFailure";
  }
}

/** Failures that belong to no pallet. */
export function plainFailure(type: "BadOrigin" | "CannotLookup" | "RootNotAllowed"): DispatchFailure {
  return new DispatchFailure({ type, value: null }, type);
}

/** Failures of balances, e.g. `FundsUnavailable`. */
export function tokenFailure(
  reason: "FundsUnavailable" | "BelowMinimum" | "NotExpendable",
): DispatchFailure {
  return new DispatchFailure({ type: "Token", value: { type: reason, value: null } }, `Token.${reason}`);
}
