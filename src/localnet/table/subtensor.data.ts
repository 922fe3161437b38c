import { SUBTENSOR_ERRORS } from "./subtensor_errors.data.ts";
import { SUBTENSOR_STORAGE } from "./subtensor_storage.data.ts";
import type { PalletEntry } from "./pallet_table.ts";

/**
 * The pallet of subnets, neurons, weights and stake (docs/spec/chain.md#3-which-key-signs-what to
 * docs/spec/chain.md#8-reading-subnet-and-neuron-state).
 */
export const SUBTENSOR: PalletEntry = {
  name: "SubtensorModule",
  index: 7,
  crate: "pallet_subtensor",
  calls: [
    "0 set_weights(netuid: u16, dests: Vec<u16>, weights: Vec<u16>, version_key: u64)",
    "2 add_stake(hotkey: AccountId32, netuid: u16, amount_staked: u64)",
    "3 remove_stake(hotkey: AccountId32, netuid: u16, amount_unstaked: u64)",
    "4 serve_axon(netuid: u16, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, " +
    "placeholder1: u8, placeholder2: u8)",
    "5 serve_prometheus(netuid: u16, version: u32, ip: u128, port: u16, ip_type: u8)",
    "6 register(netuid: u16, block_number: u64, nonce: u64, work: Vec<u8>, hotkey: AccountId32, " +
    "coldkey: AccountId32)",
    "7 burned_register(netuid: u16, hotkey: AccountId32)",
    "40 serve_axon_tls(netuid: u16, version: u32, ip: u128, port: u16, ip_type: u8, protocol: u8, " +
    "placeholder1: u8, placeholder2: u8, certificate: Vec<u8>)",
    "59 register_network(hotkey: AccountId32)",
    "80 batch_set_weights(netuids: Vec<Compact<u16>>, weights: Vec<Vec<(Compact<u16>,Compact<u16>)>>, " +
    "version_keys: Vec<Compact<u64>>)",
    "88 add_stake_limit(hotkey: AccountId32, netuid: u16, amount_staked: u64, limit_price: u64, " +
    "allow_partial: bool)",
    "92 start_call(netuid: u16)",
    "96 commit_weights(netuid: u16, commit_hash: H256)",
    "97 reveal_weights(netuid: u16, uids: Vec<u16>, values: Vec<u16>, salt: Vec<u16>, version_key: u64)",
    "98 batch_reveal_weights(netuid: u16, uids_list: Vec<Vec<u16>>, values_list: Vec<Vec<u16>>, " +
    "salts_list: Vec<Vec<u16>>, version_keys: Vec<u64>)",
    "100 batch_commit_weights(netuids: Vec<Compact<u16>>, commit_hashes: Vec<H256>)",
    "113 commit_timelocked_weights(netuid: u16, commit: BoundedVec<u8>, reveal_round: u64, " +
    "commit_reveal_version: u16)",
    "115 commit_mechanism_weights(netuid: u16, mecid: u8, commit_hash: H256)",
    "116 reveal_mechanism_weights(netuid: u16, mecid: u8, uids: Vec<u16>, values: Vec<u16>, " +
    "salt: Vec<u16>, version_key: u64)",
    "117 commit_crv3_mechanism_weights(netuid: u16, mecid: u8, commit: BoundedVec<u8>, reveal_round: u64)",
    "118 commit_timelocked_mechanism_weights(netuid: u16, mecid: u8, commit: BoundedVec<u8>, " +
    "reveal_round: u64, commit_reveal_version: u16)",
    "119 set_mechanism_weights(netuid: u16, mecid: u8, dests: Vec<u16>, weights: Vec<u16>, version_key: u64)",
    "134 register_limit(netuid: u16, hotkey: AccountId32, limit_price: u64)",
  ],
  events: [
    "0 NetworkAdded(u16, u16)",
    "2 StakeAdded(AccountId32, AccountId32, u64, u64, u16, u64)",
    "3 StakeRemoved(AccountId32, AccountId32, u64, u64, u16, u64)",
    "5 WeightsSet(u16, u16)",
    "6 NeuronRegistered(u16, u16, AccountId32)",
    "9 MaxAllowedUidsSet(u16, u16)",
    "16 RhoSet(u16, u16)",
    "18 KappaSet(u16, u16)",
    "19 MinAllowedWeightSet(u16, u16)",
    "22 WeightsSetRateLimitSet(u16, u64)",
    "23 ImmunityPeriodSet(u16, u16)",
    "24 BondsMovingAverageSet(u16, u64)",
    "25 BondsPenaltySet(u16, u16)",
    "27 MaxAllowedValidatorsSet(u16, u16)",
    "28 AxonServed(u16, AccountId32)",
    "29 PrometheusServed(u16, AccountId32)",
    "32 WeightsVersionKeySet(u16, u64)",
    "35 ServingRateLimitSet(u16, u64)",
    "37 MaxBurnSet(u16, u64)",
    "38 MinBurnSet(u16, u64)",
    "50 RegistrationAllowed(u16, bool)",
    "52 TempoSet(u16, u16)",
    "54 StakeThresholdSet(u64)",
    "85 WeightsCommitted(AccountId32, u16, H256)",
    "86 WeightsRevealed(AccountId32, u16, H256)",
    "87 WeightsBatchRevealed(AccountId32, u16, Vec<H256>)",
    "88 BatchWeightsCompleted(Vec<Compact<u16>>, AccountId32)",
    "89 BatchCompletedWithErrors",
    "90 BatchWeightItemFailed(u16, DispatchError)",
    "95 FirstEmissionBlockNumberSet(u16, u64)",
    "100 CommitRevealPeriodsSet(u16, u64)",
    "101 CommitRevealEnabled(u16, bool)",
    "106 CommitRevealVersionSet(u16)",
    "107 TimelockedWeightsCommitted(AccountId32, u16, H256, u64)",
    "108 TimelockedWeightsRevealed(u16, AccountId32)",
    "110 IncentiveAlphaEmittedToMiners(netuid: u16, emissions: Vec<u64>)",
    "113 MinNonImmuneUidsSet(u16, u16)",
    "124 BurnHalfLifeSet(netuid: u16, burn_half_life: u16)",
    "125 BurnIncreaseMultSet(netuid: u16, burn_increase_mult: FixedU128)",
    "132 EpochDeferred(netuid: u16, from_block: u64, to_block: u64)",
  ],
  errors: SUBTENSOR_ERRORS,
  storage: SUBTENSOR_STORAGE,
  constants: [
    ["InitialTempo", "u16", "0x6801"],
    ["InitialBurn", "u64", "0x00e1f50500000000"],
    ["InitialMinBurn", "u64", "0x20a1070000000000"],
    ["InitialMaxBurn", "u64", "0x00e8764817000000"],
    ["InitialImmunityPeriod", "u16", "0x0010"],
    ["InitialServingRateLimit", "u64", "0x3200000000000000"],
    ["MinTempo", "u16", "0x6801"],
    ["MaxTempo", "u16", "0xe0c4"],
    ["InitialTaoWeight", "u64", "0xfc62e03efa3c7c0d"],
  ],
};
