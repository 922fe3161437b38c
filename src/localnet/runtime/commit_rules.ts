import { toHex } from "../../base/mod.ts";
import { blake2of256 } from "../hash.ts";
import type { Schema } from "../chain_schema.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { epochState } from "./epoch_storage.ts";
import { isEpochDue } from "../../consensus/mod.ts";
import type { StorageAccess } from "./storage.ts";
import { mechanismIndex, subnetExists, uidOf, withEntry } from "./subnets.ts";
import { mechanismExists, rateLimitPassed, runBatch, storeWeights } from "./weight_rules.ts";

/** Open commit: hash, epoch of the commit, block of the commit, unused. */
export type Commit = [hash: string, epoch: bigint, block: bigint, unused: bigint];

/** Most open commits of one hotkey. */
const MAX_OPEN_COMMITS = 10;

/** What was committed to and is now shown. */
export interface Reveal {
  netuid: number;
  mecid?: number;
  uids: number[];
  values: number[];
  salt: number[];
  version_key: bigint;
}

/** Hash of weights before they are shown (docs/spec/chain.md#71-plain-hash-commit), `0x…`. */
export function commitHash(schema: Schema, hotkey: string, index: number, reveal: Reveal): string {
  const type = "(AccountId32,u16,Vec<u16>,Vec<u16>,Vec<u16>,u64)";
  const value = [hotkey, index, reveal.uids, reveal.values, reveal.salt, reveal.version_key];
  return `0x${toHex(blake2of256(schema.codecs.encode(type, value)))}`;
}

/** The epoch a commit made in `block` belongs to. */
export function commitEpoch(storage: StorageAccess, netuid: number, block: number): number {
  const state = epochState(storage, netuid);
  return state.subnetEpochIndex + (isEpochDue(state, block) ? 1 : 0);
}

/** Open commits of a hotkey that can still be shown. */
function openCommits(storage: StorageAccess, netuid: number, index: number, hotkey: string): Commit[] {
  const commits = storage.get<Commit[] | null>("WeightCommits", index, hotkey) ?? [];
  const last = storage.get<bigint>("SubnetEpochIndex", netuid) -
    storage.get<bigint>("RevealPeriodEpochs", netuid);
  return commits.filter(([, epoch]) => epoch >= last);
}

function commit(context: CallContext, netuid: number, mecid: number, hash: string): void {
  const hotkey = context.signer();
  const index = mechanismIndex(netuid, mecid);
  context.ensure(subnetExists(context, netuid), "SubnetNotExists");
  context.ensure(mechanismExists(context, netuid, mecid), "MechanismDoesNotExist");
  context.ensure(context.get<boolean>("CommitRevealWeightsEnabled", netuid), "CommitRevealDisabled");
  const uid = uidOf(context, netuid, hotkey) ?? context.fail("HotKeyNotRegisteredInSubNet");
  context.ensure(rateLimitPassed(context, index, uid, context.block), "CommittingWeightsTooFast");
  const open = openCommits(context, netuid, index, hotkey);
  context.ensure(open.length < MAX_OPEN_COMMITS, "TooManyUnrevealedCommits");
  const epoch = BigInt(commitEpoch(context, netuid, context.block));
  context.put("WeightCommits", index, hotkey, [...open, [hash, epoch, BigInt(context.block), 0n]]);
  const updated = context.get<bigint[]>("LastUpdate", index);
  context.put("LastUpdate", index, withEntry(updated, uid, BigInt(context.block), 0n));
  context.emit("WeightsCommitted", [hotkey, index, hash]);
}

