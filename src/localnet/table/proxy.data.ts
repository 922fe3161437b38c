import type { TypeDefinition } from "../scale/definition.ts";
import type { ApiEntry, PalletEntry } from "./pallet_table.ts";

/** Kinds of proxies with the indices of finney; each permits other calls. */
export const PROXY_TYPE_NAMES = [
  "Any",
  "Owner",
  "NonCritical",
  "NonTransfer",
  "Senate",
  "NonFungible",
  "Triumvirate",
  "Governance",
  "Staking",
  "Registration",
  "Transfer",
  "SmallTransfer",
  "RootWeights",
  "ChildKeys",
  "SudoUncheckedSetCode",
  "SwapHotkey",
  "SubnetLeaseBeneficiary",
  "RootClaim",
] as const;

/** Name of a kind of proxy. */
export type ProxyTypeName = typeof PROXY_TYPE_NAMES[number];

/** One account may act for another, within what its kind permits. */
export const PROXY_PALLET: PalletEntry = {
  name: "Proxy",
  index: 16,
  crate: "pallet_subtensor_proxy",
  calls: [
    "0 proxy(real: MultiAddress, force_proxy_type: Option<ProxyType>, call: RuntimeCall)",
    "1 add_proxy(delegate: MultiAddress, proxy_type: ProxyType, delay: u32)",
    "2 remove_proxy(delegate: MultiAddress, proxy_type: ProxyType, delay: u32)",
    "3 remove_proxies",
    "11 set_real_pays_fee(delegate: MultiAddress, pays_fee: bool)",
  ],
  events: [
    "0 ProxyExecuted(result: Result<(),DispatchError>)",
    "4 ProxyAdded(delegator: AccountId32, delegatee: AccountId32, proxy_type: ProxyType, delay: u32)",
    "5 ProxyRemoved(delegator: AccountId32, delegatee: AccountId32, proxy_type: ProxyType, delay: u32)",
    "7 RealPaysFeeSet(real: AccountId32, delegate: AccountId32, pays_fee: bool)",
  ],
  errors: [
    "0 TooMany",
    "1 NotFound",
    "2 NotProxy",
    "3 Unproxyable",
    "4 Duplicate",
    "5 NoPermission",
    "6 Unannounced",
    "7 NoSelfProxy",
    "8 AnnouncementDepositInvariantViolated",
    "9 InvalidDerivedAccountId",
  ],
  storage: [
    ["Proxies", [["Twox64Concat", "AccountId32"]], "(Vec<ProxyDefinition>,u64)", "0x000000000000000000"],
    ["LastCallResult", [["Twox64Concat", "AccountId32"]], "Result<(),DispatchError>", null],
    ["RealPaysFee", [["Twox64Concat", "AccountId32"], ["Twox64Concat", "AccountId32"]], "()", null],
  ],
  constants: [
    ["ProxyDepositBase", "u64", "0x0087930300000000"],
    ["ProxyDepositFactor", "u64", "0x408af70100000000"],
    ["MaxProxies", "u32", "0x14000000"],
    ["MaxPending", "u32", "0x4b000000"],
    ["AnnouncementDepositBase", "u64", "0x0051250200000000"],
    ["AnnouncementDepositFactor", "u64", "0x00990d0400000000"],
  ],
};

