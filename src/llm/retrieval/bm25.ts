/** How strongly repeats of a term count, and how strongly length is held against a text. */
const K1 = 1.2;
const B = 0.6;

/** One found text. */
export interface Hit {
  id: number;
  score: number;
}

/**
 * Inverted index with BM25 scores. Texts are numbered in the order of adding; all terms are given as stems.
 *
 * @example
 * ```ts
 * import { Bm25Index } from "./bm25.ts";
 * const index = new Bm25Index([["moon", "land"], ["sea", "deep"]]);
 * console.assert(index.search(["moon"], 1)[0]?.id === 0);
 * ```
 */
export class Bm25Index {
  /** Term → text ids and how often, alternating. */
  readonly #postings = new Map<string, number[]>();
  readonly #lengths: number[] = [];
  readonly #scores: Float64Array;
  #averageLength = 1;

  constructor(texts: Iterable<readonly string[]>) {
    let total = 0;
    for (const terms of texts) {
      const id = this.#lengths.length;
      const counts = new Map<string, number>();
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        const list = this.#postings.get(term);
        if (list) list.push(id, count);
        else this.#postings.set(term, [id, count]);
      }
      this.#lengths.push(terms.length);
      total += terms.length;
    }
    this.#averageLength = Math.max(1, total / Math.max(1, this.#lengths.length));
    this.#scores = new Float64Array(this.#lengths.length);
  }

  /** Number of texts. */
  get size(): number {
    return this.#lengths.length;
  }

  /** Rareness of a term; a term that occurs nowhere is the rarest. */
  idf(term: string): number {
    const found = (this.#postings.get(term)?.length ?? 0) / 2;
    return Math.log(1 + (this.size - found + 0.5) / (found + 0.5));
  }

  /** True when the text has the term. */
  contains(term: string, id: number): boolean {
    const list = this.#postings.get(term) ?? [];
    let [low, high] = [0, list.length / 2];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[2 * middle]! < id) low = middle + 1;
      else high = middle;
    }
    return list[2 * low] === id;
  }

  /** The rarest of the terms, each once, in their order. */
  rarest(terms: readonly string[], count: number): string[] {
    const all = [...new Set(terms)];
    if (all.length <= count) return all;
    const kept = new Set(all.toSorted((a, b) => this.idf(b) - this.idf(a)).slice(0, count));
    return all.filter((term) => kept.has(term));
  }

  /**
   * The best texts for the terms, best first; equal scores in the order of adding.
   * @param count how many at most
   * @param allow leaves texts out
   */
  search(terms: readonly string[], count: number, allow?: (id: number) => boolean): Hit[] {
    const touched: number[] = [];
    const scores = this.#scores;
    for (const term of new Set(terms)) {
      const list = this.#postings.get(term);
      if (!list) continue;
      const idf = this.idf(term);
      for (let i = 0; i < list.length; i += 2) {
        const id = list[i]!;
        const tf = list[i + 1]!;
        if (scores[id] === 0) touched.push(id);
        const norm = K1 * (1 - B + B * this.#lengths[id]! / this.#averageLength);
        scores[id]! += idf * tf * (K1 + 1) / (tf + norm);
      }
    }
    const hits: Hit[] = [];
    let floor = 0;
    for (const id of touched) {
      const score = scores[id]!;
      scores[id] = 0;
      if (score <= floor && hits.length >= count) continue;
      if (allow && !allow(id)) continue;
      hits.push({ id, score });
      if (hits.length >= 4 * count + 64) floor = keepBest(hits, count);
    }
    keepBest(hits, count);
    return hits;
  }
}

/** Sorts and cuts in place. @returns the lowest score that is left */
function keepBest(hits: Hit[], count: number): number {
  hits.sort((a, b) => b.score - a.score || a.id - b.id);
  if (hits.length > count) hits.length = count;
  return hits.at(-1)?.score ?? 0;
}