function reveal(context: CallContext, args: Reveal, hotkey: string): string {
  const { netuid, mecid = 0 } = args;
  const index = mechanismIndex(netuid, mecid);
  context.ensure(mechanismExists(context, netuid, mecid), "MechanismDoesNotExist");
  context.ensure(context.get<boolean>("CommitRevealWeightsEnabled", netuid), "CommitRevealDisabled");
  const commits = context.get<Commit[] | null>("WeightCommits", index, hotkey) ?? [];
  context.ensure(commits.length > 0, "NoWeightsCommitFound");
  const hash = commitHash(context.scope.schema, hotkey, index, args);
  const at = commits.findIndex(([one]) => one === hash);
  context.ensure(at >= 0, "InvalidRevealCommitHashNotMatch");
  const due = commits[at]![1] + context.get<bigint>("RevealPeriodEpochs", netuid);
  const now = context.get<bigint>("SubnetEpochIndex", netuid);
  context.ensure(now >= due, "RevealTooEarly");
  context.ensure(now === due, "ExpiredWeightCommit");
  const rest = commits.slice(at + 1);
  if (rest.length === 0) context.remove("WeightCommits", index, hotkey);
  else context.put("WeightCommits", index, hotkey, rest);
  const row = { netuid, mecid, uids: args.uids, values: args.values, versionKey: args.version_key };
  storeWeights(context, hotkey, row, true);
  context.emit("WeightsRevealed", [hotkey, index, hash]);
  return hash;
}

/**
 * What the pool says about a reveal before it is included.
 * @returns custom error number, or null when the call may pass
 */
export function revealFault(
  storage: StorageAccess,
  schema: Schema,
  hotkey: string,
  args: Reveal,
): number | null {
  const index = mechanismIndex(args.netuid, args.mecid ?? 0);
  const hash = commitHash(schema, hotkey, index, args);
  const commits = storage.get<Commit[] | null>("WeightCommits", index, hotkey) ?? [];
  const found = commits.find(([one]) => one === hash);
  if (!found) return 16;
  const due = found[1] + storage.get<bigint>("RevealPeriodEpochs", args.netuid);
  return storage.get<bigint>("SubnetEpochIndex", args.netuid) === due ? null : 17;
}

interface BatchRevealArgs {
  netuid: number;
  uids_list: number[][];
  values_list: number[][];
  salts_list: number[][];
  version_keys: bigint[];
}

const commitHandler = handler<{ netuid: number; mecid?: number; commit_hash: string }>((context, args) =>
  commit(context, args.netuid, args.mecid ?? 0, args.commit_hash)
);
const revealHandler = handler<Reveal>((context, args) => void reveal(context, args, context.signer()));

/** Calls that commit to weights by hash and show them later (docs/spec/chain.md#71-plain-hash-commit). */
export const COMMIT_CALLS: CallTable = {
  "SubtensorModule.commit_weights": commitHandler,
  "SubtensorModule.commit_mechanism_weights": commitHandler,
  "SubtensorModule.reveal_weights": revealHandler,
  "SubtensorModule.reveal_mechanism_weights": revealHandler,
  "SubtensorModule.batch_commit_weights": handler<{ netuids: number[]; commit_hashes: string[] }>(
    (context, { netuids, commit_hashes }) => {
      context.ensure(netuids.length === commit_hashes.length, "InputLengthsUnequal");
      runBatch(context, netuids, (item) => commit(context, netuids[item]!, 0, commit_hashes[item]!));
    },
  ),
  "SubtensorModule.batch_reveal_weights": handler<BatchRevealArgs>((context, args) => {
    const { netuid, uids_list, values_list, salts_list, version_keys } = args;
    const lengths = [values_list.length, salts_list.length, version_keys.length];
    context.ensure(lengths.every((length) => length === uids_list.length), "InputLengthsUnequal");
    const hotkey = context.signer();
    const hashes = uids_list.map((uids, i) => {
      const one = {
        netuid,
        uids,
        values: values_list[i]!,
        salt: salts_list[i]!,
        version_key: version_keys[i]!,
      };
      return reveal(context, one, hotkey);
    });
    context.emit("WeightsBatchRevealed", [hotkey, netuid, hashes]);
  }),
};
