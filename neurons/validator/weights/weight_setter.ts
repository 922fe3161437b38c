import { errorText } from "../../../src/base/mod.ts";
import { ChainError, type SignedWeights, type WeightsReceipt, weightsSalt } from "../../../src/chain/mod.ts";
import { NeuronError } from "../../errors.ts";
import { sameRow, signedOf } from "./journal_entry.ts";
import { isOurs, noteOwnWindow, quietUntil } from "./window.ts";
import type { WeightsModules, WeightsOptions, WeightsOutcome } from "./weights_types.ts";
import type { JournalEntry } from "../../../src/store/mod.ts";
import { chainWeights } from "../../../rewards/mod.ts";

/**
 * Errors that leave open whether the chain has, or will have, the transaction: the pool may still hold it (`stale` covers
 * nonce and already-imported answers).
 */
const UNDECIDED: ReadonlySet<string> = new Set(["deadline", "unreachable", "stale", "closed"]);

/**
 * Sets weights when it is time: journal first, then the chain, then **read back**. In one weights window (the time
 * between two changes of `LastUpdate`) only one vector is ever sent, also over restarts: an entry that was planned or
 * sent and is not on chain is sent again as it is.
 * @param uid own uid
 * @param scores by uid, any scale
 * @throws NeuronError `not_registered` when the uid is another hotkey's by now
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
  const [head, window, parameters, registration] = await Promise.all([
    chain.head(),
    chain.lastUpdate(netuid, uid),
    chain.hyperparameters(netuid),
    chain.registration(netuid, uid),
  ]);
  // The uid is somebody else's by now: its weights are none of ours.
  if (registration?.hotkey !== modules.signer.ss58) {
    throw new NeuronError("not_registered", `uid ${uid} no longer belongs to hotkey ${modules.signer.ss58}`, {
      hint: `sn1 register --netuid ${netuid}`,
    });
  }
  const silent = await quietUntil(
    { netuid, uid },
    { head: head.number, window, tempo: parameters.tempo, registration },
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
    const row = chainWeights(scores, parameters);
    if (row.uids.length === 0) return null;
    // The salt stands in the journal before anybody knows whether the chain will want a commit by hash.
    return store.planWeights({
      at: clock.now(),
      netuid,
      window,
      ...row,
      versionKey: options.versionKey,
      salt: weightsSalt(),
    });
  }

  async function send(entry: JournalEntry): Promise<WeightsOutcome> {
    const { id, uids, values, versionKey, salt } = entry;
    // An entry that was on chain already is here again because the node is behind or a block was taken back.
    const undecided = entry.state === "planned" || entry.state === "sent";
    if (undecided) store.markWeights(id, "sent", "");
    let signed = signedOf(entry);
    let sent: WeightsReceipt;
    try {
      sent = await chain.setWeights({ netuid, uids, values, versionKey, salt }, modules.signer, {
        resume: signed,
        onSigned(next: SignedWeights) {
          signed = next;
          store.noteWeights(id, { signed: JSON.stringify(next) });
        },
      });
    } catch (error) {
      const refused = error instanceof ChainError && !UNDECIDED.has(error.code);
      // An earlier sending of the same vector may have landed meanwhile: what counts is what the chain holds.
      const landed = refused ? await chain.lastUpdate(netuid, uid) : entry.window;
      const current = { ...entry, signed: signed && JSON.stringify(signed) };
      if (landed !== entry.window && await isOurs({ netuid, uid }, current, modules)) {
        return settled(entry, signed, landed);
      }
      // After a timeout the transaction may still land: the entry stays open, so the window keeps its one vector.
      if (refused && undecided) store.markWeights(id, "failed", errorText(error));
      metrics.count("weights_set_total", { outcome: refused ? "refused" : "unknown" });
      return { kind: "failed", detail: errorText(error) };
    }
    const { receipt } = sent;
    if (sent.method === "timelocked" || sent.method === "hash") return settled(entry, sent, receipt.block);
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
    return settled(entry, sent, receipt.block);
  }

  /** The entry first: a process that dies before it notes the window recognizes it by its block. */
  function settled(
    { id, uids, values }: JournalEntry,
    sent: Pick<WeightsReceipt, "method" | "revealRound"> | null,
    block: number,
  ): WeightsOutcome {
    if (sent?.method === "timelocked" || sent?.method === "hash") {
      const { revealRound } = sent;
      // Closed: there is nothing to read back yet but the inclusion itself; see settleCommits.
      const detail = revealRound === null ? "committed by hash" : `committed for round ${revealRound}`;
      store.markWeights(id, "committed", detail, block);
      noteOwnWindow({ netuid, uid }, block, store);
      metrics.count("weights_set_total", { outcome: "committed" });
      return { kind: "committed", block, revealRound };
    }
    store.markWeights(id, "confirmed", "read back", block);
    noteOwnWindow({ netuid, uid }, block, store);
    metrics.count("weights_set_total", { outcome: "confirmed" });
    metrics.gauge("weights_age_blocks", 0);
    return { kind: "confirmed", block, row: { uids, values } };
  }
}
