import type { PalletEntry } from "./pallet_table.ts";

/** Zero bytes but for the flag that marks the new account logic: an account nobody has used. */
const EMPTY_ACCOUNT = `0x${"00".repeat(55)}80`;
const ZERO_HASH = `0x${"00".repeat(32)}`;

/** The pallets every Substrate chain has, with the indices of finney. */
export const FRAME_PALLETS: readonly PalletEntry[] = [
  {
    name: "System",
    index: 0,
    crate: "frame_system",
    calls: ["0 remark(remark: Vec<u8>)", "7 remark_with_event(remark: Vec<u8>)"],
    events: [
      "0 ExtrinsicSuccess(dispatch_info: DispatchEventInfo)",
      "1 ExtrinsicFailed(dispatch_error: DispatchError, dispatch_info: DispatchEventInfo)",
      "3 NewAccount(account: AccountId32)",
      "4 KilledAccount(account: AccountId32)",
      "5 Remarked(sender: AccountId32, hash: H256)",
    ],
    errors: [
      "0 InvalidSpecName",
      "1 SpecVersionNeedsToIncrease",
      "2 FailedToExtractRuntimeVersion",
      "3 NonDefaultComposite",
      "4 NonZeroRefCount",
      "5 CallFiltered",
      "6 MultiBlockMigrationsOngoing",
      "7 NothingAuthorized",
      "8 Unauthorized",
    ],
    storage: [
      ["Account", [["Blake2_128Concat", "AccountId32"]], "AccountInfo", EMPTY_ACCOUNT],
      ["ExtrinsicCount", [], "u32", null],
      ["BlockHash", [["Twox64Concat", "u32"]], "H256", ZERO_HASH],
      ["Number", [], "u32", "0x00000000"],
      ["ParentHash", [], "H256", ZERO_HASH],
      ["Digest", [], "Digest", "0x00"],
      ["Events", [], "Vec<EventRecord>", "0x00"],
      ["EventCount", [], "u32", "0x00000000"],
      ["LastRuntimeUpgrade", [], "LastRuntimeUpgradeInfo", null],
    ],
    constants: [
      [
        "BlockWeights",
        "BlockWeights",
        "0xc2a0e766000b00409452a30313ffffffffffffffff2261c91900010bb837a1555d021366666666666666a6010b0030ef7d" +
        "ba0213ffffffffffffffbf0100002261c91900010bb847462a46031366666666666666e6010b00409452a30313ffffffffff" +
        "ffffff01070010a5d4e81300000000000000402261c91900000000",
      ],
      ["BlockLength", "BlockLength", "0x000078000000a0000000a000"],
      ["BlockHashCount", "u32", "0x60090000"],
      ["DbWeight", "RuntimeDbWeight", "0x40787d010000000000e1f50500000000"],
      ["SS58Prefix", "u16", "0x2a00"],
    ],
  },
  {
    name: "Timestamp",
    index: 2,
    crate: "pallet_timestamp",
    calls: ["0 set(now: Compact<u64>)"],
    events: [],
    errors: [],
    storage: [["Now", [], "u64", "0x0000000000000000"]],
    constants: [["MinimumPeriod", "u64", "0x7017000000000000"]],
  },
  {
    name: "Aura",
    index: 3,
    crate: "pallet_aura",
    calls: [],
    events: [],
    errors: [],
    storage: [],
    constants: [["SlotDuration", "u64", "0xe02e000000000000"]],
  },
  {
    name: "Balances",
    index: 5,
    crate: "pallet_balances",
    calls: [
      "0 transfer_allow_death(dest: MultiAddress, value: Compact<u64>)",
      "2 force_transfer(source: MultiAddress, dest: MultiAddress, value: Compact<u64>)",
      "3 transfer_keep_alive(dest: MultiAddress, value: Compact<u64>)",
      "4 transfer_all(dest: MultiAddress, keep_alive: bool)",
      "8 force_set_balance(who: MultiAddress, new_free: Compact<u64>)",
    ],
    events: [
      "0 Endowed(account: AccountId32, free_balance: u64)",
      "1 DustLost(account: AccountId32, amount: u64)",
      "2 Transfer(from: AccountId32, to: AccountId32, amount: u64)",
      "3 BalanceSet(who: AccountId32, free: u64)",
      "4 Reserved(who: AccountId32, amount: u64)",
      "5 Unreserved(who: AccountId32, amount: u64)",
      "7 Deposit(who: AccountId32, amount: u64)",
      "8 Withdraw(who: AccountId32, amount: u64)",
    ],
    errors: [
      "0 VestingBalance",
      "1 LiquidityRestrictions",
      "2 InsufficientBalance",
      "3 ExistentialDeposit",
      "4 Expendability",
      "5 ExistingVestingSchedule",
      "6 DeadAccount",
      "7 TooManyReserves",
      "8 TooManyHolds",
      "9 TooManyFreezes",
      "10 IssuanceDeactivated",
      "11 DeltaZero",
    ],
    storage: [["TotalIssuance", [], "u64", "0x0000000000000000"]],
    constants: [["ExistentialDeposit", "u64", "0xf401000000000000"]],
  },
  {
    name: "TransactionPayment",
    index: 6,
    crate: "pallet_transaction_payment",
    calls: [],
    events: ["0 TransactionFeePaid(who: AccountId32, actual_fee: u64, tip: u64)"],
    errors: [],
    storage: [["NextFeeMultiplier", [], "FeeMultiplier", "0x000064a7b3b6e00d0000000000000000"]],
    constants: [["OperationalFeeMultiplier", "u8", "0x05"]],
  },
];

