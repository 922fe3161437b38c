import { fromHex, toHex } from "../../base/mod.ts";
import { lastRound } from "../drand/beacon.ts";
import { LocalnetError } from "../errors.ts";
import { blake2of256 } from "../hash.ts";
import type { Schema } from "../chain_schema.ts";
import { commitEpoch } from "./commit_rules.ts";
import { type CallContext, type CallTable, handler } from "./dispatch_context.ts";
import { DispatchFailure } from "./dispatch_failure.ts";
import type { StorageAccess } from "./storage.ts";
import { mechanismIndex, netuids, subnetExists, uidOf, withEntry } from "./subnets.ts";
import { mechanismExists, rateLimitPassed, storeWeights } from "./weight_rules.ts";

/** A commit under a timelock: hotkey, block, ciphertext, round. */
export type LockedCommit = [hotkey: string, block: bigint, ciphertext: string, round: bigint];

/** Most open commits of one hotkey in one epoch. */
const MAX_OPEN_COMMITS = 10;
/** Largest ciphertext. */
export const MAX_COMMIT_BYTES = 5000;
/** Characters of a public key, `0x…`. */
const KEY_CHARACTERS = 66;
/** The version of the one call that does not name it. */
const CRV3_VERSION = 4;

interface CommitArgs {
  netuid: number;
  mecid?: number;
  commit: string;
  reveal_round: bigint;
  commit_reveal_version?: number;
}

function commit(context: CallContext, args: CommitArgs): void {
  const hotkey = context.signer();
  const { netuid, mecid = 0, commit: ciphertext, reveal_round: round } = args;
  const index = mechanismIndex(netuid, mecid);
  context.ensure(subnetExists(context, netuid), "SubnetNotExists");
  context.ensure(mechanismExists(context, netuid, mecid), "MechanismDoesNotExist");
  context.ensure(context.get<boolean>("CommitRevealWeightsEnabled", netuid), "CommitRevealDisabled");
  const version = context.get<number>("CommitRevealWeightsVersion");
  context.ensure((args.commit_reveal_version ?? CRV3_VERSION) === version, "IncorrectCommitRevealVersion");
  const uid = uidOf(context, netuid, hotkey) ?? context.fail("HotKeyNotRegisteredInSubNet");
  context.ensure(rateLimitPassed(context, index, uid, context.block), "CommittingWeightsTooFast");
  const epoch = BigInt(commitEpoch(context, netuid, context.block));
  const commits = context.get<LockedCommit[]>("TimelockedWeightCommits", index, epoch);
  const open = commits.filter(([who]) => who === hotkey).length;
  context.ensure(open < MAX_OPEN_COMMITS, "TooManyUnrevealedCommits");
  const entry: LockedCommit = [hotkey, BigInt(context.block), ciphertext, round];
  context.put("TimelockedWeightCommits", index, epoch, [...commits, entry]);
  const updated = context.get<bigint[]>("LastUpdate", index);
  context.put("LastUpdate", index, withEntry(updated, uid, BigInt(context.block), 0n));
  const hash = `0x${toHex(blake2of256(fromHex(ciphertext)))}`;
  context.emit("TimelockedWeightsCommitted", [hotkey, index, hash, round]);
}

interface Payload {
  hotkey: string | null;
  uids: number[];
  values: number[];
  version_key: bigint;
}

/**
 * What validators lock (docs/spec/chain.md#72-timelocked-commit); the form without hotkey is the older one.
 * Null when it is neither.
 */
function decodePayload(schema: Schema, bytes: Uint8Array): Payload | null {
  const forms = ["(Vec<u8>,Vec<u16>,Vec<u16>,u64)", "(Vec<u16>,Vec<u16>,u64)"];
  for (const form of forms) {
    try {
      const fields = schema.codecs.decode<unknown[]>(form, bytes);
      const [uids, values, version_key] = fields.slice(-3) as [number[], number[], bigint];
      const hotkey = fields.length === 4 ? fields[0] as string : null;
      // Bytes of the older form can pass for the newer one, but not with a whole key.
      if (hotkey === null || hotkey.length === KEY_CHARACTERS) return { hotkey, uids, values, version_key };
    } catch (error) {
      if (!(error instanceof LocalnetError)) throw error;
    }
  }
  return null;
}

