import { ADMIN_CALLS } from "./admin.ts";
import { BALANCES_CALLS } from "./balances.ts";
import { COMMIT_CALLS } from "./commit_rules.ts";
import {
  type BlockScope,
  CallContext,
  type CallTable,
  type CallValue,
  type Origin,
} from "./dispatch_context.ts";
import { plainFailure } from "./dispatch_failure.ts";
import { NETWORK_CALLS } from "./network_rules.ts";
import { PROXY_CALLS } from "./proxies.ts";
import { REGISTRATION_CALLS } from "./registration_rules.ts";
import { SERVING_CALLS } from "./serving_rules.ts";
import { STAKING_CALLS } from "./staking.ts";
import { TIMELOCKED_CALLS } from "./timelocked.ts";
import { WEIGHTS_CALLS } from "./weight_rules.ts";
import { WRAPPER_CALLS } from "./wrappers.ts";

/** Every call this chain executes, by `Pallet.call`. A test holds it against the table of calls. */
export const CALLS: CallTable = {
  ...WRAPPER_CALLS,
  ...BALANCES_CALLS,
  ...REGISTRATION_CALLS,
  ...SERVING_CALLS,
  ...WEIGHTS_CALLS,
  ...COMMIT_CALLS,
  ...TIMELOCKED_CALLS,
  ...STAKING_CALLS,
  ...NETWORK_CALLS,
  ...ADMIN_CALLS,
  ...PROXY_CALLS,
};

/** Name of a call, `Pallet.call`. */
export function callName(call: CallValue): string {
  return `${call.type}.${call.value.type}`;
}

/**
 * Runs a call.
 * @throws DispatchFailure when the runtime refuses it
 */
export function dispatch(scope: BlockScope, call: CallValue, origin: Origin): void {
  const run = CALLS[callName(call)];
  if (!run) throw plainFailure("CannotLookup");
  run(new CallContext(scope, origin), call.value.value);
}
