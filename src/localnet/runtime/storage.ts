import type { Schema } from "../chain_schema.ts";

/** Reads and writes values by name; what a runtime function sees of the state. */
export interface StorageAccess {
  /**
   * The value of an item: its default, or null for options, when nothing is stored.
   * @param item `Pallet.Item`, or the item alone for SubtensorModule
   */
  get<T>(item: string, ...keys: unknown[]): T;
  /** Whether something is stored: for items whose value says nothing itself. */
  has(item: string, ...keys: unknown[]): boolean;
}

/** Where the raw values come from: the state at one block. */
export type RawReader = (key: string) => string | null;

/** Reads one state. */
export class StorageView implements StorageAccess {
  constructor(readonly schema: Schema, readonly raw: RawReader) {}

  get<T>(item: string, ...keys: unknown[]): T {
    const storage = this.schema.storage(item);
    return storage.decode(this.raw(storage.key(...keys))) as T;
  }

  has(item: string, ...keys: unknown[]): boolean {
    return this.raw(this.schema.storage(item).key(...keys)) !== null;
  }
}

/**
 * Writes on top of a state, in layers: a failed transaction drops its layer, a good one passes it down.
 */
export class StorageOverlay implements StorageAccess {
  readonly #layers: Map<string, string | null>[] = [new Map()];

  constructor(readonly schema: Schema, readonly base: RawReader) {}

  readonly raw: RawReader = (key) => {
    for (let i = this.#layers.length - 1; i >= 0; i--) {
      const value = this.#layers[i]!.get(key);
      if (value !== undefined) return value;
    }
    return this.base(key);
  };

  get<T>(item: string, ...keys: unknown[]): T {
    const storage = this.schema.storage(item);
    return storage.decode(this.raw(storage.key(...keys))) as T;
  }

  has(item: string, ...keys: unknown[]): boolean {
    return this.raw(this.schema.storage(item).key(...keys)) !== null;
  }

  /** Stores a value. */
  put(item: string, keys: readonly unknown[], value: unknown): void {
    const storage = this.schema.storage(item);
    this.putRaw(storage.key(...keys), storage.encode(value));
  }

  /** Removes a value. */
  remove(item: string, ...keys: unknown[]): void {
    this.putRaw(this.schema.storage(item).key(...keys), null);
  }

  /** Stores bytes under a key, both `0x…`. */
  putRaw(key: string, value: string | null): void {
    this.#layers.at(-1)!.set(key, value);
  }

  /** Runs `work` in its own layer, kept only when it returns. */
  transaction<T>(work: () => T): T {
    const layer = new Map<string, string | null>();
    this.#layers.push(layer);
    try {
      const result = work();
      this.#layers.pop();
      for (const [key, value] of layer) this.#layers.at(-1)!.set(key, value);
      return result;
    } catch (error) {
      this.#layers.pop();
      throw error;
    }
  }

  /** Everything written, once no transaction is open. */
  changes(): ReadonlyMap<string, string | null> {
    return this.#layers[0]!;
  }
}
