import { commitHash, type SignedWeights, type WeightRow } from "../../../src/chain/mod.ts";
import type { JournalEntry } from "../../../src/store/mod.ts";

/** What was signed for an entry; null when nothing was. */
export function signedOf(entry: Pick<JournalEntry, "signed">): SignedWeights | null {
  return entry.signed === null ? null : JSON.parse(entry.signed);
}

/** The hash that an entry's commit has on chain. @param hotkey public key */
export function hashOf(entry: JournalEntry, hotkey: Uint8Array): string {
  return commitHash({ ...entry, hotkey });
}

/** Whether two rows say the same, in any order. */
export function sameRow(a: WeightRow, b: WeightRow): boolean {
  const text = (row: WeightRow) =>
    row.uids.map((uid, i) => [uid, row.values[i]!]).sort((x, y) => x[0]! - y[0]!).join(";");
  return text(a) === text(b);
}
