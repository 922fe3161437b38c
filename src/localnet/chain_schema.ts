import { concatBytes, fromHex, toHex } from "../base/mod.ts";
import { LocalnetError } from "./errors.ts";
import { apiId, HASHERS, twox128 } from "./hash.ts";
import type { Codec } from "./scale/buffer.ts";
import { Codecs } from "./scale/scale_codec.ts";
import { Reader, Writer } from "./scale/buffer.ts";
import { parseFields, parseVariant } from "./scale/definition.ts";
import { type RuntimeTable, runtimeTable, SPEC_VERSION, TRANSACTION_VERSION } from "./table/runtime_table.ts";

/** Hex digits of the part of a key that names the item. */
const PREFIX_DIGITS = 64;

/** Most keys of one item that are remembered. */
const MAX_KNOWN_KEYS = 8192;

/** A storage item ready for use. */
export interface StorageItem {
  /** `Pallet.Item`. */
  name: string;
  /** 32 bytes as hex digits without `0x`: all keys of this item start with it. */
  prefix: string;
  codec: Codec;
  /** Null where the item is an option. */
  fallback: Uint8Array<ArrayBuffer> | null;
  /** Number of keys. */
  arity: number;
  /** The whole key as `0x…`. */
  key(...keys: unknown[]): string;
  /** The value of stored bytes; without bytes the default, or null. */
  decode(hex: string | null): unknown;
  /** Stored bytes of a value, `0x…`. */
  encode(value: unknown): string;
}

/** A function of a runtime API. */
export interface ApiMethod {
  inputs: { name: string; type: string }[];
  output: string;
}

/** A module error as a dispatch error carries it. */
export interface ModuleErrorId {
  index: number;
  error: number;
}

/** What a new version of the runtime changes. */
export interface RuntimeUpgrade {
  /** `spec_version` that the chain reports from then on; clients load the metadata again when it changes. */
  specVersion: number;
  /** Calls it no longer has, `Pallet.call_name`. @default {[]} */
  withoutCalls?: readonly string[];
}

/** Codecs, storage items, errors and runtime APIs of one table. */
export class Schema {
  readonly table: RuntimeTable;
  readonly codecs: Codecs;
  readonly #storage = new Map<string, StorageItem>();
  readonly #apis = new Map<string, ApiMethod>();
  readonly #errors = new Map<string, ModuleErrorId>();

  /** Spec version of the runtime. */
  readonly specVersion: number;
  readonly #constants: Readonly<Record<string, string>>;

  /** @param constants see {@link runtimeTable} */
  constructor(constants: Readonly<Record<string, string>> = {}, runtime: RuntimeUpgrade | null = null) {
    this.#constants = constants;
    this.specVersion = runtime?.specVersion ?? SPEC_VERSION;
    this.table = runtimeTable(constants, runtime?.withoutCalls);
    this.codecs = new Codecs(this.table.types);
    for (const pallet of this.table.pallets) {
      for (const [name, keys, value, fallback] of pallet.storage) {
        const full = `${pallet.name}.${name}`;
        this.#storage.set(full, this.#item(full, keys, value, fallback));
      }
      for (const text of pallet.errors) {
        const variant = parseVariant(text);
        this.#errors.set(`${pallet.name}.${variant.name}`, { index: pallet.index, error: variant.index });
      }
    }
    for (const api of this.table.apis) {
      for (const [name, inputs, output] of api.methods) {
        this.#apis.set(`${api.name}_${name}`, {
          inputs: parseFields(inputs).map((field) => ({ name: field.name!, type: field.type })),
          output,
        });
      }
    }
  }

  /** All storage items. */
  get items(): IterableIterator<StorageItem> {
    return this.#storage.values();
  }

  /**
   * A storage item by `Pallet.Item`; without a dot the pallet is SubtensorModule.
   * @throws LocalnetError `table` for an unknown name
   */
  storage(name: string): StorageItem {
    const item = this.#storage.get(name.includes(".") ? name : `SubtensorModule.${name}`);
    if (!item) throw new LocalnetError("table", `no storage item "${name}"`);
    return item;
  }

  /**
   * Checks that bytes are a value of the item their key belongs to; keys of no item pass.
   * @throws LocalnetError `scale`
   */
  checkValue(key: string, value: string): void {
    const prefix = key.slice(2, 2 + PREFIX_DIGITS);
    for (const item of this.#storage.values()) {
      if (item.prefix !== prefix) continue;
      const reader = new Reader(fromHex(value));
      item.codec.read(reader);
      if (reader.left > 0) throw new LocalnetError("scale", `${reader.left} bytes too many for ${item.name}`);
    }
  }

  /** A function of a runtime API by `Api_method`. */
  api(name: string): ApiMethod | undefined {
    return this.#apis.get(name);
  }

  /** Index of a module error by `Pallet.Error`. */
  error(name: string): ModuleErrorId {
    const id = this.#errors.get(name);
    if (!id) throw new LocalnetError("table", `no error "${name}"`);
    return id;
  }

  /** Name of a module error, `Pallet.Error`. */
  errorName(id: ModuleErrorId): string | undefined {
    for (const [name, one] of this.#errors) if (one.index === id.index && one.error === id.error) return name;
    return undefined;
  }

  /** The same runtime in a later version. */
  upgraded(runtime: RuntimeUpgrade): Schema {
    return new Schema(this.#constants, runtime);
  }

  /** The runtime version as plain value, as the chain's `System.Version` constant holds it. */
  runtimeVersion(): Record<string, unknown> {
    return {
      spec_name: "node-subtensor",
      impl_name: "node-subtensor",
      authoring_version: 1,
      spec_version: this.specVersion,
      impl_version: 1,
      apis: this.table.apis.map((api) => [`0x${toHex(apiId(api.name))}`, api.version]),
      transaction_version: TRANSACTION_VERSION,
      system_version: 1,
    };
  }

  #item(
    name: string,
    keys: RuntimeTable["pallets"][number]["storage"][number][1],
    value: string,
    fallback: string | null,
  ): StorageItem {
    const [pallet, item] = name.split(".") as [string, string];
    const prefix = concatBytes(twox128(pallet), twox128(item));
    const prefixHex = toHex(prefix);
    const codec = this.codecs.of(value);
    const bytes = fallback === null ? null : fromHex(fallback);
    // Keys are hashed once: the accounts of a subnet are looked up again and again.
    const known = new Map<string, string>();
    const hashers = keys.map(([hasher, type]) => ({ hash: HASHERS[hasher], codec: this.codecs.of(type) }));
    return {
      name,
      prefix: prefixHex,
      codec,
      fallback: bytes,
      arity: keys.length,
      key: (...values) => {
        if (values.length !== hashers.length) {
          throw new LocalnetError("scale", `${name} has ${hashers.length} keys, got ${values.length}`);
        }
        const text = values.join();
        const found = known.get(text);
        if (found !== undefined) return found;
        let key = `0x${prefixHex}`;
        hashers.forEach(({ hash, codec }, i) => {
          const out = new Writer();
          codec.write(values[i], out);
          key += toHex(hash(out.finish()));
        });
        if (known.size >= MAX_KNOWN_KEYS) known.clear();
        known.set(text, key);
        return key;
      },
      decode: (hex) => {
        if (hex !== null) return codec.read(new Reader(fromHex(hex)));
        return bytes === null ? null : codec.read(new Reader(bytes));
      },
      encode: (value) => {
        const out = new Writer();
        codec.write(value, out);
        return `0x${toHex(out.finish())}`;
      },
    };
  }
}