/**
 * Opens the commits whose epoch has come, before the epochs of the block run. A commit whose round is not out yet
 * is tried again in each block of the epoch, after that it is dropped.
 */
export function revealTimelocked(context: CallContext): void {
  const last = BigInt(lastRound(context.scope.now, context.scope.beaconPeriod));
  context.put("Drand.LastStoredRound", last);
  for (const netuid of netuids(context)) {
    if (netuid === 0 || !context.get<boolean>("CommitRevealWeightsEnabled", netuid)) continue;
    const epoch = BigInt(commitEpoch(context, netuid, context.block)) -
      context.get<bigint>("RevealPeriodEpochs", netuid);
    if (epoch < 0n) continue;
    for (let mecid = 0; mecid < context.get<number>("MechanismCountCurrent", netuid); mecid++) {
      const index = mechanismIndex(netuid, mecid);
      if (epoch > 0n) dropEpoch(context, index, epoch - 1n);
      revealEpoch(context, netuid, mecid, epoch, last);
    }
  }
}

function dropEpoch(context: CallContext, index: number, epoch: bigint): void {
  const left = context.get<LockedCommit[]>("TimelockedWeightCommits", index, epoch);
  if (left.length > 0) context.remove("TimelockedWeightCommits", index, epoch);
}

function revealEpoch(context: CallContext, netuid: number, mecid: number, epoch: bigint, last: bigint): void {
  const index = mechanismIndex(netuid, mecid);
  const commits = context.get<LockedCommit[]>("TimelockedWeightCommits", index, epoch);
  if (commits.length === 0) return;
  const waiting = commits.filter((entry) => !revealOne(context, netuid, mecid, entry, last));
  if (waiting.length === 0) context.remove("TimelockedWeightCommits", index, epoch);
  else if (waiting.length < commits.length) context.put("TimelockedWeightCommits", index, epoch, waiting);
}

/** @returns whether the commit is done with, one way or the other */
function revealOne(
  context: CallContext,
  netuid: number,
  mecid: number,
  [hotkey, , ciphertext, round]: LockedCommit,
  last: bigint,
): boolean {
  if (round > last) return false;
  const bytes = context.scope.timelock.open(ciphertext, round);
  if (bytes === "later") return false;
  const payload = bytes === "never" ? null : decodePayload(context.scope.schema, bytes);
  // A payload of another hotkey is a copied commit.
  if (!payload || (payload.hotkey !== null && payload.hotkey !== hotkey)) return true;
  const { uids, values, version_key: versionKey } = payload;
  try {
    context.transaction(() => {
      storeWeights(context, hotkey, { netuid, mecid, uids, values, versionKey }, true);
      context.emit("TimelockedWeightsRevealed", [mechanismIndex(netuid, mecid), hotkey]);
    });
  } catch (error) {
    // The chain says nothing about weights that fail their checks at the reveal.
    if (!(error instanceof DispatchFailure)) throw error;
  }
  return true;
}

/** Block of the earliest open timelocked commit per hotkey. */
export function earliestLocked(storage: StorageAccess, netuid: number, index: number): Map<string, number> {
  const found = new Map<string, number>();
  const now = storage.get<bigint>("SubnetEpochIndex", netuid);
  const period = storage.get<bigint>("RevealPeriodEpochs", netuid);
  for (let epoch = now > period ? now - period : 0n; epoch <= now; epoch++) {
    for (const [hotkey, block] of storage.get<LockedCommit[]>("TimelockedWeightCommits", index, epoch)) {
      found.set(hotkey, Math.min(found.get(hotkey) ?? Infinity, Number(block)));
    }
  }
  return found;
}

/**
 * Calls that commit to weights under a timelock (docs/spec/chain.md#72-timelocked-commit). The chain opens
 * them by itself.
 */
export const TIMELOCKED_CALLS: CallTable = {
  "SubtensorModule.commit_timelocked_weights": handler<CommitArgs>(commit),
  "SubtensorModule.commit_timelocked_mechanism_weights": handler<CommitArgs>(commit),
  "SubtensorModule.commit_crv3_mechanism_weights": handler<CommitArgs>(commit),
};
