import { toHex } from "../../base/mod.ts";
import { fromHex } from "../../base/mod.ts";
import { blake2of256 } from "../hash.ts";
import type { EnumValue } from "../scale/composite.ts";
import { lookup } from "./account_rules.ts";
import { type CallContext, type CallTable, type CallValue, handler } from "./dispatch_context.ts";
import { DispatchFailure } from "./dispatch_failure.ts";

/** Most calls in one batch, as in the constant `batched_calls_limit`. */
const BATCH_LIMIT = 10_922;

/** Runs a call on behalf of the same caller; a failure leaves nothing of it behind. */
function attempt(context: CallContext, call: CallValue): DispatchFailure | null {
  try {
    context.transaction(() => context.scope.dispatch(call, context.origin));
    return null;
  } catch (error) {
    if (error instanceof DispatchFailure) return error;
    throw error;
  }
}

interface BatchArgs {
  calls: CallValue[];
}

function calls(context: CallContext, args: BatchArgs): CallValue[] {
  if (context.origin.kind === "none") context.signer();
  context.ensure(args.calls.length <= BATCH_LIMIT, "Utility.TooManyCalls");
  return args.calls;
}

/** Calls that carry calls, and the two remarks of System. */
export const WRAPPER_CALLS: CallTable = {
  "System.remark": handler<unknown>((context) => void context.signer()),
  "System.remark_with_event": handler<{ remark: string }>((context, { remark }) => {
    const hash = `0x${toHex(blake2of256(fromHex(remark)))}`;
    context.emit("System.Remarked", { sender: context.signer(), hash });
  }),
  "Timestamp.set": handler<{ now: bigint }>((context, { now }) => {
    if (context.origin.kind !== "none") context.root();
    context.put("Timestamp.Now", now);
  }),
  "Utility.batch": handler<BatchArgs>((context, args) => {
    for (const [index, call] of calls(context, args).entries()) {
      const failure = attempt(context, call);
      if (failure) return context.emit("Utility.BatchInterrupted", { index, error: failure.value });
      context.emit("Utility.ItemCompleted");
    }
    context.emit("Utility.BatchCompleted");
  }),
  "Utility.batch_all": handler<BatchArgs>((context, args) => {
    for (const call of calls(context, args)) {
      context.scope.dispatch(call, context.origin);
      context.emit("Utility.ItemCompleted");
    }
    context.emit("Utility.BatchCompleted");
  }),
  "Utility.force_batch": handler<BatchArgs>((context, args) => {
    let failed = false;
    for (const call of calls(context, args)) {
      const failure = attempt(context, call);
      failed ||= failure !== null;
      if (failure) context.emit("Utility.ItemFailed", { error: failure.value });
      else context.emit("Utility.ItemCompleted");
    }
    context.emit(failed ? "Utility.BatchCompletedWithErrors" : "Utility.BatchCompleted");
  }),
  "Sudo.sudo": handler<{ call: CallValue }>((context, { call }) => {
    requireSudo(context);
    let result: EnumValue = { type: "Ok", value: [] };
    try {
      context.transaction(() => context.scope.dispatch(call, { kind: "root" }));
    } catch (error) {
      if (!(error instanceof DispatchFailure)) throw error;
      result = { type: "Err", value: error.value };
    }
    context.emit("Sudo.Sudid", { sudo_result: result });
  }),
  "Sudo.set_key": handler<{ new: EnumValue<string> }>((context, args) => {
    const old = requireSudo(context);
    const key = lookup(args.new);
    context.put("Sudo.Key", key);
    context.emit("Sudo.KeyChanged", { old, new: key });
  }),
};

function requireSudo(context: CallContext): string {
  const key = context.get<string | null>("Sudo.Key");
  context.ensure(context.origin.kind === "signed" && context.signer() === key, "Sudo.RequireSudo");
  return key!;
}
