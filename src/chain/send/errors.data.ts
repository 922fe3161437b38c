import type { ChainErrorCode } from "../errors.ts";

/** What a user hears about one error of the chain. */
export interface ErrorAdvice {
  code: ChainErrorCode;
  /** What happened: a sentence without full stop. */
  message: string;
  /** What to do next. */
  hint?: string;
  /** Whether a fresh signature after a block may succeed. @default {false} */
  retry?: boolean;
  /** Whether a new connection is needed for that: the runtime changed under us. @default {false} */
  reconnect?: boolean;
}

const RATE = "wait WeightsSetRateLimit blocks after the last update";
const REGISTER = "sn1 register gets the hotkey a uid";
const STAKE = "more stake on the hotkey is needed";
const ADDRESS = "set --axon.external_ip and --axon.external_port to what others can reach";
const FUND = "move TAO to the coldkey, or wait until the price falls";

/**
 * Dispatch errors by name, as the metadata spells them
 * (docs/spec/chain.md#9-transactions-signing-era-nonce-results).
 */
export const DISPATCH_ERRORS: Readonly<Record<string, ErrorAdvice>> = {
  HotKeyAlreadyRegisteredInSubNet: { code: "refused", message: "the hotkey is registered already" },
  SubnetNotExists: {
    code: "refused",
    message: "the subnet does not exist on this network",
    hint: "check --netuid and --subtensor.network (subnet 1 is netuid 1 on finney, 61 on test)",
  },
  SubNetworkDoesNotExist: {
    code: "refused",
    message: "the subnet does not exist on this network",
    hint: "check --netuid and --subtensor.network (subnet 1 is netuid 1 on finney, 61 on test)",
  },
  MechanismDoesNotExist: {
    code: "refused",
    message: "the subnet does not exist on this network",
    hint: "check --netuid and --subtensor.network",
  },
  RegistrationNotPermittedOnRootSubnet: {
    code: "refused",
    message: "nobody registers on the root subnet this way",
    hint: "choose a --netuid other than 0",
  },
  SubNetRegistrationDisabled: {
    code: "refused",
    message: "the subnet's owner closed registration",
    hint: "wait until the owner opens it",
  },
  NotEnoughBalanceToStake: { code: "balance", message: "the coldkey cannot pay the burn", hint: FUND },
  NotEnoughBalanceToPaySwapColdKey: { code: "balance", message: "the coldkey cannot pay", hint: FUND },
  RegistrationPriceLimitExceeded: {
    code: "price",
    message: "the burn price rose above the limit while the transaction waited",
    hint: "try again, or raise --max-price",
    retry: true,
  },
  NonAssociatedColdKey: {
    code: "refused",
    message: "the hotkey belongs to another coldkey",
    hint: "use the coldkey that owns it, or a new hotkey",
  },
  NoNeuronIdAvailable: {
    code: "refused",
    message: "the subnet is full and every neuron is still immune",
    hint: "wait until one is out of its immunity period",
  },
  TooManyRegistrationsThisBlock: {
    code: "rate_limited",
    message: "this block has its registrations already",
    hint: "try again in the next block",
    retry: true,
  },
  TooManyRegistrationsThisInterval: {
    code: "rate_limited",
    message: "this interval has its registrations already",
    hint: "try again in the next adjustment interval",
  },
  HotKeyNotRegisteredInSubNet: {
    code: "not_registered",
    message: "the hotkey is not registered on this subnet",
    hint: REGISTER,
  },
  HotKeyNotRegisteredInNetwork: {
    code: "not_registered",
    message: "the hotkey is not registered on this subnet",
    hint: REGISTER,
  },
  HotKeyAccountNotExists: {
    code: "not_registered",
    message: "the chain does not know the hotkey",
    hint: REGISTER,
  },
  NeuronNoValidatorPermit: {
    code: "not_permitted",
    message: "the hotkey has no validator permit: it is not among the top stakes",
    hint: STAKE,
  },
  NotEnoughStakeToSetWeights: {
    code: "not_permitted",
    message: "the hotkey's stake is below the threshold for setting weights",
    hint: STAKE,
  },
  SettingWeightsTooFast: { code: "rate_limited", message: "weights were set too short ago", hint: RATE },
  CommittingWeightsTooFast: {
    code: "rate_limited",
    message: "weights were committed too short ago",
    hint: RATE,
  },
  TooManyUnrevealedCommits: {
    code: "rate_limited",
    message: "too many weight commits are still closed",
    hint: "wait for the next epoch, which opens the oldest",
  },
  IncorrectWeightVersionKey: {
    code: "refused",
    message: "the subnet wants a newer weights version",
    hint: "update the program, or set --neuron.version_key to what the subnet asks",
  },
  CommitRevealEnabled: {
    code: "refused",
    message: "the subnet takes timelocked weight commits only",
    hint: "try again: the setting changed in this moment",
  },
  CommitRevealDisabled: {
    code: "refused",
    message: "the subnet takes weights directly, not as commits",
    hint: "try again: the setting changed in this moment",
  },
  IncorrectCommitRevealVersion: {
    code: "unsupported",
    message: "the chain wants another version of weight commits",
    hint: "update the program",
  },
  UidVecContainInvalidOne: {
    code: "refused",
    message: "the weights name a uid that does not exist",
    hint: "the metagraph is outdated; the next sync repairs it",
  },
  DuplicateUids: { code: "invalid", message: "the weights name a uid twice" },
  WeightVecNotEqualSize: { code: "invalid", message: "uids and weights differ in number" },
  WeightVecLengthIsLow: {
    code: "refused",
    message: "the weights name fewer uids than the subnet demands",
    hint: "process the weights with MinAllowedWeights of the subnet",
  },
  UidsLengthExceedUidsInSubNet: {
    code: "refused",
    message: "the weights name more uids than the subnet has",
  },
  MaxWeightExceeded: { code: "refused", message: "one weight is above the subnet's limit" },
  CanNotSetRootNetworkWeights: { code: "refused", message: "root weights are not set this way" },
  InvalidIpAddress: { code: "refused", message: "the chain does not accept this address", hint: ADDRESS },
  InvalidIpType: { code: "refused", message: "the chain knows IPv4 and IPv6 only", hint: ADDRESS },
  InvalidPort: { code: "refused", message: "the chain does not accept this port", hint: ADDRESS },
  ServingRateLimitExceeded: {
    code: "rate_limited",
    message: "the address was announced too short ago",
    hint: "the old entry stays; try again after 50 blocks",
  },
  AdminActionProhibitedDuringWeightsWindow: {
    code: "rate_limited",
    message: "owners change nothing this close to an epoch",
    hint: "try again after the epoch",
  },
  FundsUnavailable: { code: "balance", message: "the account does not hold that much", hint: FUND },
  BelowMinimum: {
    code: "balance",
    message: "the account would fall below the existential deposit",
    hint: FUND,
  },
  CallFiltered: {
    code: "not_permitted",
    message: "the kind of proxy does not permit this call",
    hint: "sn1 wallet proxy list shows what the key may do",
  },
  NotProxy: {
    code: "not_permitted",
    message: "the key is no proxy of that account, or not of this kind",
    hint: "with the coldkey: sn1 wallet proxy add",
  },
  Unannounced: {
    code: "not_permitted",
    message: "this proxy acts only after an announcement",
    hint: "add it anew without a delay: sn1 wallet proxy add",
  },
  Duplicate: { code: "refused", message: "this proxy is there already" },
  NotFound: { code: "refused", message: "there is no such proxy", hint: "sn1 wallet proxy list" },
  NoSelfProxy: { code: "invalid", message: "a key is no proxy of itself" },
  TooMany: { code: "refused", message: "the account has as many proxies as the chain allows" },
  InsufficientBalance: {
    code: "balance",
    message: "the account cannot pay the deposit",
    hint: "move TAO to it",
  },
  BadOrigin: { code: "refused", message: "this key may not do that", hint: "check which key signs" },
};

