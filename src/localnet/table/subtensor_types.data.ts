import type { TypeDefinition } from "../scale/definition.ts";

/**
 * Types of `SubtensorModule` and its runtime APIs (docs/spec/chain.md#8-reading-subnet-and-neuron-state).
 * `SelectiveMetagraph` is derived from `Metagraph`.
 */
export const SUBTENSOR_TYPES: Readonly<Record<string, TypeDefinition>> = {
  AxonInfo: {
    path: "pallet_subtensor::pallet::AxonInfo",
    fields: "block: u64, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, " +
      "placeholder1: u8, placeholder2: u8",
  },
  PrometheusInfo: {
    path: "pallet_subtensor::pallet::PrometheusInfo",
    fields: "block: u64, version: u32, ip: u128, port: u16, ip_type: u8",
  },
  NeuronCertificate: {
    path: "pallet_subtensor::pallet::NeuronCertificate",
    fields: "public_key: BoundedVec<u8>, algorithm: u8",
  },
  NeuronInfo: {
    path: "pallet_subtensor::rpc_info::neuron_info::NeuronInfo",
    params: [["AccountId", "AccountId32"]],
    fields: "hotkey: AccountId32, coldkey: AccountId32, uid: Compact<u16>, netuid: Compact<u16>, " +
      "active: bool, axon_info: AxonInfo, prometheus_info: PrometheusInfo, " +
      "stake: Vec<(AccountId32,Compact<u64>)>, rank: Compact<u16>, emission: Compact<u64>, " +
      "incentive: Compact<u16>, consensus: Compact<u16>, trust: Compact<u16>, " +
      "validator_trust: Compact<u16>, dividends: Compact<u16>, last_update: Compact<u64>, " +
      "validator_permit: bool, weights: Vec<(Compact<u16>,Compact<u16>)>, " +
      "bonds: Vec<(Compact<u16>,Compact<u16>)>, pruning_score: Compact<u16>",
  },
  NeuronInfoLite: {
    path: "pallet_subtensor::rpc_info::neuron_info::NeuronInfoLite",
    params: [["AccountId", "AccountId32"]],
    fields: "hotkey: AccountId32, coldkey: AccountId32, uid: Compact<u16>, netuid: Compact<u16>, " +
      "active: bool, axon_info: AxonInfo, prometheus_info: PrometheusInfo, " +
      "stake: Vec<(AccountId32,Compact<u64>)>, rank: Compact<u16>, emission: Compact<u64>, " +
      "incentive: Compact<u16>, consensus: Compact<u16>, trust: Compact<u16>, " +
      "validator_trust: Compact<u16>, dividends: Compact<u16>, last_update: Compact<u64>, " +
      "validator_permit: bool, pruning_score: Compact<u16>",
  },
  SubnetHyperparams: {
    path: "pallet_subtensor::rpc_info::subnet_info::SubnetHyperparams",
    fields: "rho: Compact<u16>, kappa: Compact<u16>, immunity_period: Compact<u16>, " +
      "min_allowed_weights: Compact<u16>, max_weights_limit: Compact<u16>, " +
      "tempo: Compact<u16>, min_difficulty: Compact<u64>, max_difficulty: Compact<u64>, " +
      "weights_version: Compact<u64>, weights_rate_limit: Compact<u64>, " +
      "adjustment_interval: Compact<u16>, activity_cutoff: Compact<u64>, " +
      "registration_allowed: bool, target_regs_per_interval: Compact<u16>, " +
      "min_burn: Compact<u64>, max_burn: Compact<u64>, bonds_moving_avg: Compact<u64>, " +
      "max_regs_per_block: Compact<u16>, serving_rate_limit: Compact<u64>, " +
      "max_validators: Compact<u16>, adjustment_alpha: Compact<u64>, difficulty: Compact<u64>, " +
      "commit_reveal_period: Compact<u64>, commit_reveal_weights_enabled: bool, " +
      "alpha_high: Compact<u16>, alpha_low: Compact<u16>, liquid_alpha_enabled: bool",
  },
  SubnetHyperparamsV2: {
    path: "pallet_subtensor::rpc_info::subnet_info::SubnetHyperparamsV2",
    fields: "rho: Compact<u16>, kappa: Compact<u16>, immunity_period: Compact<u16>, " +
      "min_allowed_weights: Compact<u16>, max_weights_limit: Compact<u16>, " +
      "tempo: Compact<u16>, min_difficulty: Compact<u64>, max_difficulty: Compact<u64>, " +
      "weights_version: Compact<u64>, weights_rate_limit: Compact<u64>, " +
      "adjustment_interval: Compact<u16>, activity_cutoff: Compact<u64>, " +
      "registration_allowed: bool, target_regs_per_interval: Compact<u16>, " +
      "min_burn: Compact<u64>, max_burn: Compact<u64>, bonds_moving_avg: Compact<u64>, " +
      "max_regs_per_block: Compact<u16>, serving_rate_limit: Compact<u64>, " +
      "max_validators: Compact<u16>, adjustment_alpha: Compact<u64>, difficulty: Compact<u64>, " +
      "commit_reveal_period: Compact<u64>, commit_reveal_weights_enabled: bool, " +
      "alpha_high: Compact<u16>, alpha_low: Compact<u16>, liquid_alpha_enabled: bool, " +
      "alpha_sigmoid_steepness: FixedI64, yuma_version: Compact<u16>, subnet_is_active: bool, " +
      "transfers_enabled: bool, bonds_reset_enabled: bool, user_liquidity_enabled: bool",
  },
  SubnetIdentityV3: {
    path: "pallet_subtensor::pallet::SubnetIdentityV3",
    fields: "subnet_name: Vec<u8>, github_repo: Vec<u8>, subnet_contact: Vec<u8>, " +
      "subnet_url: Vec<u8>, discord: Vec<u8>, description: Vec<u8>, logo_url: Vec<u8>, " +
      "additional: Vec<u8>",
  },
  ChainIdentityV2: {
    path: "pallet_subtensor::pallet::ChainIdentityV2",
    fields: "name: Vec<u8>, url: Vec<u8>, github_repo: Vec<u8>, image: Vec<u8>, discord: Vec<u8>, " +
      "description: Vec<u8>, additional: Vec<u8>",
  },
  Metagraph: {
    path: "pallet_subtensor::rpc_info::metagraph::Metagraph",
    params: [["AccountId", "AccountId32"]],
    fields: "netuid: Compact<u16>, name: Vec<Compact<u8>>, symbol: Vec<Compact<u8>>, " +
      "identity: Option<SubnetIdentityV3>, network_registered_at: Compact<u64>, " +
      "owner_hotkey: AccountId32, owner_coldkey: AccountId32, block: Compact<u64>, " +
      "tempo: Compact<u16>, last_step: Compact<u64>, blocks_since_last_step: Compact<u64>, " +
      "subnet_emission: Compact<u64>, alpha_in: Compact<u64>, alpha_out: Compact<u64>, " +
      "tao_in: Compact<u64>, alpha_out_emission: Compact<u64>, " +
      "alpha_in_emission: Compact<u64>, tao_in_emission: Compact<u64>, " +
      "pending_alpha_emission: Compact<u64>, pending_root_emission: Compact<u64>, " +
      "subnet_volume: Compact<u128>, moving_price: FixedI128, rho: Compact<u16>, " +
      "kappa: Compact<u16>, min_allowed_weights: Compact<u16>, " +
      "max_weights_limit: Compact<u16>, weights_version: Compact<u64>, " +
      "weights_rate_limit: Compact<u64>, activity_cutoff: Compact<u64>, " +
      "max_validators: Compact<u16>, num_uids: Compact<u16>, max_uids: Compact<u16>, " +
      "burn: Compact<u64>, difficulty: Compact<u64>, registration_allowed: bool, " +
      "pow_registration_allowed: bool, immunity_period: Compact<u16>, " +
      "min_difficulty: Compact<u64>, max_difficulty: Compact<u64>, min_burn: Compact<u64>, " +
      "max_burn: Compact<u64>, adjustment_alpha: Compact<u64>, " +
      "adjustment_interval: Compact<u16>, target_regs_per_interval: Compact<u16>, " +
      "max_regs_per_block: Compact<u16>, serving_rate_limit: Compact<u64>, " +
      "commit_reveal_weights_enabled: bool, commit_reveal_period: Compact<u64>, " +
      "liquid_alpha_enabled: bool, alpha_high: Compact<u16>, alpha_low: Compact<u16>, " +
      "bonds_moving_avg: Compact<u64>, hotkeys: Vec<AccountId32>, coldkeys: Vec<AccountId32>, " +
      "identities: Vec<Option<ChainIdentityV2>>, axons: Vec<AxonInfo>, active: Vec<bool>, " +
      "validator_permit: Vec<bool>, pruning_score: Vec<Compact<u16>>, " +
      "last_update: Vec<Compact<u64>>, emission: Vec<Compact<u64>>, " +
      "dividends: Vec<Compact<u16>>, incentives: Vec<Compact<u16>>, " +
      "consensus: Vec<Compact<u16>>, trust: Vec<Compact<u16>>, rank: Vec<Compact<u16>>, " +
      "block_at_registration: Vec<Compact<u64>>, alpha_stake: Vec<Compact<u64>>, " +
      "tao_stake: Vec<Compact<u64>>, total_stake: Vec<Compact<u64>>, " +
      "tao_dividends_per_hotkey: Vec<(AccountId32,Compact<u64>)>, " +
      "alpha_dividends_per_hotkey: Vec<(AccountId32,Compact<u64>)>",
  },
  SubnetState: {
    path: "pallet_subtensor::rpc_info::show_subnet::SubnetState",
    params: [["AccountId", "AccountId32"]],
    fields: "netuid: Compact<u16>, hotkeys: Vec<AccountId32>, coldkeys: Vec<AccountId32>, " +
      "active: Vec<bool>, validator_permit: Vec<bool>, pruning_score: Vec<Compact<u16>>, " +
      "last_update: Vec<Compact<u64>>, emission: Vec<Compact<u64>>, " +
      "dividends: Vec<Compact<u16>>, incentives: Vec<Compact<u16>>, " +
      "consensus: Vec<Compact<u16>>, trust: Vec<Compact<u16>>, rank: Vec<Compact<u16>>, " +
      "block_at_registration: Vec<Compact<u64>>, alpha_stake: Vec<Compact<u64>>, " +
      "tao_stake: Vec<Compact<u64>>, total_stake: Vec<Compact<u64>>, " +
      "emission_history: Vec<Vec<Compact<u64>>>",
  },
  SubnetInfo: {
    path: "pallet_subtensor::rpc_info::subnet_info::SubnetInfo",
    params: [["AccountId", "AccountId32"]],
    fields: "netuid: Compact<u16>, rho: Compact<u16>, kappa: Compact<u16>, difficulty: Compact<u64>, " +
      "immunity_period: Compact<u16>, max_allowed_validators: Compact<u16>, " +
      "min_allowed_weights: Compact<u16>, max_weights_limit: Compact<u16>, " +
      "scaling_law_power: Compact<u16>, subnetwork_n: Compact<u16>, " +
      "max_allowed_uids: Compact<u16>, blocks_since_last_step: Compact<u64>, " +
      "tempo: Compact<u16>, network_modality: Compact<u16>, network_connect: Vec<[u16;2]>, " +
      "emission_values: Compact<u64>, burn: Compact<u64>, owner: AccountId32",
  },
  SubnetInfov2: {
    path: "pallet_subtensor::rpc_info::subnet_info::SubnetInfov2",
    params: [["AccountId", "AccountId32"]],
    fields: "netuid: Compact<u16>, rho: Compact<u16>, kappa: Compact<u16>, difficulty: Compact<u64>, " +
      "immunity_period: Compact<u16>, max_allowed_validators: Compact<u16>, " +
      "min_allowed_weights: Compact<u16>, max_weights_limit: Compact<u16>, " +
      "scaling_law_power: Compact<u16>, subnetwork_n: Compact<u16>, " +
      "max_allowed_uids: Compact<u16>, blocks_since_last_step: Compact<u64>, " +
      "tempo: Compact<u16>, network_modality: Compact<u16>, network_connect: Vec<[u16;2]>, " +
      "emission_value: Compact<u64>, burn: Compact<u64>, owner: AccountId32, " +
      "identity: Option<SubnetIdentityV3>",
  },
  DynamicInfo: {
    path: "pallet_subtensor::rpc_info::dynamic_info::DynamicInfo",
    params: [["AccountId", "AccountId32"]],
    fields: "netuid: Compact<u16>, owner_hotkey: AccountId32, owner_coldkey: AccountId32, " +
      "subnet_name: Vec<Compact<u8>>, token_symbol: Vec<Compact<u8>>, tempo: Compact<u16>, " +
      "last_step: Compact<u64>, blocks_since_last_step: Compact<u64>, emission: Compact<u64>, " +
      "alpha_in: Compact<u64>, alpha_out: Compact<u64>, tao_in: Compact<u64>, " +
      "alpha_out_emission: Compact<u64>, alpha_in_emission: Compact<u64>, " +
      "tao_in_emission: Compact<u64>, pending_alpha_emission: Compact<u64>, " +
      "pending_root_emission: Compact<u64>, subnet_volume: Compact<u128>, " +
      "network_registered_at: Compact<u64>, subnet_identity: Option<SubnetIdentityV3>, " +
      "moving_price: FixedI128",
  },
  StakeInfo: {
    path: "pallet_subtensor::rpc_info::stake_info::StakeInfo",
    params: [["AccountId", "AccountId32"]],
    fields: "hotkey: AccountId32, coldkey: AccountId32, netuid: Compact<u16>, stake: Compact<u64>, " +
      "locked: Compact<u64>, emission: Compact<u64>, tao_emission: Compact<u64>, " +
      "drain: Compact<u64>, is_registered: bool",
  },
  SimSwapResult: {
    path: "pallet_subtensor_swap_runtime_api::SimSwapResult",
    fields: "tao_amount: u64, alpha_amount: u64, tao_fee: u64, alpha_fee: u64, tao_slippage: u64, " +
      "alpha_slippage: u64",
  },
  SafeFloat: { path: "share_pool::SafeFloat", fields: "mantissa: u128, exponent: i64" },
  FixedI64: { path: "substrate_fixed::FixedI64", params: [["Frac", null]], fields: "bits: i64" },
  FixedU128: { path: "substrate_fixed::FixedU128", params: [["Frac", null]], fields: "bits: u128" },
  FixedI128: { path: "substrate_fixed::FixedI128", params: [["Frac", null]], fields: "bits: i128" },
  Pulse: {
    path: "pallet_drand::types::Pulse",
    fields: "round: u64, randomness: BoundedVec<u8>, signature: BoundedVec<u8>",
  },
  BeaconMetadata: { path: "pallet_drand::types::Metadata", fields: "beacon_id: BoundedVec<u8>" },
  BeaconConfiguration: {
    path: "pallet_drand::types::BeaconConfiguration",
    fields: "public_key: BoundedVec<u8>, period: u32, genesis_time: u32, hash: BoundedVec<u8>, " +
      "group_hash: BoundedVec<u8>, scheme_id: BoundedVec<u8>, metadata: BeaconMetadata",
  },
};
