import { type LcsColumns, lcsColumns, walkLcs } from "./lcs.ts";
import type { RougeCounts } from "./rouge_score.ts";
import { rougeSentences } from "./rouge_text.ts";

type Words = Map<string, number>;

/** Numbers for words, so that comparing words is comparing integers; new words are added to `local`. */
function intern(words: readonly string[], known: Words, local: Words): number[] {
  return words.map((word) => {
    let id = known.get(word) ?? local.get(word);
    if (id === undefined) local.set(word, id = known.size + local.size);
    return id;
  });
}

/**
 * ROUGE-L at summary level (docs/spec/domain.md#51-rouge) of one `hyp` text against many `ref` texts: the
 * words of the longest common subsequences of all pairs of sentences, as one set, over the distinct words of
 * each text.
 *
 * With `counted` words count as often as they stand there: a position of `hyp` that some subsequence reached counts
 * once, and a word no more often than `ref` has it.
 */
export class RougeL {
  readonly #words: Words = new Map();
  readonly #columns: LcsColumns[];
  readonly #offsets: number[] = [];
  readonly #distinct: number;
  readonly #total: number;
  readonly #counted: boolean;

  constructor(hyp: string, counted: boolean) {
    const none: Words = new Map();
    const sentences = rougeSentences(hyp).map((words) => intern(words, none, this.#words));
    this.#columns = sentences.map(lcsColumns);
    let total = 0;
    for (const words of sentences) {
      this.#offsets.push(total);
      total += words.length;
    }
    this.#total = total;
    this.#distinct = new Set(sentences.flat()).size;
    this.#counted = counted;
  }

  /** Sizes and overlap with one other text. @returns null when a text has no sentence */
  compare(ref: string): RougeCounts | null {
    const local: Words = new Map();
    const sentences = rougeSentences(ref).map((words) => intern(words, this.#words, local));
    if (sentences.length === 0 || this.#columns.length === 0) return null;
    return this.#counted ? this.#compareCounted(sentences) : this.#compareSets(sentences);
  }

  #compareSets(sentences: readonly number[][]): RougeCounts {
    const union = new Set<number>();
    for (const rows of sentences) {
      for (const columns of this.#columns) {
        // Most pairs of sentences can add nothing new: finding that out is much cheaper than their table.
        if (!rows.some((word) => columns.masks.has(word) && !union.has(word))) continue;
        walkLcs(rows, columns, (i) => union.add(rows[i]!));
      }
    }
    return { hyp: this.#distinct, ref: new Set(sentences.flat()).size, overlap: union.size };
  }

  #compareCounted(sentences: readonly number[][]): RougeCounts {
    const reached = new Map<number, number>();
    for (let s = 0; s < sentences.length; s++) {
      const rows = sentences[s]!;
      for (let c = 0; c < this.#columns.length; c++) {
        const columns = this.#columns[c]!;
        if (!rows.some((word) => columns.masks.has(word))) continue;
        walkLcs(rows, columns, (i, j) => reached.set(this.#offsets[c]! + j, rows[i]!));
      }
    }
    const available = new Map<number, number>();
    const words = sentences.flat();
    for (const word of words) available.set(word, (available.get(word) ?? 0) + 1);
    let overlap = 0;
    for (const word of reached.values()) {
      const left = available.get(word) ?? 0;
      if (left > 0) overlap++;
      available.set(word, left - 1);
    }
    return { hyp: this.#total, ref: words.length, overlap };
  }
}
