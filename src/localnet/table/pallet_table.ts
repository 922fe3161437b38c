import type { HasherName } from "../hash.ts";

/** One key of a storage map: hasher and type text. */
export type StorageKeyEntry = readonly [hasher: HasherName, type: string];

/**
 * One storage item: name, keys (none for a plain value), type of the value, SCALE bytes of the default
 * (null = no default: the item is an option).
 */
export type StorageEntry = readonly [
  name: string,
  keys: readonly StorageKeyEntry[],
  value: string,
  fallback: string | null,
];

/** One constant: name, type, SCALE bytes. */
export type ConstantEntry = readonly [name: string, type: string, value: string];

/** One pallet of the runtime: indices and names as on finney at spec version 424 (chain.md). */
export interface PalletEntry {
  name: string;
  index: number;
  /** First segment of the Rust path of its call, event and error types. */
  crate: string;
  /** Variant texts: `4 serve_axon(netuid: u16, …)`. */
  calls: readonly string[];
  events: readonly string[];
  errors: readonly string[];
  storage: readonly StorageEntry[];
  constants: readonly ConstantEntry[];
}

/** One function of a runtime API: name, inputs (`netuid: u16, uid: u16`), type of the result. */
export type ApiMethodEntry = readonly [name: string, inputs: string, output: string];

/** A runtime API with its version. */
export interface ApiEntry {
  name: string;
  version: number;
  methods: readonly ApiMethodEntry[];
}

/** A part of the signed payload: identifier, type inside the extrinsic, type that is only signed. */
export type ExtensionEntry = readonly [identifier: string, type: string, implicit: string];
