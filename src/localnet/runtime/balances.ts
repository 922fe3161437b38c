import type { EnumValue } from "../scale/composite.ts";
import { EXISTENTIAL_DEPOSIT, forceBalance, freeBalance, lookup, transfer } from "./account_rules.ts";
import { type CallTable, handler } from "./dispatch_context.ts";

interface TransferArgs {
  dest: EnumValue<string>;
  value: bigint;
}

/** Calls that move balance. */
export const BALANCES_CALLS: CallTable = {
  "Balances.transfer_allow_death": handler<TransferArgs>((context, { dest, value }) =>
    transfer(context, context.signer(), lookup(dest), value, false)
  ),
  "Balances.transfer_keep_alive": handler<TransferArgs>((context, { dest, value }) =>
    transfer(context, context.signer(), lookup(dest), value, true)
  ),
  "Balances.transfer_all": handler<{ dest: EnumValue<string>; keep_alive: boolean }>(
    (context, { dest, keep_alive }) => {
      const from = context.signer();
      const free = freeBalance(context, from);
      const amount = keep_alive ? free - EXISTENTIAL_DEPOSIT : free;
      transfer(context, from, lookup(dest), amount < 0n ? 0n : amount, keep_alive);
    },
  ),
  "Balances.force_transfer": handler<TransferArgs & { source: EnumValue<string> }>(
    (context, { source, dest, value }) => {
      context.root();
      transfer(context, lookup(source), lookup(dest), value, false);
    },
  ),
  "Balances.force_set_balance": handler<{ who: EnumValue<string>; new_free: bigint }>(
    (context, { who, new_free }) => {
      context.root();
      forceBalance(context, lookup(who), new_free);
    },
  ),
};
