import { alphaOfColdkey } from "../runtime/stake.ts";
import { ALPHA_PRICE } from "../runtime/staking.ts";
import type { StorageAccess } from "../runtime/storage.ts";
import { netuids, uidOf } from "../runtime/subnets.ts";
import { api, type ApiFunctions } from "./api.ts";

function stakeInfo(
  storage: StorageAccess,
  hotkey: string,
  coldkey: string,
  netuid: number,
): Record<string, unknown> {
  return {
    hotkey,
    coldkey,
    netuid,
    stake: alphaOfColdkey(storage, hotkey, coldkey, netuid),
    locked: 0n,
    emission: 0n,
    tao_emission: 0n,
    drain: 0n,
    is_registered: uidOf(storage, netuid, hotkey) !== null,
  };
}

/** Who holds how much stake, and the price of alpha. */
export const STAKE_APIS: ApiFunctions = {
  "StakeInfoRuntimeApi_get_stake_info_for_coldkey": api<[string]>((view, coldkey) =>
    view.storage.get<string[]>("StakingHotkeys", coldkey).flatMap((hotkey) =>
      netuids(view.storage)
        .filter((netuid) => alphaOfColdkey(view.storage, hotkey, coldkey, netuid) > 0n)
        .map((netuid) => stakeInfo(view.storage, hotkey, coldkey, netuid))
    )
  ),
  "StakeInfoRuntimeApi_get_stake_info_for_hotkey_coldkey_netuid": api<[string, string, number]>(
    (view, hotkey, coldkey, netuid) => stakeInfo(view.storage, hotkey, coldkey, netuid),
  ),
  "StakeInfoRuntimeApi_get_stake_fee": api(() => 0n),
  "SwapRuntimeApi_current_alpha_price": api(() => ALPHA_PRICE),
  "SwapRuntimeApi_sim_swap_tao_for_alpha": api<[number, bigint]>((_view, _netuid, tao) => ({
    tao_amount: tao,
    alpha_amount: tao,
    tao_fee: 0n,
    alpha_fee: 0n,
    tao_slippage: 0n,
    alpha_slippage: 0n,
  })),
};
