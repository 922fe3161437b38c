import type { CallContext } from "./dispatch_context.ts";
import { plainFailure, tokenFailure } from "./dispatch_failure.ts";
import type { StorageAccess } from "./storage.ts";
import type { EnumValue } from "../scale/composite.ts";

/** Smallest balance an account can hold, in RAO. */
export const EXISTENTIAL_DEPOSIT = 500n;

/** The account nobody owns; "no owner" in storage. */
export const NOBODY = `0x${"00".repeat(32)}`;

/** `System.Account`. */
export interface AccountInfo {
  nonce: number;
  consumers: number;
  providers: number;
  sufficients: number;
  data: { free: bigint; reserved: bigint; frozen: bigint; flags: bigint };
}

/** The account, all zero when it was never used. */
export function account(storage: StorageAccess, who: string): AccountInfo {
  return storage.get<AccountInfo>("System.Account", who);
}

/** Free balance in RAO. */
export function freeBalance(storage: StorageAccess, who: string): bigint {
  return account(storage, who).data.free;
}

/** Sets the free balance; below the existential deposit the account is closed and the dust lost. */
function setFree(context: CallContext, who: string, free: bigint): void {
  const info = account(context, who);
  const issued = context.get<bigint>("Balances.TotalIssuance");
  const kept = free < EXISTENTIAL_DEPOSIT ? 0n : free;
  context.put("Balances.TotalIssuance", issued - info.data.free + kept);
  // An account with reserves stays: they would be lost with it.
  if (kept === 0n && info.data.reserved === 0n) {
    if (free > 0n) context.emit("Balances.DustLost", { account: who, amount: free });
    if (info.providers > 0) {
      context.remove("System.Account", who);
      context.emit("System.KilledAccount", { account: who });
    }
    return;
  }
  if (info.providers === 0) {
    info.providers = 1;
    context.emit("System.NewAccount", { account: who });
    context.emit("Balances.Endowed", { account: who, free_balance: kept });
  }
  info.data.free = kept;
  context.put("System.Account", who, info);
}

/** Creates balance. @throws DispatchFailure when the account would stay below the existential deposit */
export function deposit(context: CallContext, who: string, amount: bigint): void {
  const free = freeBalance(context, who) + amount;
  if (free < EXISTENTIAL_DEPOSIT) throw tokenFailure("BelowMinimum");
  setFree(context, who, free);
}

/** Destroys balance (fees, burns, stake). @throws DispatchFailure `Token.FundsUnavailable` */
export function withdraw(context: CallContext, who: string, amount: bigint): void {
  const free = freeBalance(context, who);
  if (free < amount) throw tokenFailure("FundsUnavailable");
  setFree(context, who, free - amount);
}

/** Sets balance aside as a deposit. @throws DispatchFailure `Balances.InsufficientBalance` */
export function reserve(context: CallContext, who: string, amount: bigint): void {
  const info = account(context, who);
  context.ensure(info.data.free >= amount + EXISTENTIAL_DEPOSIT, "Balances.InsufficientBalance");
  info.data.free -= amount;
  info.data.reserved += amount;
  context.put("System.Account", who, info);
  context.emit("Balances.Reserved", { who, amount });
}

/** Gives a deposit back. */
export function unreserve(context: CallContext, who: string, amount: bigint): void {
  const info = account(context, who);
  info.data.free += amount;
  info.data.reserved -= amount;
  context.put("System.Account", who, info);
  context.emit("Balances.Unreserved", { who, amount });
}

/** Sets a balance outright. */
export function forceBalance(context: CallContext, who: string, free: bigint): void {
  setFree(context, who, free);
  context.emit("Balances.BalanceSet", { who, free });
}

/**
 * Moves balance.
 * @param keepAlive refuse when the sender's account would close
 */
export function transfer(
  context: CallContext,
  from: string,
  to: string,
  amount: bigint,
  keepAlive: boolean,
): void {
  const free = freeBalance(context, from);
  if (free < amount) throw tokenFailure("FundsUnavailable");
  if (keepAlive && free - amount < EXISTENTIAL_DEPOSIT) throw tokenFailure("NotExpendable");
  if (from !== to) {
    const target = freeBalance(context, to) + amount;
    if (target < EXISTENTIAL_DEPOSIT) throw tokenFailure("BelowMinimum");
    setFree(context, from, free - amount);
    setFree(context, to, target);
  }
  context.emit("Balances.Transfer", { from, to, amount });
}

/** The account behind an address. @throws DispatchFailure `CannotLookup` for forms this chain does not resolve */
export function lookup(address: EnumValue<string>): string {
  if (address.type === "Id" || address.type === "Address32") return address.value;
  throw plainFailure("CannotLookup");
}
