import type { RougeCounts } from "./rouge_score.ts";
import { rougeSentences } from "./rouge_text.ts";

/**
 * ROUGE-N (docs/spec/domain.md#51-rouge) of one `hyp` text against many `ref` texts: n-grams over the words
 * of all sentences in a row, as sets; with `counted` as often as they occur.
 */
export class RougeN {
  readonly #n: number;
  readonly #counted: boolean;
  readonly #grams: ReadonlyMap<string, number> | null;

  /** @param n words per gram, at least 1 */
  constructor(hyp: string, n: number, counted: boolean) {
    this.#n = n;
    this.#counted = counted;
    this.#grams = this.#gramsOf(hyp);
  }

  /** Sizes and overlap with one other text. @returns null when a text has no sentence */
  compare(ref: string): RougeCounts | null {
    const hyp = this.#grams;
    const grams = this.#gramsOf(ref);
    if (!hyp || !grams) return null;
    let overlap = 0;
    for (const [gram, count] of grams) {
      const other = hyp.get(gram) ?? 0;
      overlap += this.#counted ? Math.min(count, other) : other > 0 ? 1 : 0;
    }
    return { hyp: this.#size(hyp), ref: this.#size(grams), overlap };
  }

  #size(grams: ReadonlyMap<string, number>): number {
    if (!this.#counted) return grams.size;
    let total = 0;
    for (const count of grams.values()) total += count;
    return total;
  }

  #gramsOf(text: string): Map<string, number> | null {
    const sentences = rougeSentences(text);
    if (sentences.length === 0) return null;
    const words = sentences.flat();
    const grams = new Map<string, number>();
    for (let i = 0; i + this.#n <= words.length; i++) {
      // No word holds a blank, so the joined text tells n-grams of one length apart.
      const gram = this.#n === 1 ? words[i]! : words.slice(i, i + this.#n).join(" ");
      grams.set(gram, (grams.get(gram) ?? 0) + 1);
    }
    return grams;
  }
}
