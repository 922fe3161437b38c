import { activityCutoff } from "../../consensus/mod.ts";
import { nextEpochBlock } from "../../consensus/mod.ts";
import { epochState } from "../runtime/epoch_storage.ts";
import { networkCost } from "../runtime/network_rules.ts";
import type { StorageAccess } from "../runtime/storage.ts";
import { netuids, subnetExists } from "../runtime/subnets.ts";
import { api, type ApiFunctions } from "./api.ts";

/** Settings of a subnet under the names of the runtime API. */
export function hyperparameters(storage: StorageAccess, netuid: number): Record<string, unknown> {
  const get = <T>(item: string) => storage.get<T>(item, netuid);
  const tempo = get<number>("Tempo");
  const [alphaLow, alphaHigh] = get<[number, number]>("AlphaValues");
  return {
    rho: get("Rho"),
    kappa: get("Kappa"),
    immunity_period: get("ImmunityPeriod"),
    min_allowed_weights: get("MinAllowedWeights"),
    max_weights_limit: get("MaxWeightsLimit"),
    tempo,
    min_difficulty: get("MinDifficulty"),
    max_difficulty: get("MaxDifficulty"),
    weights_version: get("WeightsVersionKey"),
    weights_rate_limit: get("WeightsSetRateLimit"),
    adjustment_interval: get("AdjustmentInterval"),
    activity_cutoff: BigInt(activityCutoff(tempo, get<number>("ActivityCutoffFactorMilli"))),
    registration_allowed: get("NetworkRegistrationAllowed"),
    target_regs_per_interval: get("TargetRegistrationsPerInterval"),
    min_burn: get("MinBurn"),
    max_burn: get("MaxBurn"),
    bonds_moving_avg: get("BondsMovingAverage"),
    max_regs_per_block: get("MaxRegistrationsPerBlock"),
    serving_rate_limit: get("ServingRateLimit"),
    max_validators: get("MaxAllowedValidators"),
    adjustment_alpha: get("AdjustmentAlpha"),
    difficulty: get("Difficulty"),
    commit_reveal_period: get("RevealPeriodEpochs"),
    commit_reveal_weights_enabled: get("CommitRevealWeightsEnabled"),
    alpha_high: alphaHigh,
    alpha_low: alphaLow,
    liquid_alpha_enabled: get("LiquidAlphaOn"),
    alpha_sigmoid_steepness: { bits: BigInt(get<number>("AlphaSigmoidSteepness")) << 32n },
    yuma_version: get<boolean>("Yuma3On") ? 3 : 2,
    subnet_is_active: get("SubtokenEnabled"),
    transfers_enabled: get("TransferToggle"),
    bonds_reset_enabled: get("BondsResetOn"),
    user_liquidity_enabled: false,
  };
}

function subnetInfo(storage: StorageAccess, netuid: number): Record<string, unknown> | null {
  if (!subnetExists(storage, netuid)) return null;
  const get = <T>(item: string) => storage.get<T>(item, netuid);
  const settings = hyperparameters(storage, netuid);
  return {
    ...settings,
    netuid,
    max_allowed_validators: settings.max_validators,
    scaling_law_power: get("ScalingLawPower"),
    subnetwork_n: get("SubnetworkN"),
    max_allowed_uids: get("MaxAllowedUids"),
    blocks_since_last_step: get("BlocksSinceLastStep"),
    network_modality: 0,
    network_connect: [],
    emission_value: 0n,
    burn: get("Burn"),
    owner: get("SubnetOwner"),
    identity: null,
  };
}

/** Settings of subnets, their epochs and their price. */
export const SUBNET_APIS: ApiFunctions = {
  "SubnetInfoRuntimeApi_get_subnet_hyperparams": api<[number]>((view, netuid) =>
    subnetExists(view.storage, netuid) ? hyperparameters(view.storage, netuid) : null
  ),
  "SubnetInfoRuntimeApi_get_subnet_hyperparams_v2": api<[number]>((view, netuid) =>
    subnetExists(view.storage, netuid) ? hyperparameters(view.storage, netuid) : null
  ),
  "SubnetInfoRuntimeApi_get_subnet_info_v2": api<[number]>((view, netuid) =>
    subnetInfo(view.storage, netuid)
  ),
  "SubnetInfoRuntimeApi_get_subnets_info_v2": api((view) =>
    netuids(view.storage).map((netuid) => subnetInfo(view.storage, netuid))
  ),
  "SubnetInfoRuntimeApi_get_subnet_to_prune": api(() => null),
  "SubnetInfoRuntimeApi_get_next_epoch_start_block": api<[number]>((view, netuid) => {
    if (!subnetExists(view.storage, netuid)) return null;
    const next = nextEpochBlock(epochState(view.storage, netuid), view.block + 1);
    return next === null ? null : BigInt(next);
  }),
  "SubnetRegistrationRuntimeApi_get_network_registration_cost": api((view) => networkCost(view.storage)),
};