/** Custom errors of the pool by number (u8), each pointing to a dispatch error or saying its own. */
export const CUSTOM_POOL_ERRORS: Readonly<Record<number, string | ErrorAdvice>> = {
  0: {
    code: "refused",
    message: "a swap of this coldkey is announced, so it may do nothing else",
    hint: "finish or cancel the swap",
  },
  1: "NotEnoughStakeToSetWeights",
  2: { code: "balance", message: "the coldkey's balance is too low", hint: FUND },
  3: "SubnetNotExists",
  4: "HotKeyAccountNotExists",
  5: { code: "balance", message: "there is not enough stake to take out" },
  6: "SettingWeightsTooFast",
  7: { code: "refused", message: "the subnet's pool holds too little", hint: "try a smaller amount" },
  8: { code: "price", message: "the price would move further than allowed", hint: "try a smaller amount" },
  9: { code: "refused", message: "the subnet does not allow transfers" },
  10: "HotKeyNotRegisteredInNetwork",
  11: "InvalidIpAddress",
  12: "ServingRateLimitExceeded",
  13: "InvalidPort",
  14: { code: "invalid", message: "the amount is zero" },
  15: { code: "stale", message: "the drand round of the commit is not valid", hint: "check the clock" },
  16: { code: "refused", message: "there is no such weight commit" },
  17: { code: "rate_limited", message: "the commit cannot be opened in this epoch" },
  18: "WeightVecNotEqualSize",
  19: "HotKeyNotRegisteredInSubNet",
  20: { code: "rate_limited", message: "EVM keys are not linked this often" },
  21: { code: "refused", message: "the swap of this coldkey is disputed" },
  22: { code: "refused", message: "the proxied account is not valid" },
  23: { code: "refused", message: "the shielded transaction cannot be read" },
  24: { code: "refused", message: "the shielded transaction names an unknown key" },
  25: "NonAssociatedColdKey",
  26: { code: "refused", message: "the delegate take is too low" },
  27: { code: "refused", message: "the delegate take is too high" },
  255: {
    code: "refused",
    message: "the chain calls it a bad request",
    hint: "the subnet may not be started yet, or an argument is out of range",
  },
};

