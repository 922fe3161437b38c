import type { Registered } from "../../../src/chain/mod.ts";
import type { JournalEntry, Store } from "../../../src/store/mod.ts";
import { hashOf, sameRow, signedOf } from "./journal_entry.ts";
import type { WeightsModules, WindowOf } from "./weights_types.ts";

const known = ({ netuid, uid }: WindowOf) => `weights-window:${netuid}:${uid}`;
const owner = ({ netuid, uid }: WindowOf) => `weights-owner:${netuid}:${uid}`;
const quiet = ({ netuid, uid }: WindowOf) => `weights-quiet:${netuid}:${uid}`;

/** Notes that the window changed by our own doing. */
export function noteOwnWindow(of: WindowOf, block: number, store: Store): void {
  store.setSetting(known(of), String(block));
}

/**
 * Whether somebody else moved the window, i.e. set weights with our hotkey: two validators would undo each other, or the
 * key is stolen. Then nothing is set for one tempo, so that an operator can act, and the next window counts anew.
 * A vector of ours that landed while nobody was looking (a kill between sending and reading back) is recognized by what
 * the chain holds, and its journal entry settled.
 *
 * A window belongs to a registration, not to a uid: registering moves it too, and the uid may have been another hotkey's
 * before. A window that goes back is a node that lags or a block that was taken back.
 * @param now `window` is `LastUpdate`, `registration` who has the uid and since when
 * @returns block until which to keep quiet; null = all is well
 */
export async function quietUntil(
  of: WindowOf,
  now: { head: number; window: number; tempo: number; registration: Registered },
  modules: Pick<WeightsModules, "chain" | "store" | "signer">,
): Promise<number | null> {
  const { head, window, tempo, registration } = now;
  const { store } = modules;
  const held = `${registration.hotkey}@${registration.block}`;
  const heldBefore = store.setting(owner(of));
  if (heldBefore !== held) {
    store.setSetting(owner(of), held);
    // What a file of an older version knows is of this registration unless it is older than that.
    const before = store.setting(known(of));
    if (heldBefore !== null || (before !== null && Number(before) < registration.block)) {
      noteOwnWindow(of, registration.block, store);
      store.setSetting(quiet(of), "0");
    }
  }
  const last = store.setting(known(of));
  const until = () => {
    const block = Number(store.setting(quiet(of)) ?? 0);
    return head < block ? block : null;
  };
  if (last !== null && window < Number(last)) return until();
  if (last !== null && Number(last) !== window) {
    const entry = store.journal(1).find((e) => e.netuid === of.netuid);
    const tried = entry?.state === "sent" || entry?.state === "planned";
    if (tried && await isOurs(of, entry, modules)) {
      const method = signedOf(entry)?.method;
      const closed = method === "hash" || method === "timelocked";
      store.markWeights(entry.id, closed ? "committed" : "confirmed", "found on chain", window);
    } else if (entry?.block !== window) {
      // An entry that names this block was confirmed by a process that died before it noted the window.
      store.setSetting(quiet(of), String(window + tempo));
    }
  }
  noteOwnWindow(of, window, store);
  return until();
}

/**
 * Whether the chain holds the weights of a journal entry: the row, the commit by hash, or, where neither can be seen, a
 * timelocked commit that was signed.
 */
export async function isOurs(
  { netuid, uid }: WindowOf,
  entry: JournalEntry,
  { chain, signer }: Pick<WeightsModules, "chain" | "signer">,
): Promise<boolean> {
  const method = signedOf(entry)?.method;
  if (method === "timelocked") return true;
  if (method === "hash") {
    const { commits } = await chain.commitState(netuid, signer.ss58);
    const hash = hashOf(entry, signer.publicKey);
    return commits.some((one) => one.hash === hash);
  }
  return sameRow(await chain.readWeights(netuid, uid), entry);
}