/** Types of the pallet and of the API that tells what each kind permits. */
export const PROXY_TYPES: Readonly<Record<string, TypeDefinition>> = {
  ProxyType: {
    path: "subtensor_runtime_common::ProxyType",
    variants: PROXY_TYPE_NAMES.map((name, index) => `${index} ${name}`),
  },
  ProxyDefinition: {
    path: "pallet_subtensor_proxy::ProxyDefinition",
    params: [["AccountId", "AccountId32"], ["ProxyType", "ProxyType"], ["BlockNumber", "u32"]],
    fields: "delegate: AccountId32, proxy_type: ProxyType, delay: u32",
  },
  ProxyTypeInfo: {
    path: "subtensor_runtime_common::ProxyTypeInfo",
    fields: "name: Vec<u8>, index: u8, deprecated: bool",
  },
  FilterMode: {
    path: "subtensor_runtime_common::FilterMode",
    variants: ["0 AllowAll", "1 DenyAll", "2 Allow", "3 Deny"],
  },
  CallCondition: {
    path: "subtensor_runtime_common::CallCondition",
    variants: [
      "0 ParamLessThan(param_name: Vec<u8>, limit: u128)",
      "1 NestedCallMustBe(pallet_name: Vec<u8>, call_name: Vec<u8>)",
    ],
  },
  CallInfo: {
    path: "subtensor_runtime_common::CallInfo",
    fields: "pallet_name: Vec<u8>, pallet_index: u8, call_name: Option<Vec<u8>>, " +
      "call_index: Option<u8>, condition: Option<CallCondition>",
  },
  ProxyFilterInfo: {
    path: "subtensor_runtime_common::ProxyFilterInfo",
    fields: "proxy_type: u8, name: Vec<u8>, deprecated: bool, filter_mode: FilterMode, " +
      "calls: Vec<CallInfo>, exceptions: Vec<CallInfo>",
  },
};

/** The API that tells what each kind of proxy permits. */
export const PROXY_API: ApiEntry = {
  name: "ProxyFilterRuntimeApi",
  version: 1,
  methods: [
    ["get_proxy_types", "", "Vec<ProxyTypeInfo>"],
    ["get_proxy_filter", "proxy_type: Option<u8>", "Vec<ProxyFilterInfo>"],
  ],
};

/** What a kind of proxy permits: calls as `Pallet.call`, or `Pallet.*` for all of a pallet. */
export interface ProxyRule {
  mode: "AllowAll" | "DenyAll" | "Allow" | "Deny";
  calls: readonly string[];
}

const NOTHING: ProxyRule = { mode: "DenyAll", calls: [] };
const REGISTRATION = ["burned_register", "register", "register_limit"].map((call) =>
  `SubtensorModule.${call}`
);
const STAKING = ["add_stake", "add_stake_limit"].map((call) => `SubtensorModule.${call}`);

/**
 * What each kind permits on this chain. Kinds whose calls this chain does not have permit nothing; those retired on
 * finney ({@link RETIRED_PROXY_TYPES}) permit nothing there either.
 */
export const PROXY_RULES: Readonly<Record<ProxyTypeName, ProxyRule>> = {
  Any: { mode: "AllowAll", calls: [] },
  Owner: { mode: "Allow", calls: ["AdminUtils.*"] },
  NonCritical: {
    mode: "Deny",
    calls: ["Sudo.*", "SubtensorModule.burned_register"],
  },
  NonTransfer: { mode: "Deny", calls: ["Balances.*", "Sudo.*"] },
  Senate: NOTHING,
  NonFungible: {
    mode: "Deny",
    calls: ["Balances.*", "Sudo.*", ...STAKING, "SubtensorModule.burned_register"],
  },
  Triumvirate: NOTHING,
  Governance: NOTHING,
  Staking: { mode: "Allow", calls: STAKING },
  Registration: { mode: "Allow", calls: REGISTRATION },
  Transfer: {
    mode: "Allow",
    calls: ["transfer_allow_death", "transfer_keep_alive", "transfer_all"].map((call) => `Balances.${call}`),
  },
  SmallTransfer: NOTHING,
  RootWeights: NOTHING,
  ChildKeys: NOTHING,
  SudoUncheckedSetCode: NOTHING,
  SwapHotkey: NOTHING,
  SubnetLeaseBeneficiary: NOTHING,
  RootClaim: NOTHING,
};

/** Kinds that finney keeps for their numbers only. */
export const RETIRED_PROXY_TYPES: readonly ProxyTypeName[] = [
  "Triumvirate",
  "Senate",
  "Governance",
  "RootWeights",
];