/** Pallets that carry other calls, with the indices of finney. */
export const WRAPPER_PALLETS: readonly PalletEntry[] = [
  {
    name: "Utility",
    index: 11,
    crate: "pallet_utility",
    calls: [
      "0 batch(calls: Vec<RuntimeCall>)",
      "2 batch_all(calls: Vec<RuntimeCall>)",
      "4 force_batch(calls: Vec<RuntimeCall>)",
    ],
    events: [
      "0 BatchInterrupted(index: u32, error: DispatchError)",
      "1 BatchCompleted",
      "2 BatchCompletedWithErrors",
      "3 ItemCompleted",
      "4 ItemFailed(error: DispatchError)",
    ],
    errors: ["0 TooManyCalls", "1 InvalidDerivedAccount"],
    storage: [],
    constants: [["batched_calls_limit", "u32", "0xaa2a0000"]],
  },
  {
    name: "Sudo",
    index: 12,
    crate: "pallet_sudo",
    calls: ["0 sudo(call: RuntimeCall)", "2 set_key(new: MultiAddress)"],
    events: [
      "0 Sudid(sudo_result: Result<(),DispatchError>)",
      "1 KeyChanged(old: Option<AccountId32>, new: AccountId32)",
    ],
    errors: ["0 RequireSudo"],
    storage: [["Key", [], "AccountId32", null]],
    constants: [],
  },
];

/** The randomness beacon timelocked commits are locked to; the default is drand quicknet. */
export const DRAND_PALLET: PalletEntry = {
  name: "Drand",
  index: 26,
  crate: "pallet_drand",
  calls: [],
  events: [],
  errors: [],
  storage: [
    [
      "BeaconConfig",
      [],
      "BeaconConfiguration",
      "0x" +
      "810183cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d10" +
      "64510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ec" +
      "e45a030000002721e6648052db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e97180f477d5c8" +
      "9f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e60626c732d756e636861696e65642d67312d7266" +
      "633933383020717569636b6e6574",
    ],
    ["Pulses", [["Blake2_128Concat", "u64"]], "Pulse", null],
    ["LastStoredRound", [], "u64", "0x0000000000000000"],
    ["OldestStoredRound", [], "u64", "0x0000000000000000"],
  ],
  constants: [],
};
