/**
 * Longest common subsequence of two word lists, one bit per table cell.
 *
 * The table T of the textbook algorithm grows by 0 or 1 from column to column, so a row is a bit vector D with
 * D[j] = T[i][j] − T[i][j−1], and a whole machine word of cells is computed by one addition (Crochemore et al. 2001,
 * Hyyrö 2004; here V = ¬D). Walking back only asks "T[i−1][j] > T[i][j−1]?" at cells whose words differ, where
 * T[i][j] is the larger of the two: the answer is yes exactly when D[j] of row i is 1. So the walk takes the same
 * way as over the full table (docs/spec/domain.md#51-rouge), without recursion and in 1/32 of the memory.
 */

/** A word list prepared to be the columns of the table. */
export interface LcsColumns {
  readonly length: number;
  /** 32-bit words of a bit vector. */
  readonly blocks: number;
  /** Word → bits of the positions where it stands. */
  readonly masks: ReadonlyMap<number, Uint32Array>;
  readonly words: readonly number[];
}

/** Prepares the columns once for many rows. @param words interned words */
export function lcsColumns(words: readonly number[]): LcsColumns {
  const blocks = Math.ceil(words.length / 32);
  const masks = new Map<number, Uint32Array>();
  for (let j = 0; j < words.length; j++) {
    let mask = masks.get(words[j]!);
    if (!mask) masks.set(words[j]!, mask = new Uint32Array(blocks));
    mask[j >>> 5]! |= 1 << (j & 31);
  }
  return { length: words.length, blocks, masks, words };
}

/**
 * Calls `take(i, j)` for each pair of one longest common subsequence, from the end: the pairs the recursive walk of
 * the original takes (equal words → diagonal; else up when T[i−1][j] > T[i][j−1], else left).
 * @param rows interned words
 */
export function walkLcs(
  rows: readonly number[],
  columns: LcsColumns,
  take: (row: number, column: number) => void,
): void {
  const { blocks, masks, words } = columns;
  // A row whose word is nowhere in the columns equals the row above: it needs no memory, only a place in the walk.
  const live: number[] = [];
  for (let i = 0; i < rows.length; i++) if (masks.has(rows[i]!)) live.push(i);
  if (live.length === 0) return;
  const table = new Uint32Array(live.length * blocks);
  let previous: Uint32Array = new Uint32Array(blocks).fill(0xffffffff);
  for (let k = 0; k < live.length; k++) {
    const mask = masks.get(rows[live[k]!]!)!;
    const current = table.subarray(k * blocks, (k + 1) * blocks);
    let carry = 0;
    for (let b = 0; b < blocks; b++) {
      const v = previous[b]!;
      const m = mask[b]!;
      const sum = v + ((v & m) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      current[b] = sum | (v & ~m);
    }
    previous = current;
  }
  let i = rows.length - 1;
  let j = columns.length - 1;
  let k = live.length - 1;
  while (k >= 0 && j >= 0) {
    // Here live[k] is the last row ≤ i that is in the table.
    if (rows[i] === words[j]) {
      take(i, j);
      i--;
      j--;
    } else if ((table[k * blocks + (j >>> 5)]! & (1 << (j & 31))) === 0) i--;
    else j--;
    if (live[k]! > i) k--;
  }
}
