import { deposit, freeBalance, withdraw } from "./account_rules.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { addAlpha, alphaOfColdkey, removeAlpha } from "./stake.ts";
import type { StorageAccess } from "./storage.ts";
import { ownerOf, subnetExists } from "./subnets.ts";

/** Smallest amount of one stake or unstake, RAO. */
const MIN_STAKE = 2_000_000n;

/** RAO of TAO per alpha, fixed: this chain has no market (docs/localnet.md). */
export const ALPHA_PRICE = 1_000_000_000n;

interface StakeArgs {
  hotkey: string;
  netuid: number;
  amount_staked: bigint;
}

/**
 * Why stake cannot be added.
 * @returns error name and the custom number the pool answers, or null
 */
export function stakeFault(
  storage: StorageAccess,
  coldkey: string,
  args: StakeArgs,
): [error: string, custom: number] | null {
  if (!subnetExists(storage, args.netuid)) return ["SubnetNotExists", 3];
  if (args.netuid !== 0 && !storage.get<boolean>("SubtokenEnabled", args.netuid)) {
    return ["SubtokenDisabled", 255];
  }
  if (args.amount_staked < MIN_STAKE) return ["AmountTooLow", 1];
  if (freeBalance(storage, coldkey) < args.amount_staked) return ["NotEnoughBalanceToStake", 2];
  if (ownerOf(storage, args.hotkey) === null) return ["HotKeyAccountNotExists", 4];
  return null;
}

function addStake(context: CallContext, args: StakeArgs): void {
  const coldkey = context.signer();
  const { hotkey, netuid, amount_staked: amount } = args;
  const fault = stakeFault(context, coldkey, args);
  if (fault) context.fail(fault[0]);
  withdraw(context, coldkey, amount);
  addAlpha(context, hotkey, coldkey, netuid, amount);
  context.put("TotalStake", context.get<bigint>("TotalStake") + amount);
  context.emit("StakeAdded", [coldkey, hotkey, amount, amount, netuid, 0n]);
}

/** Calls that move stake, one TAO for one alpha. */
export const STAKING_CALLS: CallTable = {
  "SubtensorModule.add_stake": handler<StakeArgs>(addStake),
  "SubtensorModule.add_stake_limit": handler<StakeArgs & { limit_price: bigint }>((context, args) => {
    context.ensure(args.limit_price >= ALPHA_PRICE, "SlippageTooHigh");
    addStake(context, args);
  }),
  "SubtensorModule.remove_stake": handler<{ hotkey: string; netuid: number; amount_unstaked: bigint }>(
    (context, { hotkey, netuid, amount_unstaked: amount }) => {
      const coldkey = context.signer();
      context.ensure(subnetExists(context, netuid), "SubnetNotExists");
      context.ensure(ownerOf(context, hotkey) !== null, "HotKeyAccountNotExists");
      context.ensure(amount >= MIN_STAKE, "AmountTooLow");
      const held = alphaOfColdkey(context, hotkey, coldkey, netuid);
      context.ensure(held >= amount, "NotEnoughStakeToWithdraw");
      removeAlpha(context, hotkey, coldkey, netuid, amount);
      deposit(context, coldkey, amount);
      const total = context.get<bigint>("TotalStake");
      context.put("TotalStake", total > amount ? total - amount : 0n);
      context.emit("StakeRemoved", [coldkey, hotkey, amount, amount, netuid, 0n]);
    },
  ),
};
