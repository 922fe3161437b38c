import type { Schema } from "../chain_schema.ts";
import { type Reveal, revealFault } from "./commit_rules.ts";
import type { CallValue, RuntimeRules } from "./dispatch_context.ts";
import { callName } from "./dispatch.ts";
import { type ServeArgs, servingFault } from "./serving_rules.ts";
import { stakeFault } from "./staking.ts";
import type { StorageAccess } from "./storage.ts";
import { mechanismIndex, uidOf } from "./subnets.ts";
import { MAX_COMMIT_BYTES } from "./timelocked.ts";
import { rateLimitPassed, stakeSuffices } from "./weight_rules.ts";

/** What the pool checks with: the state it sees and the number of the block to come. */
export interface PoolView {
  schema: Schema;
  storage: StorageAccess;
  rules: RuntimeRules;
  block: number;
}

type PoolCheck = (view: PoolView, signer: string, args: never) => number | null;

/** Custom error numbers of the pool (docs/spec/chain.md#9-transactions-signing-era-nonce-results). */
const CUSTOM = {
  stakeTooLow: 1,
  rateLimit: 6,
  notRegistered: 10,
  invalidAddress: 11,
  servingRateLimit: 12,
  invalidPort: 13,
  badRequest: 255,
} as const;

const SERVING_NUMBERS: Readonly<Record<string, number>> = {
  HotKeyNotRegisteredInNetwork: CUSTOM.notRegistered,
  InvalidIpType: CUSTOM.badRequest,
  InvalidIpAddress: CUSTOM.invalidAddress,
  ServingRateLimitExceeded: CUSTOM.servingRateLimit,
  InvalidPort: CUSTOM.invalidPort,
};

const serving = (what: "Axons" | "Prometheus"): PoolCheck => (view, signer, args: ServeArgs) => {
  const fault = servingFault(view.storage, view.rules, view.block, what, signer, args);
  return fault === null ? null : SERVING_NUMBERS[fault]!;
};

function tooFast(view: PoolView, signer: string, netuid: number, mecid: number): boolean {
  const uid = uidOf(view.storage, netuid, signer);
  return uid !== null && !rateLimitPassed(view.storage, mechanismIndex(netuid, mecid), uid, view.block);
}

/** Stake and rate limit, for weights in the open and their commits. */
const weights: PoolCheck = (view, signer, args: { netuid: number; mecid?: number }) => {
  if (!stakeSuffices(view.storage, args.netuid, signer)) return CUSTOM.stakeTooLow;
  return tooFast(view, signer, args.netuid, args.mecid ?? 0) ? CUSTOM.rateLimit : null;
};

/** The rate limit of timelocked commits is only looked at when they are executed. */
const timelocked: PoolCheck = (view, signer, args: { netuid: number; commit: string }) => {
  if (!stakeSuffices(view.storage, args.netuid, signer)) return CUSTOM.stakeTooLow;
  return args.commit.length / 2 - 1 > MAX_COMMIT_BYTES ? CUSTOM.badRequest : null;
};

const reveal: PoolCheck = (view, signer, args: Reveal) => {
  if (!stakeSuffices(view.storage, args.netuid, signer)) return CUSTOM.stakeTooLow;
  return revealFault(view.storage, view.schema, signer, args);
};

const addStake: PoolCheck = (
  view,
  signer,
  args: { hotkey: string; netuid: number; amount_staked: bigint },
) => stakeFault(view.storage, signer, args)?.[1] ?? null;

/** What the transaction extension of the chain checks before a call may enter the pool. */
const CHECKS: Readonly<Record<string, PoolCheck>> = {
  "SubtensorModule.serve_axon": serving("Axons"),
  "SubtensorModule.serve_axon_tls": serving("Axons"),
  "SubtensorModule.serve_prometheus": serving("Prometheus"),
  "SubtensorModule.set_weights": weights,
  "SubtensorModule.set_mechanism_weights": weights,
  "SubtensorModule.commit_weights": weights,
  "SubtensorModule.commit_mechanism_weights": weights,
  "SubtensorModule.commit_timelocked_weights": timelocked,
  "SubtensorModule.commit_timelocked_mechanism_weights": timelocked,
  "SubtensorModule.commit_crv3_mechanism_weights": timelocked,
  "SubtensorModule.reveal_weights": reveal,
  "SubtensorModule.reveal_mechanism_weights": reveal,
  "SubtensorModule.add_stake": addStake,
  "SubtensorModule.add_stake_limit": addStake,
};

/**
 * The verdict of the transaction extension.
 * @returns custom error number, or null when the call may pass
 */
export function extensionFault(view: PoolView, call: CallValue, signer: string): number | null {
  return CHECKS[callName(call)]?.(view, signer, call.value.value as never) ?? null;
}
