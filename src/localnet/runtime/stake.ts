import type { CallContext } from "./dispatch_context.ts";
import type { StorageAccess } from "./storage.ts";

/** A number as mantissa · 10^exponent; shares are whole here, so the exponent stays 0. */
interface SafeFloat {
  mantissa: bigint;
  exponent: bigint;
}

const shares = (value: SafeFloat): bigint =>
  value.mantissa * 10n ** (value.exponent > 0n ? value.exponent : 0n);
const asFloat = (mantissa: bigint): SafeFloat => ({ mantissa, exponent: 0n });

/** Alpha RAO on a hotkey in a subnet (on netuid 0: TAO). */
export function alphaOf(storage: StorageAccess, hotkey: string, netuid: number): bigint {
  return storage.get<bigint>("TotalHotkeyAlpha", hotkey, netuid);
}

/** The part of a hotkey's alpha that belongs to one coldkey. */
export function alphaOfColdkey(
  storage: StorageAccess,
  hotkey: string,
  coldkey: string,
  netuid: number,
): bigint {
  const total = shares(storage.get<SafeFloat>("TotalHotkeySharesV2", hotkey, netuid));
  if (total === 0n) return 0n;
  return alphaOf(storage, hotkey, netuid) *
    shares(storage.get<SafeFloat>("AlphaV2", hotkey, coldkey, netuid)) / total;
}

/** Stake as consensus sees it (docs/spec/chain.md#10-stake-seen-by-consensus), in RAO. */
export function totalStake(storage: StorageAccess, hotkey: string, netuid: number): bigint {
  const root = alphaOf(storage, hotkey, 0);
  const weighted = (root * storage.get<bigint>("TaoWeight")) >> 64n;
  return netuid === 0 ? root : alphaOf(storage, hotkey, netuid) + weighted;
}

/** Adds alpha for one coldkey: it gets shares at the present value of a share. */
export function addAlpha(
  context: CallContext,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  if (amount <= 0n) return;
  const alpha = alphaOf(context, hotkey, netuid);
  const total = shares(context.get<SafeFloat>("TotalHotkeySharesV2", hotkey, netuid));
  const bought = total === 0n || alpha === 0n ? amount : amount * total / alpha;
  const own = shares(context.get<SafeFloat>("AlphaV2", hotkey, coldkey, netuid));
  context.put("AlphaV2", hotkey, coldkey, netuid, asFloat(own + bought));
  context.put("TotalHotkeySharesV2", hotkey, netuid, asFloat(total + bought));
  context.put("TotalHotkeyAlpha", hotkey, netuid, alpha + amount);
  context.put("SubnetAlphaOut", netuid, context.get<bigint>("SubnetAlphaOut", netuid) + amount);
  const staked = context.get<string[]>("StakingHotkeys", coldkey);
  if (!staked.includes(hotkey)) context.put("StakingHotkeys", coldkey, [...staked, hotkey]);
}

/** Adds alpha for all who hold shares of the hotkey; nobody holds any: for `coldkey`. */
export function addDividend(
  context: CallContext,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  const total = shares(context.get<SafeFloat>("TotalHotkeySharesV2", hotkey, netuid));
  if (total === 0n) return addAlpha(context, hotkey, coldkey, netuid, amount);
  context.put("TotalHotkeyAlpha", hotkey, netuid, alphaOf(context, hotkey, netuid) + amount);
  context.put("SubnetAlphaOut", netuid, context.get<bigint>("SubnetAlphaOut", netuid) + amount);
}

/** Takes alpha from one coldkey; the caller has checked that there is enough. */
export function removeAlpha(
  context: CallContext,
  hotkey: string,
  coldkey: string,
  netuid: number,
  amount: bigint,
): void {
  const alpha = alphaOf(context, hotkey, netuid);
  const total = shares(context.get<SafeFloat>("TotalHotkeySharesV2", hotkey, netuid));
  const own = shares(context.get<SafeFloat>("AlphaV2", hotkey, coldkey, netuid));
  const all = amount >= alphaOfColdkey(context, hotkey, coldkey, netuid);
  const sold = all ? own : (amount * total + alpha - 1n) / alpha;
  context.put("AlphaV2", hotkey, coldkey, netuid, asFloat(own > sold ? own - sold : 0n));
  context.put("TotalHotkeySharesV2", hotkey, netuid, asFloat(total - sold));
  context.put("TotalHotkeyAlpha", hotkey, netuid, alpha - amount);
  context.put("SubnetAlphaOut", netuid, context.get<bigint>("SubnetAlphaOut", netuid) - amount);
}
