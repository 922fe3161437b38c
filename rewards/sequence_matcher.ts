/** A run of equal characters: `size` code points from `a` in the first text and from `b` in the second. */
export type MatchingBlock = readonly [a: number, b: number, size: number];

/** Options of {@link matchingBlocks}. */
export interface MatchOptions {
  /**
   * Steps of work at most; what is found until then is returned, so the ratio can only be too low.
   * @default {5_000_000}
   */
  budget?: number;
}

/** What {@link matchingBlocks} found. */
export interface MatchResult {
  /** Ends with a block of size 0 at the ends of both texts, as in Python. */
  blocks: MatchingBlock[];
  /** Characters of `b` left out of the index because they are too frequent. */
  popular: number;
  /** False when the budget ran out. */
  complete: boolean;
}

const DEFAULT_BUDGET = 5_000_000;
/** From this length on, frequent characters of `b` are not looked up. */
const POPULAR_FROM = 200;

/**
 * `difflib.SequenceMatcher(None, a, b).get_matching_blocks()` over code points
 * (docs/spec/domain.md#53-diff): longest block first (ties: first in `a`, then in `b`), then left and right
 * of it.
 */
export function matchingBlocks(a: string, b: string, options: MatchOptions = {}): MatchResult {
  const search = new Search(codePoints(a), codePoints(b), options.budget ?? DEFAULT_BUDGET);
  return search.run();
}

/** `SequenceMatcher.ratio()`: 2·M / (len a + len b), 1 when both are empty. */
export function matchRatio(a: string, b: string, options: MatchOptions = {}): number {
  const { blocks } = matchingBlocks(a, b, options);
  const [lengthA, lengthB] = blocks[blocks.length - 1]!;
  const matched = blocks.reduce((sum, block) => sum + block[2], 0);
  return lengthA + lengthB === 0 ? 1 : (2 * matched) / (lengthA + lengthB);
}

function codePoints(text: string): Uint32Array {
  const points = new Uint32Array(text.length);
  let n = 0;
  for (const char of text) points[n++] = char.codePointAt(0)!;
  return points.subarray(0, n);
}

class Search {
  readonly #index = new Map<number, number[]>();
  readonly #popular: number;
  #rows: [Int32Array, Int32Array];
  #budget: number;

  constructor(readonly a: Uint32Array, readonly b: Uint32Array, budget: number) {
    this.#budget = budget;
    this.#rows = [new Int32Array(b.length + 1), new Int32Array(b.length + 1)];
    for (let j = 0; j < b.length; j++) {
      const places = this.#index.get(b[j]!);
      if (places) places.push(j);
      else this.#index.set(b[j]!, [j]);
    }
    let popular = 0;
    if (b.length >= POPULAR_FROM) {
      const limit = Math.floor(b.length / 100) + 1;
      for (const [point, places] of this.#index) {
        if (places.length > limit) {
          this.#index.delete(point);
          popular++;
        }
      }
    }
    this.#popular = popular;
  }

  run(): MatchResult {
    const found: MatchingBlock[] = [];
    const windows: [number, number, number, number][] = [[0, this.a.length, 0, this.b.length]];
    while (windows.length > 0 && this.#budget > 0) {
      const [alo, ahi, blo, bhi] = windows.pop()!;
      const [i, j, size] = this.#longest(alo, ahi, blo, bhi);
      if (size === 0) continue;
      found.push([i, j, size]);
      if (alo < i && blo < j) windows.push([alo, i, blo, j]);
      if (i + size < ahi && j + size < bhi) windows.push([i + size, ahi, j + size, bhi]);
    }
    const complete = this.#budget > 0;
    found.sort((x, y) => x[0] - y[0]);
    const blocks: MatchingBlock[] = [];
    for (const [i, j, size] of found) {
      const last = blocks[blocks.length - 1];
      if (last && last[0] + last[2] === i && last[1] + last[2] === j) {
        blocks[blocks.length - 1] = [last[0], last[1], last[2] + size];
      } else blocks.push([i, j, size]);
    }
    blocks.push([this.a.length, this.b.length, 0]);
    return { blocks, popular: this.#popular, complete };
  }

  /** The longest equal run inside a window. */
  #longest(alo: number, ahi: number, blo: number, bhi: number): MatchingBlock {
    const { a, b } = this;
    let [bestI, bestJ, best] = [alo, blo, 0];
    // run[j + 1] = length of the equal run that ends at (i, j); only cells written for the row before are valid,
    // so they are cleared through the same list of places.
    let [before, now] = this.#rows;
    let written: readonly number[] = [];
    let writtenFrom = 0;
    for (let i = alo; i < ahi && this.#budget > 0; i++) {
      const places = this.#index.get(a[i]!) ?? [];
      const from = lowerBound(places, blo);
      let at = from;
      for (; at < places.length && places[at]! < bhi; at++) {
        const j = places[at]!;
        const length = before[j]! + 1;
        now[j + 1] = length;
        if (length > best) [bestI, bestJ, best] = [i - length + 1, j - length + 1, length];
      }
      this.#budget -= at - from + 1;
      for (let w = writtenFrom; w < written.length && written[w]! < bhi; w++) before[written[w]! + 1] = 0;
      [before, now] = [now, before];
      written = places;
      writtenFrom = from;
    }
    for (let w = writtenFrom; w < written.length && written[w]! < bhi; w++) before[written[w]! + 1] = 0;
    while (bestI > alo && bestJ > blo && a[bestI - 1] === b[bestJ - 1]) {
      bestI--;
      bestJ--;
      best++;
    }
    while (bestI + best < ahi && bestJ + best < bhi && a[bestI + best] === b[bestJ + best]) best++;
    return [bestI, bestJ, best];
  }
}

/** Index of the first element ≥ `value` in a rising list. */
function lowerBound(list: readonly number[], value: number): number {
  let [lo, hi] = [0, list.length];
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if (list[middle]! < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
