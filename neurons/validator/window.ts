import type { Chain, WeightRow } from "../../src/chain/mod.ts";
import type { Store } from "../../src/store/mod.ts";

/** The validator whose weights window is looked at. */
export interface WindowOf {
  netuid: number;
  uid: number;
}

const known = ({ netuid, uid }: WindowOf) => `weights-window:${netuid}:${uid}`;
const quiet = ({ netuid, uid }: WindowOf) => `weights-quiet:${netuid}:${uid}`;

/** Notes that the window changed by our own doing. */
export function noteOwnWindow(of: WindowOf, block: number, store: Store): void {
  store.setSetting(known(of), String(block));
}

/**
 * Whether somebody else moved the window, i.e. set weights with our hotkey: two validators would undo each other, or the
 * key is stolen. Then nothing is set for one tempo, so that an operator can act, and the next window counts anew.
 * A vector of ours that landed while nobody was looking (a kill between sending and reading back) is recognised by what
 * the chain holds, and its journal entry confirmed.
 * @param window `LastUpdate` now
 * @param sealed weights are committed under a timelock, so the chain's row cannot tell whose they are
 * @returns block until which to keep quiet; null = all is well
 */
export async function quietUntil(
  of: WindowOf,
  now: { head: number; window: number; tempo: number; sealed: boolean },
  { chain, store }: { chain: Chain; store: Store },
): Promise<number | null> {
  const { head, window, tempo, sealed } = now;
  const last = store.setting(known(of));
  if (last !== null && Number(last) !== window) {
    const entry = store.journal(1).find((e) => e.netuid === of.netuid);
    const tried = entry?.state === "sent" || entry?.state === "planned";
    if (tried && (sealed || sameRow(await chain.readWeights(of.netuid, of.uid), entry))) {
      store.markWeights(entry.id, "confirmed", "found on chain", window);
    } else if (entry?.block !== window) {
      // An entry that names this block was confirmed by a process that died before it noted the window.
      store.setSetting(quiet(of), String(window + tempo));
    }
  }
  noteOwnWindow(of, window, store);
  const until = Number(store.setting(quiet(of)) ?? 0);
  return head < until ? until : null;
}

/** Whether two rows say the same, in any order. */
export function sameRow(a: WeightRow, b: WeightRow): boolean {
  const text = (row: WeightRow) =>
    row.uids.map((uid, i) => [uid, row.values[i]!]).sort((x, y) => x[0]! - y[0]!).join(";");
  return text(a) === text(b);
}