/** Texts a node sends with error 1010, lower case, searched in this order. */
export const POOL_TEXTS: readonly (readonly [fragment: string, advice: ErrorAdvice])[] = [
  ["inability to pay", {
    code: "balance",
    message: "the paying account cannot pay the fee, or the chain does not know it",
    hint: FUND,
  }],
  ["outdated", { code: "stale", message: "the nonce was used already", retry: true }],
  ["stale", { code: "stale", message: "the nonce was used already", retry: true }],
  ["in the future", {
    code: "stale",
    message: "an earlier transaction of this key is still missing",
    retry: true,
  }],
  ["ancient birth block", { code: "stale", message: "the transaction's validity ended", retry: true }],
  ["bad signature", {
    code: "stale",
    message: "the chain does not accept the signature: its runtime was upgraded, or it is another chain",
    hint: "check the endpoint; update the program if the chain was upgraded",
    retry: true,
    reconnect: true,
  }],
  ["bad proof", {
    code: "stale",
    message: "the chain does not accept the signature: its runtime was upgraded, or it is another chain",
    hint: "check the endpoint; update the program if the chain was upgraded",
    retry: true,
    reconnect: true,
  }],
  ["exhaust", { code: "refused", message: "the block is full", retry: true }],
];

/** JSON-RPC error numbers of the transaction pool other than 1010. */
export const POOL_NUMBERS: Readonly<Record<number, ErrorAdvice>> = {
  1002: { code: "refused", message: "the node could not verify the transaction", retry: true },
  1011: { code: "refused", message: "the node cannot tell whether the transaction is valid", retry: true },
  1012: {
    code: "stale",
    message: "the node banned this transaction for a while",
    hint: "wait half an hour or use another endpoint",
    retry: true,
  },
  1013: { code: "stale", message: "the node holds this transaction already", retry: true },
  1014: { code: "stale", message: "another transaction with this nonce is waiting", retry: true },
  1015: { code: "refused", message: "the transaction refers to itself in a circle" },
  1016: { code: "refused", message: "the node's transaction pool is full", retry: true },
};
