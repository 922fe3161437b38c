import { type CacheArray, cacheArray, type CacheLayout, type CachePart } from "../model/cache_layout.ts";

/** Keys and values of one row's first tokens, part by part as [heads, length, size]. */
export interface KvBlock {
  length: number;
  data: CacheArray[];
}

/** Token places are added in steps of this many, so that growing is rare and a mask has few empty columns. */
const WIDTH_STEP = 64;

/** Places for rows after growing: doubling while few, a few at a time later, so that little memory lies idle. */
function grown(capacity: number): number {
  return capacity < 8 ? Math.max(1, capacity * 2) : capacity + 4;
}

/**
 * The key-value cache of all running rows, in places that do not move while rows run: part by part as
 * [rows, heads, width, size]. A row that leaves is replaced by the last one, so that the rows in use are always the
 * first ones and can be given to the model as they stand.
 */
export class KvCache {
  readonly layout: CacheLayout;
  #data: CacheArray[];
  #rows = 0;
  #capacity = 0;
  #width = 0;

  constructor(layout: CacheLayout) {
    this.layout = layout;
    this.#data = layout.parts.map(() => cacheArray(layout, 0));
  }

  /** Rows in use. */
  get rows(): number {
    return this.#rows;
  }

  /** Token places per row. */
  get width(): number {
    return this.#width;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#capacity * this.#width * this.layout.bytesPerToken;
  }

  /** Numbers of the rows in use, for part `index`. */
  view(index: number): CacheArray {
    const part = this.layout.parts[index]!;
    return this.#data[index]!.subarray(0, this.#rows * part.heads * this.#width * part.size) as CacheArray;
  }

  /** Makes room for `width` tokens per row. @param used tokens of each row, which are kept */
  widen(width: number, used: readonly number[]): void {
    if (width > this.#width) this.#resize(this.#capacity, Math.ceil(width / WIDTH_STEP) * WIDTH_STEP, used);
  }

  /** Adds a row. @param used tokens of the rows so far @returns its index */
  add(past: KvBlock, used: readonly number[]): number {
    const width = Math.max(this.#width, Math.ceil((past.length + 1) / WIDTH_STEP) * WIDTH_STEP);
    const capacity = this.#rows < this.#capacity ? this.#capacity : grown(this.#capacity);
    if (width !== this.#width || capacity !== this.#capacity) this.#resize(capacity, width, used);
    const row = this.#rows++;
    this.layout.parts.forEach((part, i) => {
      const from = past.data[i]!;
      const to = this.#data[i]!;
      for (let head = 0; head < part.heads; head++) {
        const source = head * past.length * part.size;
        to.set(
          from.subarray(source, source + past.length * part.size),
          (row * part.heads + head) * this.#width * part.size,
        );
      }
    });
    return row;
  }

  /**
   * Removes a row; the last row takes its place.
   * @param used tokens of the rows so far
   */
  remove(row: number, used: readonly number[]): void {
    const last = --this.#rows;
    if (row !== last) this.#copyRow(last, row, used[last]!);
    if (last === 0) this.#resize(0, 0, []);
    else {
      const left = used.slice(0, last);
      if (row !== last) left[row] = used[last]!;
      const width = Math.ceil((Math.max(...left) + 1) / WIDTH_STEP) * WIDTH_STEP;
      // Shrink only when much is won: a narrower cache costs one copy, a wide one costs every step.
      const capacity = this.#rows * 4 <= this.#capacity ? this.#capacity / 2 : this.#capacity;
      if (width * 2 <= this.#width || capacity !== this.#capacity) {
        this.#resize(capacity, width * 2 <= this.#width ? width : this.#width, left);
      }
    }
  }

  /**
   * Writes one new token per row.
   * @param fresh part by part: numbers of all rows
   * @param width token places per row in `fresh`
   * @param from place in `fresh` of each row's new token
   * @param to place in the row where it goes
   */
  append(
    fresh: readonly CacheArray[],
    width: number,
    from: (row: number) => number,
    to: readonly number[],
  ): void {
    for (let i = 0; i < fresh.length; i++) {
      const { heads, size } = this.layout.parts[i]! as CachePart;
      const [source, target] = [fresh[i]!, this.#data[i]!];
      for (let row = 0; row < this.#rows; row++) {
        for (let head = 0; head < heads; head++) {
          const at = ((row * heads + head) * width + from(row)) * size;
          const place = ((row * heads + head) * this.#width + to[row]!) * size;
          for (let j = 0; j < size; j++) target[place + j] = source[at + j]!;
        }
      }
    }
  }

  /** Copies out tokens [from, to) of a row. */
  read(row: number, from: number, to: number): KvBlock {
    const length = to - from;
    const data = this.layout.parts.map((part, i) => {
      const out = cacheArray(this.layout, part.heads * length * part.size);
      for (let head = 0; head < part.heads; head++) {
        const at = ((row * part.heads + head) * this.#width + from) * part.size;
        out.set(this.#data[i]!.subarray(at, at + length * part.size), head * length * part.size);
      }
      return out;
    });
    return { length, data };
  }

  #copyRow(from: number, to: number, length: number): void {
    this.layout.parts.forEach((part, i) => {
      const data = this.#data[i]!;
      for (let head = 0; head < part.heads; head++) {
        const source = (from * part.heads + head) * this.#width * part.size;
        data.copyWithin(
          (to * part.heads + head) * this.#width * part.size,
          source,
          source + length * part.size,
        );
      }
    });
  }

  #resize(capacity: number, width: number, used: readonly number[]): void {
    this.layout.parts.forEach((part, i) => {
      const old = this.#data[i]!;
      const data = cacheArray(this.layout, capacity * part.heads * width * part.size);
      const rows = Math.min(this.#rows, capacity, used.length);
      for (let row = 0; row < rows; row++) {
        for (let head = 0; head < part.heads; head++) {
          const source = (row * part.heads + head) * this.#width * part.size;
          data.set(
            old.subarray(source, source + used[row]! * part.size),
            (row * part.heads + head) * width * part.size,
          );
        }
      }
      this.#data[i] = data;
    });
    this.#capacity = capacity;
    this.#width = width;
  }
}
