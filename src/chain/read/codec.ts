import type { ApiPromise } from "@polkadot/api";
import type { Codec } from "@polkadot/types/types";

/** A decoded value with the few abilities we use; the library types storage of this chain no closer than Codec. */
export type Value = Codec;

interface OptionLike extends Codec {
  readonly isSome: boolean;
  unwrap(): Codec;
}

interface StructLike extends Codec {
  get(name: string): Codec | undefined;
}

/** An integer of any width. */
export function toBigInt(value: Value): bigint {
  return BigInt(value.toString());
}

/** An integer that fits a double: blocks, uids, u16; amounts lose nothing that is shown. */
export function toNumber(value: Value): number {
  return Number(value.toString());
}

/** A boolean. */
export function toBool(value: Value): boolean {
  return value.toString() === "true";
}

/** RAO or alpha RAO as TAO or alpha. */
export function toUnits(value: Value): number {
  return Number(value.toString()) / 1e9;
}

/** A u16 fraction, 0 to 1. */
export function toFraction(value: Value): number {
  return Number(value.toString()) / 65_535;
}

/** The value of an Option, or null. */
export function unwrap(value: Value): Value | null {
  const option = value as OptionLike;
  return option.isSome ? option.unwrap() : null;
}

/** The elements of a Vec or tuple. */
export function toList(value: Value): Value[] {
  return Array.from(value as unknown as Iterable<Codec>);
}

/**
 * A field of a struct.
 * @param name camelCase
 * @throws TypeError when the runtime's struct has no such field
 */
export function field(struct: Value, name: string): Value {
  const value = (struct as StructLike).get(name);
  if (value === undefined) throw new TypeError(`the runtime's answer has no field ${name}`);
  return value;
}

/** Anything with storage and runtime calls: the api itself, or the api at one block. */
export type Reader = Pick<ApiPromise, "query" | "call">;

/** Reads one item of SubtensorModule. @param item camelCase */
export function subtensor(reader: Reader, item: string, ...keys: unknown[]): Promise<Value> {
  const entry = reader.query.subtensorModule?.[item];
  if (!entry) throw new TypeError(`the runtime has no storage ${item}`);
  return entry(...keys);
}

/** True when SubtensorModule has this storage item. @param item camelCase */
export function hasStorage(reader: Reader, item: string): boolean {
  return reader.query.subtensorModule?.[item] !== undefined;
}

/** True when the runtime offers this call of a runtime API. Both names camelCase. */
export function hasApi(reader: Reader, api: string, method: string): boolean {
  return reader.call[api]?.[method] !== undefined;
}
