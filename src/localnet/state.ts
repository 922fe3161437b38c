import { LocalnetError } from "./errors.ts";

/** What a block changed: key → value after it, null = removed. */
export type StateDiff = ReadonlyMap<string, string | null>;

/**
 * The state of the chain: hex keys and values. The newest state is one map; older ones are reached through what
 * each block overwrote, so a block costs only what it changes. States older than `history` blocks are forgotten.
 */
export class ChainState {
  readonly #head = new Map<string, string>();
  /** Per block: what its keys held before it. Oldest first; the last one belongs to the head block. */
  readonly #undo: Map<string, string | null>[] = [];
  #number = 0;
  #sorted: string[] | null = null;

  /** @param history how many states before the head stay readable */
  constructor(readonly history: number) {}

  /** Number of the newest block. */
  get number(): number {
    return this.#number;
  }

  /** Number of entries in the newest state. */
  get size(): number {
    return this.#head.size;
  }

  /** Writes into the genesis state. */
  init(entries: Iterable<[string, string]>): void {
    for (const [key, value] of entries) this.#head.set(key, value);
    this.#sorted = null;
  }

  /** Takes the changes of the next block. */
  commit(diff: StateDiff): void {
    const undo = new Map<string, string | null>();
    for (const [key, value] of diff) {
      const before = this.#head.get(key) ?? null;
      if (before === value) continue;
      undo.set(key, before);
      if (before === null || value === null) this.#sorted = null;
      if (value === null) this.#head.delete(key);
      else this.#head.set(key, value);
    }
    this.#undo.push(undo);
    if (this.#undo.length > this.history) this.#undo.shift();
    this.#number++;
  }

  /** Whether the state after block `number` is still known. */
  has(number: number): boolean {
    return number <= this.#number && this.#number - number <= this.#undo.length;
  }

  /**
   * A value after block `number`.
   * @throws LocalnetError `runtime` when that state is forgotten
   */
  get(key: string, number = this.#number): string | null {
    for (const undo of this.#undosAfter(number)) {
      const before = undo.get(key);
      if (before !== undefined) return before;
    }
    return this.#head.get(key) ?? null;
  }

  /**
   * Keys that start with `prefix`, in byte order, after block `number`.
   * @param start only keys behind this one
   * @param count how many at most
   */
  keys(prefix: string, count: number, start = "", number = this.#number): string[] {
    const found = this.#candidates(prefix, start, number);
    return found.slice(0, count);
  }

  /** All entries of the newest state, in byte order. */
  entries(): [string, string][] {
    return this.#sortedKeys().map((key) => [key, this.#head.get(key)!]);
  }

  #candidates(prefix: string, start: string, number: number): string[] {
    const behind = (key: string) => key.startsWith(prefix) && (start === "" || key > start);
    const sorted = this.#sortedKeys();
    const found: string[] = [];
    for (let i = firstNotBelow(sorted, start > prefix ? start : prefix); i < sorted.length; i++) {
      if (!sorted[i]!.startsWith(prefix)) break;
      if (behind(sorted[i]!)) found.push(sorted[i]!);
    }
    const undos = this.#undosAfter(number);
    if (undos.length === 0) return found;
    const keys = new Set(found);
    for (const undo of undos) for (const key of undo.keys()) if (behind(key)) keys.add(key);
    return [...keys].filter((key) => this.get(key, number) !== null).sort();
  }

  #sortedKeys(): string[] {
    return this.#sorted ??= [...this.#head.keys()].sort();
  }

  #undosAfter(number: number): Map<string, string | null>[] {
    if (number === this.#number) return [];
    if (!this.has(number)) {
      throw new LocalnetError("runtime", `state of block ${number} is not kept (head ${this.#number})`);
    }
    return this.#undo.slice(this.#undo.length - (this.#number - number));
  }
}

/** Index of the first item ≥ `value` in a sorted list. */
function firstNotBelow(sorted: readonly string[], value: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
