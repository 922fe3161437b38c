import { errorText } from "../../../src/base/mod.ts";
import { ChainError, type CommitState } from "../../../src/chain/mod.ts";
import type { JournalEntry } from "../../../src/store/mod.ts";
import { hashOf, sameRow, signedOf } from "./journal_entry.ts";
import type { WeightsModules, WeightsOutcome, WindowOf } from "./weights_types.ts";

/** Entries looked through for open commits; the chain itself keeps ten per hotkey. */
const LOOK_BACK = 32;

/** Errors of a reveal that leave it for the next block: nothing is decided, or the look at the chain decides. */
const AGAIN: ReadonlySet<string> = new Set(["deadline", "unreachable", "stale", "closed", "rate_limited"]);
const LOOK_AGAIN: ReadonlySet<string> = new Set([
  "NoWeightsCommitFound",
  "ExpiredWeightCommit",
  "RevealTooEarly",
  // The pool's word for a missing commit.
  "custom 16",
]);

/**
 * Follows weights that were committed until they stand on chain: shows those committed by hash in the epoch the chain
 * takes them, and reads back what the chain opened. Of several commits for one epoch only the newest counts.
 * @returns what came to an end, newest first
 */
export async function settleCommits(of: WindowOf, modules: WeightsModules): Promise<WeightsOutcome[]> {
  const { chain, signer, store, metrics } = modules;
  const open = store.journal(LOOK_BACK).filter((e) => e.netuid === of.netuid && e.state === "committed");
  if (open.length === 0) return [];
  const now = await chain.commitState(of.netuid, signer.ss58);
  const outcomes: WeightsOutcome[] = [];
  let newer: number | null = null;
  for (const entry of open) {
    if (newer !== null) {
      store.markWeights(entry.id, "replaced", `the weights of block ${newer} stand in their place`);
      continue;
    }
    const outcome = await settleOne(of, entry, now, modules);
    if (!outcome) continue;
    outcomes.push(outcome);
    metrics.count("weights_set_total", { outcome: outcome.kind === "confirmed" ? "opened" : "late" });
    if (outcome.kind === "confirmed") newer = entry.block;
  }
  return outcomes;
}

/** @returns null while nothing is decided */
async function settleOne(
  of: WindowOf,
  entry: JournalEntry,
  now: CommitState,
  modules: WeightsModules,
): Promise<WeightsOutcome | null> {
  const { chain, signer, store } = modules;
  // The node is behind the one that told us of the commit.
  if (now.block < entry.block!) return null;
  const hash = hashOf(entry, signer.publicKey);
  const byHash = now.commits.find((one) => one.hash === hash);
  const due = (byHash?.epoch ?? await epochOf(of, entry, now, modules)) + now.periodEpochs;
  if (now.epoch < due) return null;
  const revealed = byHash !== undefined && now.epoch === due;
  if (revealed) {
    const refusal = await reveal(of, entry, modules);
    if (refusal === "again") return null;
    if (refusal !== null) return late(refusal.detail);
  }
  if (sameRow(await chain.readWeights(of.netuid, of.uid), entry)) {
    store.markWeights(entry.id, "confirmed", "opened and read back");
    return { kind: "confirmed", block: entry.block!, row: { uids: entry.uids, values: entry.values } };
  }
  if (revealed) return late("the chain holds other weights than were revealed");
  // Timelocked commits are tried by the chain in every block of their epoch.
  const byChain = signedOf(entry)?.method !== "hash";
  if (byChain && now.epoch === due) return null;
  return late(
    `they could be opened in epoch ${due} only, now it is epoch ${now.epoch} and the chain holds others`,
  );

  function late(detail: string): WeightsOutcome {
    store.markWeights(entry.id, "failed", `not opened: ${detail}`);
    return { kind: "late", block: entry.block!, detail };
  }
}

/** The epoch a commit belongs to, kept in the journal once known. */
async function epochOf(
  { netuid }: WindowOf,
  entry: JournalEntry,
  now: CommitState,
  { chain, signer, store }: WeightsModules,
): Promise<number> {
  if (entry.epoch !== null) return entry.epoch;
  let epoch = now.epoch;
  try {
    epoch = (await chain.commitState(netuid, signer.ss58, entry.block!)).epoch;
  } catch (error) {
    // A node that has forgotten that block: counting from now is late at worst, never early.
    if (!(error instanceof ChainError) || AGAIN.has(error.code)) throw error;
  }
  store.noteWeights(entry.id, { epoch });
  return epoch;
}

/** @returns null when the weights are shown, "again" when the next block may tell more, else why they never will be */
async function reveal(
  { netuid }: WindowOf,
  { uids, values, versionKey, salt }: JournalEntry,
  { chain, signer, logger }: WeightsModules,
): Promise<null | "again" | { detail: string }> {
  try {
    const { block } = await chain.revealWeights({ netuid, uids, values, versionKey, salt }, signer);
    logger.info(`weights revealed in block ${block}`);
    return null;
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    logger.warn(`the weights were not revealed yet: ${errorText(error)}`);
    const again = AGAIN.has(error.code) || LOOK_AGAIN.has(String(error.data.name));
    return again ? "again" : { detail: errorText(error) };
  }
}
