import { type Clock, errorText, type Logger, type Metrics } from "../../src/base/mod.ts";
import { type Chain, ChainError, type WeightRow, type WeightsReceipt } from "../../src/chain/mod.ts";
import { convertForEmit, processWeights } from "../../src/consensus/mod.ts";
import { noteOwnWindow, quietUntil, sameRow } from "./window.ts";
import type { JournalEntry, Store } from "../../src/store/mod.ts";
import { l1Weights } from "../../rewards/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";

/**
 * Errors that leave open whether the chain has, or will have, the transaction: the pool may still hold it (`stale` covers
 * nonce and already-imported answers).
 */
const UNDECIDED: ReadonlySet<string> = new Set(["deadline", "unreachable", "stale", "closed"]);

/** What a try to set weights led to. */
export type WeightsOutcome =
  | { kind: "too_soon"; blocksLeft: number }
  | { kind: "no_permit" }
  | { kind: "no_scores" }
  /** Somebody else set weights with this hotkey in `block`; nothing is set before `quietUntil`. */
  | { kind: "foreign"; block: number; quietUntil: number }
  | { kind: "confirmed"; block: number; row: WeightRow }
  | { kind: "committed"; block: number; revealRound: number }
  | { kind: "failed"; detail: string };

/** When and as what weights are set. */
export interface WeightsOptions {
  netuid: number;
  /** Blocks between two settings at least; the chain's own rate limit counts too. */
  epochLength: number;
  /** The validator's version, compared with the subnet's `WeightsVersionKey`. */
  versionKey: number;
}

/** What setting weights works with. */
export interface WeightsModules {
  chain: Chain;
  signer: Signer;
  store: Store;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Sets weights when it is time: journal first, then the chain, then **read back**. In one weights window (the time
 * between two changes of `LastUpdate`) only one vector is ever sent, also over restarts: an entry that was planned or
 * sent and is not on chain is sent again as it is.
 * @param uid own uid
 * @param scores by uid, any scale
 * @returns what happened; chain errors are thrown when nothing was decided yet, and recorded otherwise
 */
export async function setWeightsIfDue(
  uid: number,
  scores: Float32Array,
  options: WeightsOptions,
  modules: WeightsModules,
): Promise<WeightsOutcome> {
  const { chain, store, clock, logger, metrics } = modules;
  const { netuid } = options;
  const [head, window, parameters] = await Promise.all([
    chain.head(),
    chain.lastUpdate(netuid, uid),
    chain.hyperparameters(netuid),
  ]);
  const silent = await quietUntil(
    { netuid, uid },
    { head: head.number, window, tempo: parameters.tempo, sealed: parameters.commitRevealEnabled },
    modules,
  );
  if (silent !== null) {
    metrics.count("weights_set_total", { outcome: "foreign" });
    return { kind: "foreign", block: window, quietUntil: silent };
  }
  const age = head.number - window;
  metrics.gauge("weights_age_blocks", age);
  const open = store.journalOf(netuid, window);
  const wait = Math.max(options.epochLength, parameters.weightsRateLimit);
  // Strictly more, as clients count: the runtime accepts equality but a block may pass before inclusion anyway.
  if (!open && age <= wait) return { kind: "too_soon", blocksLeft: wait - age + 1 };
  const entry = open ?? plan(scores);
  if (!entry) return { kind: "no_scores" };
  return await send(entry);

  function plan(scores: Float32Array): JournalEntry | null {
    const processed = processWeights({
      uids: Array.from(scores, (_, i) => i),
      weights: Array.from(l1Weights(scores)),
      n: scores.length,
      minAllowedWeights: parameters.minAllowedWeights,
      maxWeightLimit: parameters.maxWeightsLimit / 65535,
    });
    const row = convertForEmit(processed.uids, processed.weights);
    if (row.uids.length === 0) return null;
    return store.planWeights({ at: clock.now(), netuid, window, ...row, versionKey: options.versionKey });
  }

  async function send(entry: JournalEntry): Promise<WeightsOutcome> {
    store.markWeights(entry.id, "sent", "");
    let sent: WeightsReceipt;
    try {
      sent = await chain.setWeights(
        { netuid, uids: entry.uids, values: entry.values, versionKey: entry.versionKey },
        modules.signer,
      );
    } catch (error) {
      const refused = error instanceof ChainError && !UNDECIDED.has(error.code);
      // An earlier sending of the same vector may have landed meanwhile: what counts is what the chain holds.
      const landed = refused ? await chain.lastUpdate(netuid, uid) : entry.window;
      if (landed !== entry.window && sameRow(await chain.readWeights(netuid, uid), entry)) {
        return confirmed(entry, landed);
      }
      // After a timeout the transaction may still land: the entry stays open, so the window keeps its one vector.
      if (refused) store.markWeights(entry.id, "failed", errorText(error));
      metrics.count("weights_set_total", { outcome: refused ? "refused" : "unknown" });
      return { kind: "failed", detail: errorText(error) };
    }
    const { receipt } = sent;
    if (sent.revealRound !== null) {
      // Sealed until the beacon's round is out: there is nothing to read back yet but the inclusion itself.
      noteOwnWindow({ netuid, uid }, receipt.block, store);
      store.markWeights(entry.id, "confirmed", `committed for round ${sent.revealRound}`, receipt.block);
      metrics.count("weights_set_total", { outcome: "committed" });
      return { kind: "committed", block: receipt.block, revealRound: sent.revealRound };
    }
    const row = await chain.readWeights(netuid, uid);
    if (!sameRow(row, entry)) {
      store.markWeights(
        entry.id,
        "failed",
        `included in block ${receipt.block} but the chain holds other weights`,
        receipt.block,
      );
      metrics.count("weights_set_total", { outcome: "mismatch" });
      logger.error(`weights of block ${receipt.block} are not what was sent`, {
        sent: entry.uids.length,
        found: row.uids.length,
      });
      return { kind: "failed", detail: "the chain holds other weights than were sent" };
    }
    return confirmed(entry, receipt.block);
  }

  function confirmed({ id, uids, values }: JournalEntry, block: number): WeightsOutcome {
    noteOwnWindow({ netuid, uid }, block, store);
    store.markWeights(id, "confirmed", "read back", block);
    metrics.count("weights_set_total", { outcome: "confirmed" });
    metrics.gauge("weights_age_blocks", 0);
    return { kind: "confirmed", block, row: { uids, values } };
  }
}
