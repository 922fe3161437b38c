import type { PalletEntry } from "./pallet_table.ts";

/**
 * One setting of a subnet or of the network: call text, storage item it writes, event it emits (null = none).
 * The first argument is the netuid where the storage item has a key.
 */
export type AdminSetting = readonly [call: string, storage: string, event: string | null];

/** Settings that root can change; names and indices of finney. */
export const ADMIN_SETTINGS: readonly AdminSetting[] = [
  [
    "3 sudo_set_serving_rate_limit(netuid: u16, serving_rate_limit: u64)",
    "ServingRateLimit",
    "ServingRateLimitSet",
  ],
  [
    "6 sudo_set_weights_version_key(netuid: u16, weights_version_key: u64)",
    "WeightsVersionKey",
    "WeightsVersionKeySet",
  ],
  [
    "7 sudo_set_weights_set_rate_limit(netuid: u16, weights_set_rate_limit: u64)",
    "WeightsSetRateLimit",
    "WeightsSetRateLimitSet",
  ],
  ["13 sudo_set_immunity_period(netuid: u16, immunity_period: u16)", "ImmunityPeriod", "ImmunityPeriodSet"],
  [
    "14 sudo_set_min_allowed_weights(netuid: u16, min_allowed_weights: u16)",
    "MinAllowedWeights",
    "MinAllowedWeightSet",
  ],
  ["15 sudo_set_max_allowed_uids(netuid: u16, max_allowed_uids: u16)", "MaxAllowedUids", "MaxAllowedUidsSet"],
  ["16 sudo_set_kappa(netuid: u16, kappa: u16)", "Kappa", "KappaSet"],
  ["17 sudo_set_rho(netuid: u16, rho: u16)", "Rho", "RhoSet"],
  [
    "19 sudo_set_network_registration_allowed(netuid: u16, registration_allowed: bool)",
    "NetworkRegistrationAllowed",
    "RegistrationAllowed",
  ],
  ["22 sudo_set_min_burn(netuid: u16, min_burn: u64)", "MinBurn", "MinBurnSet"],
  ["23 sudo_set_max_burn(netuid: u16, max_burn: u64)", "MaxBurn", "MaxBurnSet"],
  [
    "25 sudo_set_max_allowed_validators(netuid: u16, max_allowed_validators: u16)",
    "MaxAllowedValidators",
    "MaxAllowedValidatorsSet",
  ],
  [
    "26 sudo_set_bonds_moving_average(netuid: u16, bonds_moving_average: u64)",
    "BondsMovingAverage",
    "BondsMovingAverageSet",
  ],
  ["30 sudo_set_tempo(netuid: u16, tempo: u16)", "Tempo", "TempoSet"],
  ["42 sudo_set_stake_threshold(min_stake: u64)", "StakeThreshold", "StakeThresholdSet"],
  [
    "49 sudo_set_commit_reveal_weights_enabled(netuid: u16, enabled: bool)",
    "CommitRevealWeightsEnabled",
    "CommitRevealEnabled",
  ],
  ["50 sudo_set_liquid_alpha_enabled(netuid: u16, enabled: bool)", "LiquidAlphaOn", null],
  [
    "57 sudo_set_commit_reveal_weights_interval(netuid: u16, interval: u64)",
    "RevealPeriodEpochs",
    "CommitRevealPeriodsSet",
  ],
  ["60 sudo_set_bonds_penalty(netuid: u16, bonds_penalty: u16)", "BondsPenalty", "BondsPenaltySet"],
  ["66 sudo_set_subtoken_enabled(netuid: u16, subtoken_enabled: bool)", "SubtokenEnabled", null],
  ["69 sudo_set_yuma3_enabled(netuid: u16, enabled: bool)", "Yuma3On", null],
  ["71 sudo_set_commit_reveal_version(version: u16)", "CommitRevealWeightsVersion", "CommitRevealVersionSet"],
  ["84 sudo_set_min_non_immune_uids(netuid: u16, min: u16)", "MinNonImmuneUids", "MinNonImmuneUidsSet"],
  ["89 sudo_set_burn_half_life(netuid: u16, burn_half_life: u16)", "BurnHalfLife", "BurnHalfLifeSet"],
  [
    "90 sudo_set_burn_increase_mult(netuid: u16, burn_increase_mult: FixedU128)",
    "BurnIncreaseMult",
    "BurnIncreaseMultSet",
  ],
];

/** The pallet of settings. */
export const ADMIN_PALLET: PalletEntry = {
  name: "AdminUtils",
  index: 19,
  crate: "pallet_admin_utils",
  calls: ADMIN_SETTINGS.map(([call]) => call),
  events: [],
  errors: [
    "0 SubnetDoesNotExist",
    "1 MaxValidatorsLargerThanMaxUIds",
    "2 MaxAllowedUIdsLessThanCurrentUIds",
    "3 BondsMovingAverageMaxReached",
    "4 NegativeSigmoidSteepness",
    "5 ValueNotInBounds",
    "6 MinAllowedUidsGreaterThanCurrentUids",
    "7 MinAllowedUidsGreaterThanMaxAllowedUids",
    "8 MaxAllowedUidsLessThanMinAllowedUids",
    "9 MaxAllowedUidsGreaterThanDefaultMaxAllowedUids",
    "10 InvalidValue",
    "11 NotPermittedOnRootSubnet",
    "12 POWRegistrationDisabled",
    "13 Deprecated",
  ],
  storage: [],
  constants: [],
};
