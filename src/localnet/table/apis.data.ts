import type { ApiEntry } from "./pallet_table.ts";

/** Runtime APIs this chain answers, with the versions of finney. */
export const APIS: readonly ApiEntry[] = [
  { name: "Core", version: 5, methods: [["version", "", "RuntimeVersion"]] },
  {
    name: "Metadata",
    version: 2,
    methods: [
      ["metadata", "", "OpaqueMetadata"],
      ["metadata_at_version", "version: u32", "Option<OpaqueMetadata>"],
      ["metadata_versions", "", "Vec<u32>"],
    ],
  },
  {
    name: "TaggedTransactionQueue",
    version: 3,
    methods: [[
      "validate_transaction",
      "source: TransactionSource, tx: UncheckedExtrinsic, block_hash: H256",
      "Result<ValidTransaction,TransactionValidityError>",
    ]],
  },
  { name: "AuraApi", version: 1, methods: [["slot_duration", "", "SlotDuration"]] },
  { name: "AccountNonceApi", version: 1, methods: [["account_nonce", "account: AccountId32", "u32"]] },
  {
    name: "TransactionPaymentApi",
    version: 4,
    methods: [
      ["query_info", "uxt: UncheckedExtrinsic, len: u32", "RuntimeDispatchInfo"],
      ["query_fee_details", "uxt: UncheckedExtrinsic, len: u32", "FeeDetails"],
      ["query_weight_to_fee", "weight: Weight", "u64"],
      ["query_length_to_fee", "length: u32", "u64"],
    ],
  },
  {
    name: "NeuronInfoRuntimeApi",
    version: 1,
    methods: [
      ["get_neurons", "netuid: u16", "Vec<NeuronInfo>"],
      ["get_neuron", "netuid: u16, uid: u16", "Option<NeuronInfo>"],
      ["get_neurons_lite", "netuid: u16", "Vec<NeuronInfoLite>"],
      ["get_neuron_lite", "netuid: u16, uid: u16", "Option<NeuronInfoLite>"],
    ],
  },
  {
    name: "SubnetInfoRuntimeApi",
    version: 2,
    methods: [
      ["get_subnet_info_v2", "netuid: u16", "Option<SubnetInfov2>"],
      ["get_subnets_info_v2", "", "Vec<Option<SubnetInfov2>>"],
      ["get_subnet_hyperparams", "netuid: u16", "Option<SubnetHyperparams>"],
      ["get_subnet_hyperparams_v2", "netuid: u16", "Option<SubnetHyperparamsV2>"],
      ["get_all_dynamic_info", "", "Vec<Option<DynamicInfo>>"],
      ["get_dynamic_info", "netuid: u16", "Option<DynamicInfo>"],
      ["get_all_metagraphs", "", "Vec<Option<Metagraph>>"],
      ["get_metagraph", "netuid: u16", "Option<Metagraph>"],
      ["get_mechagraph", "netuid: u16, mecid: u8", "Option<Metagraph>"],
      ["get_selective_metagraph", "netuid: u16, metagraph_indexes: Vec<u16>", "Option<SelectiveMetagraph>"],
      [
        "get_selective_mechagraph",
        "netuid: u16, subid: u8, metagraph_indexes: Vec<u16>",
        "Option<SelectiveMetagraph>",
      ],
      ["get_subnet_state", "netuid: u16", "Option<SubnetState>"],
      ["get_subnet_to_prune", "", "Option<u16>"],
      ["get_next_epoch_start_block", "netuid: u16", "Option<u64>"],
    ],
  },
  {
    name: "StakeInfoRuntimeApi",
    version: 1,
    methods: [
      ["get_stake_info_for_coldkey", "coldkey_account: AccountId32", "Vec<StakeInfo>"],
      [
        "get_stake_info_for_hotkey_coldkey_netuid",
        "hotkey_account: AccountId32, coldkey_account: AccountId32, netuid: u16",
        "Option<StakeInfo>",
      ],
      [
        "get_stake_fee",
        "origin: Option<(AccountId32,u16)>, origin_coldkey_account: AccountId32, " +
        "destination: Option<(AccountId32,u16)>, destination_coldkey_account: AccountId32, amount: u64",
        "u64",
      ],
    ],
  },
  {
    name: "SubnetRegistrationRuntimeApi",
    version: 1,
    methods: [["get_network_registration_cost", "", "u64"]],
  },
  {
    name: "SwapRuntimeApi",
    version: 1,
    methods: [
      ["current_alpha_price", "netuid: u16", "u64"],
      ["sim_swap_tao_for_alpha", "netuid: u16, tao: u64", "SimSwapResult"],
    ],
  },
];
