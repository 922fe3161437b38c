import type { TypeDefinition } from "../scale/definition.ts";

/** Era variants carry the low byte of the two-byte era as their index. */
const MORTAL = Array.from({ length: 255 }, (_, i) => `${i + 1} Mortal${i + 1}(u8)`);

/** Types every Substrate runtime has: addresses, errors, events, weights, transactions. */
export const FRAME_TYPES: Readonly<Record<string, TypeDefinition>> = {
  AccountId32: { path: "sp_core::crypto::AccountId32", fields: "[u8;32]" },
  H256: { path: "primitive_types::H256", fields: "[u8;32]" },
  MultiAddress: {
    path: "sp_runtime::multiaddress::MultiAddress",
    params: [["AccountId", "AccountId32"], ["AccountIndex", "()"]],
    variants: [
      "0 Id(AccountId32)",
      "1 Index(Compact<()>)",
      "2 Raw(Vec<u8>)",
      "3 Address32([u8;32])",
      "4 Address20([u8;20])",
    ],
  },
  MultiSignature: {
    path: "sp_runtime::MultiSignature",
    variants: ["0 Ed25519([u8;64])", "1 Sr25519([u8;64])", "2 Ecdsa([u8;65])"],
  },
  ExtraFlags: { path: "pallet_balances::types::ExtraFlags", fields: "u128" },
  AccountData: {
    path: "pallet_balances::types::AccountData",
    params: [["Balance", "u64"]],
    fields: "free: u64, reserved: u64, frozen: u64, flags: ExtraFlags",
  },
  AccountInfo: {
    path: "frame_system::AccountInfo",
    params: [["Nonce", "u32"], ["AccountData", "AccountData"]],
    fields: "nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: AccountData",
  },
  Weight: {
    path: "sp_weights::weight_v2::Weight",
    fields: "ref_time: Compact<u64>, proof_size: Compact<u64>",
  },
  DispatchClass: {
    path: "frame_support::dispatch::DispatchClass",
    variants: ["0 Normal", "1 Operational", "2 Mandatory"],
  },
  Pays: { path: "frame_support::dispatch::Pays", variants: ["0 Yes", "1 No"] },
  DispatchEventInfo: {
    path: "frame_system::DispatchEventInfo",
    fields: "weight: Weight, class: DispatchClass, pays_fee: Pays",
  },
  ModuleError: { path: "sp_runtime::ModuleError", fields: "index: u8, error: [u8;4]" },
  TokenError: {
    path: "sp_runtime::TokenError",
    variants: [
      "0 FundsUnavailable",
      "1 OnlyProvider",
      "2 BelowMinimum",
      "3 CannotCreate",
      "4 UnknownAsset",
      "5 Frozen",
      "6 Unsupported",
      "7 CannotCreateHold",
      "8 NotExpendable",
      "9 Blocked",
    ],
  },
  ArithmeticError: {
    path: "sp_arithmetic::ArithmeticError",
    variants: ["0 Underflow", "1 Overflow", "2 DivisionByZero"],
  },
  TransactionalError: { path: "sp_runtime::TransactionalError", variants: ["0 LimitReached", "1 NoLayer"] },
  TrieError: {
    path: "sp_runtime::proving_trie::TrieError",
    variants: [
      "0 InvalidStateRoot",
      "1 IncompleteDatabase",
      "2 ValueAtIncompleteKey",
      "3 DecoderError",
      "4 InvalidHash",
      "5 DuplicateKey",
      "6 ExtraneousNode",
      "7 ExtraneousValue",
      "8 ExtraneousHashReference",
      "9 InvalidChildReference",
      "10 ValueMismatch",
      "11 IncompleteProof",
      "12 RootMismatch",
      "13 DecodeError",
    ],
  },
  DispatchError: {
    path: "sp_runtime::DispatchError",
    variants: [
      "0 Other",
      "1 CannotLookup",
      "2 BadOrigin",
      "3 Module(ModuleError)",
      "4 ConsumerRemaining",
      "5 NoProviders",
      "6 TooManyConsumers",
      "7 Token(TokenError)",
      "8 Arithmetic(ArithmeticError)",
      "9 Transactional(TransactionalError)",
      "10 Exhausted",
      "11 Corruption",
      "12 Unavailable",
      "13 RootNotAllowed",
      "14 Trie(TrieError)",
    ],
  },
  Phase: {
    path: "frame_system::Phase",
    variants: ["0 ApplyExtrinsic(u32)", "1 Finalization", "2 Initialization"],
  },
  EventRecord: {
    path: "frame_system::EventRecord",
    params: [["E", "RuntimeEvent"], ["T", "H256"]],
    fields: "phase: Phase, event: RuntimeEvent, topics: Vec<H256>",
  },
  DigestItem: {
    path: "sp_runtime::generic::digest::DigestItem",
    variants: [
      "6 PreRuntime([u8;4], Vec<u8>)",
      "4 Consensus([u8;4], Vec<u8>)",
      "5 Seal([u8;4], Vec<u8>)",
      "0 Other(Vec<u8>)",
      "8 RuntimeEnvironmentUpdated",
    ],
  },
  Digest: { path: "sp_runtime::generic::digest::Digest", fields: "logs: Vec<DigestItem>" },
  Header: {
    path: "sp_runtime::generic::header::Header",
    params: [["Number", "u32"], ["Hash", null]],
    fields: "parent_hash: H256, number: Compact<u32>, state_root: H256, extrinsics_root: H256, " +
      "digest: Digest",
  },
  LastRuntimeUpgradeInfo: {
    path: "frame_system::LastRuntimeUpgradeInfo",
    fields: "spec_version: Compact<u32>, spec_name: CowStr",
  },
  RuntimeDbWeight: { path: "sp_weights::RuntimeDbWeight", fields: "read: u64, write: u64" },
  WeightsPerClass: {
    path: "frame_system::limits::WeightsPerClass",
    fields: "base_extrinsic: Weight, max_extrinsic: Option<Weight>, max_total: Option<Weight>, " +
      "reserved: Option<Weight>",
  },
  RuntimeDispatchInfo: {
    path: "pallet_transaction_payment::types::RuntimeDispatchInfo",
    params: [["Balance", "u64"], ["Weight", "Weight"]],
    fields: "weight: Weight, class: DispatchClass, partial_fee: u64",
  },
  InclusionFee: {
    path: "pallet_transaction_payment::types::InclusionFee",
    params: [["Balance", "u64"]],
    fields: "base_fee: u64, len_fee: u64, adjusted_weight_fee: u64",
  },
  FeeDetails: {
    path: "pallet_transaction_payment::types::FeeDetails",
    params: [["Balance", "u64"]],
    fields: "inclusion_fee: Option<InclusionFee>, tip: u64",
  },
  SlotDuration: { path: "sp_consensus_slots::SlotDuration", fields: "u64" },
  OpaqueMetadata: { path: "sp_core::OpaqueMetadata", fields: "Vec<u8>" },
  TransactionSource: {
    path: "sp_runtime::transaction_validity::TransactionSource",
    variants: ["0 InBlock", "1 Local", "2 External"],
  },
  ValidTransaction: {
    path: "sp_runtime::transaction_validity::ValidTransaction",
    fields: "priority: u64, requires: Vec<Vec<u8>>, provides: Vec<Vec<u8>>, longevity: u64, " +
      "propagate: bool",
  },
  InvalidTransaction: {
    path: "sp_runtime::transaction_validity::InvalidTransaction",
    variants: [
      "0 Call",
      "1 Payment",
      "2 Future",
      "3 Stale",
      "4 BadProof",
      "5 AncientBirthBlock",
      "6 ExhaustsResources",
      "7 Custom(u8)",
      "8 BadMandatory",
      "9 MandatoryValidation",
      "10 BadSigner",
      "11 IndeterminateImplicit",
      "12 UnknownOrigin",
    ],
  },
  UnknownTransaction: {
    path: "sp_runtime::transaction_validity::UnknownTransaction",
    variants: ["0 CannotLookup", "1 NoUnsignedValidator", "2 Custom(u8)"],
  },
  TransactionValidityError: {
    path: "sp_runtime::transaction_validity::TransactionValidityError",
    variants: ["0 Invalid(InvalidTransaction)", "1 Unknown(UnknownTransaction)"],
  },
  CheckNonZeroSender: {
    path: "frame_system::extensions::check_non_zero_sender::CheckNonZeroSender",
    params: [["T", null]],
  },
  CheckSpecVersion: {
    path: "frame_system::extensions::check_spec_version::CheckSpecVersion",
    params: [["T", null]],
  },
  CheckTxVersion: {
    path: "frame_system::extensions::check_tx_version::CheckTxVersion",
    params: [["T", null]],
  },
  CheckGenesis: { path: "frame_system::extensions::check_genesis::CheckGenesis", params: [["T", null]] },
  CheckMortality: {
    path: "node_subtensor_runtime::check_mortality::CheckMortality",
    params: [["T", null]],
    fields: "Era",
  },
  CheckNonce: {
    path: "node_subtensor_runtime::check_nonce::CheckNonce",
    params: [["T", null]],
    fields: "Compact<u32>",
  },
  CheckWeight: { path: "frame_system::extensions::check_weight::CheckWeight", params: [["T", null]] },
  ChargeTransactionPayment: {
    path: "pallet_transaction_payment::ChargeTransactionPayment",
    params: [["T", null]],
    fields: "Compact<u64>",
  },
  SudoTransactionExtension: {
    path: "node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension",
    params: [["T", "Runtime"]],
  },
  CheckShieldedTxValidity: {
    path: "pallet_shield::extension::CheckShieldedTxValidity",
    params: [["T", "Runtime"]],
  },
  SubtensorTransactionExtension: {
    path: "pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension",
    params: [["T", "Runtime"]],
  },
  DrandPriority: { path: "pallet_drand::drand_priority::DrandPriority", params: [["T", "Runtime"]] },
  Mode: { path: "frame_metadata_hash_extension::Mode", variants: ["0 Disabled", "1 Enabled"] },
  CheckMetadataHash: {
    path: "frame_metadata_hash_extension::CheckMetadataHash",
    params: [["T", null]],
    fields: "mode: Mode",
  },
  RuntimeVersion: {
    path: "sp_version::RuntimeVersion",
    fields: "spec_name: CowStr, impl_name: CowStr, authoring_version: u32, spec_version: u32, " +
      "impl_version: u32, apis: CowApis, transaction_version: u32, system_version: u8",
  },
  BlockWeights: {
    path: "frame_system::limits::BlockWeights",
    fields: "base_block: Weight, max_block: Weight, per_class: PerDispatchClassOfLimits",
  },
  BlockLength: { path: "frame_system::limits::BlockLength", fields: "max: PerDispatchClassOfU32" },
  CowStr: { path: "Cow", params: [["T", "str"]], fields: "str" },
  CowApis: { path: "Cow", params: [["T", "Vec<([u8;8],u32)>"]], fields: "Vec<([u8;8],u32)>" },
  PerDispatchClassOfWeight: {
    path: "frame_support::dispatch::PerDispatchClass",
    params: [["T", "Weight"]],
    fields: "normal: Weight, operational: Weight, mandatory: Weight",
  },
  PerDispatchClassOfLimits: {
    path: "frame_support::dispatch::PerDispatchClass",
    params: [["T", "WeightsPerClass"]],
    fields: "normal: WeightsPerClass, operational: WeightsPerClass, mandatory: WeightsPerClass",
  },
  PerDispatchClassOfU32: {
    path: "frame_support::dispatch::PerDispatchClass",
    params: [["T", "u32"]],
    fields: "normal: u32, operational: u32, mandatory: u32",
  },
  FeeMultiplier: { path: "sp_arithmetic::fixed_point::FixedU128", fields: "u128" },
  Runtime: { path: "node_subtensor_runtime::Runtime" },
  UncheckedExtrinsic: {
    path: "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
    params: [["Address", "MultiAddress"], ["Call", "RuntimeCall"], ["Signature", "MultiSignature"], [
      "Extra",
      "SignedExtra",
    ]],
    fields: "Vec<u8>",
  },
  Era: { path: "sp_runtime::generic::era::Era", variants: ["0 Immortal", ...MORTAL] },
};
