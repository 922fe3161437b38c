import { setImmediate } from "node:timers";
import type { SiLookupTypeId } from "@polkadot/types/interfaces";
import type { Registry } from "@polkadot/types/types";
import { ss58Encode } from "../../wallet/mod.ts";

/**
 * SCALE values as plain ones, read by the chain's own description of its types. The library makes an object with a
 * big number per integer: a metagraph of 256 neurons holds up the event loop for 30 ms that way, these for two.
 * The values have the few abilities that `codec.ts` uses of the library's: integers, booleans and texts as they are,
 * lists, structs as maps, and the classes below.
 */
export type Plain =
  | number
  | bigint
  | boolean
  | string
  | Plain[]
  | Map<string, Plain>
  | PlainBytes
  | PlainOption;

/** Bytes of an account or any other text of bytes. */
export class PlainBytes {
  constructor(readonly bytes: Uint8Array<ArrayBuffer>) {}

  toHex(): string {
    return `0x${this.bytes.toHex()}`;
  }

  /** The address when these are 32 bytes, as an account id has. */
  toString(): string {
    return this.bytes.length === 32 ? ss58Encode(this.bytes) : this.toHex();
  }
}

/** A value that may be missing. */
export class PlainOption {
  readonly isNone: boolean;
  constructor(readonly isSome: boolean, readonly value: Plain) {
    this.isNone = !isSome;
  }

  unwrap(): Plain {
    return this.value;
  }
}

/** Elements of a list that are read between two looks at the event loop. */
const SLICE = 128;

/** Lets everything else that is ready run first. */
export function pause(): Promise<void> {
  return new Promise((resolve) => void setImmediate(() => resolve()));
}

/** Where reading stands. Reading past the end throws RangeError. */
class Cursor {
  at = 0;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array<ArrayBuffer>) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#view.getUint8(this.at++);
  }

  take(count: number): Uint8Array<ArrayBuffer> {
    if (count > this.bytes.length - this.at) throw new RangeError("the answer ends too early");
    return this.bytes.subarray(this.at, this.at += count);
  }

  /** A little-endian integer of so many bytes; a number where that is exact. */
  integer(size: number, signed: boolean): number | bigint {
    const view = this.#view;
    const at = this.at;
    if (size > 8) return this.#big(size, signed);
    this.at += size;
    if (size === 1) return signed ? view.getInt8(at) : view.getUint8(at);
    if (size === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
    if (size === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
    return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
  }

  #big(size: number, signed: boolean): bigint {
    const bytes = this.take(size);
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = value << 8n | BigInt(bytes[i]!);
    return signed ? BigInt.asIntN(size * 8, value) : value;
  }

  compact(): number | bigint {
    const first = this.byte();
    const mode = first & 3;
    if (mode === 0) return first >> 2;
    if (mode === 1) return first >> 2 | this.byte() << 6;
    if (mode === 2) {
      const low = this.integer(3 - 1, false) as number;
      return (first >> 2) + low * 2 ** 6 + this.byte() * 2 ** 22;
    }
    return this.#big((first >> 2) + 4, false);
  }

  /** A length prefix. No element is smaller than a byte, so there are no more of them than bytes. */
  length(): number {
    const count = Number(this.compact());
    if (count > this.bytes.length - this.at) {
      throw new RangeError(`a list of ${count} does not fit its answer`);
    }
    return count;
  }
}

type Reader = (cursor: Cursor) => Plain;

const INTEGERS: Readonly<Record<string, readonly [size: number, signed: boolean]>> = {
  U8: [1, false],
  U16: [2, false],
  U32: [4, false],
  U64: [8, false],
  U128: [16, false],
  U256: [32, false],
  I8: [1, true],
  I16: [2, true],
  I32: [4, true],
  I64: [8, true],
  I128: [16, true],
  I256: [32, true],
};

const camelCase = (name: string) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Reads values of the types of one runtime. */
export class PlainDecoder {
  readonly #lookup: Registry["lookup"];
  readonly #readers = new Map<number, Reader>();

  constructor(lookup: Registry["lookup"]) {
    this.#lookup = lookup;
  }

  /**
   * One value. Long lists are read in slices, with room for others between them.
   * @throws RangeError for an answer that is too short, TypeError for a type that is not known here
   */
  async decode(type: SiLookupTypeId, bytes: Uint8Array<ArrayBuffer>): Promise<Plain> {
    return await this.#sliced(type, new Cursor(bytes));
  }

  /** Like {@link #reader}, with pauses: for options, structs and the lists in them. */
  async #sliced(type: SiLookupTypeId, cursor: Cursor): Promise<Plain> {
    const { def, path } = this.#lookup.getSiType(type);
    if (def.isVariant && path.length === 1 && path[0]!.toString() === "Option") {
      if (cursor.byte() === 0) return new PlainOption(false, false);
      return new PlainOption(true, await this.#sliced(def.asVariant.variants[1]!.fields[0]!.type, cursor));
    }
    if (def.isComposite && def.asComposite.fields.every(({ name }) => name.isSome)) {
      const struct = new Map<string, Plain>();
      for (const { name, type } of def.asComposite.fields) {
        struct.set(camelCase(name.unwrap().toString()), await this.#sliced(type, cursor));
      }
      return struct;
    }
    if (!def.isSequence || this.#isByte(def.asSequence.type)) return this.#reader(type)(cursor);
    const read = this.#reader(def.asSequence.type);
    const list: Plain[] = [];
    for (let left = cursor.length(); left > 0; left--) {
      list.push(read(cursor));
      if (list.length % SLICE === 0) await pause();
    }
    return list;
  }

  #isByte(type: SiLookupTypeId): boolean {
    const { def } = this.#lookup.getSiType(type);
    return def.isPrimitive && def.asPrimitive.type === "U8";
  }

  #reader(type: SiLookupTypeId): Reader {
    const id = type.toNumber();
    const known = this.#readers.get(id);
    if (known) return known;
    // A type may contain itself: what is asked for meanwhile finds the finished reader when it runs.
    this.#readers.set(id, (cursor) => this.#readers.get(id)!(cursor));
    const reader = this.#build(type);
    this.#readers.set(id, reader);
    return reader;
  }

  #build(type: SiLookupTypeId): Reader {
    const { def, path } = this.#lookup.getSiType(type);
    if (def.isPrimitive) return primitive(def.asPrimitive.type);
    if (def.isCompact) return (cursor) => cursor.compact();
    if (def.isSequence) return this.#list(def.asSequence.type, (cursor) => cursor.length());
    if (def.isArray) {
      const count = def.asArray.len.toNumber();
      return this.#list(def.asArray.type, () => count);
    }
    if (def.isTuple) {
      const readers = def.asTuple.map((each) => this.#reader(each));
      return (cursor) => readers.map((read) => read(cursor));
    }
    if (def.isComposite) return this.#struct(def.asComposite.fields);
    if (def.isVariant && path.length === 1 && path[0]!.toString() === "Option") {
      const read = this.#reader(def.asVariant.variants[1]!.fields[0]!.type);
      return (cursor) =>
        cursor.byte() === 0 ? new PlainOption(false, false) : new PlainOption(true, read(cursor));
    }
    throw new TypeError(`values of ${path.toString()} (${def.type}) are not read here`);
  }

  #list(type: SiLookupTypeId, length: (cursor: Cursor) => number): Reader {
    if (this.#isByte(type)) return (cursor) => new PlainBytes(cursor.take(length(cursor)));
    const read = this.#reader(type);
    return (cursor) => Array.from({ length: length(cursor) }, () => read(cursor));
  }

  /** A struct as a map; what only wraps one nameless value is that value. */
  #struct(fields: Iterable<{ name: { isSome: boolean; unwrap(): unknown }; type: SiLookupTypeId }>): Reader {
    const readers = Array.from(fields, ({ name, type }, i) => ({
      name: name.isSome ? camelCase(String(name.unwrap())) : String(i),
      named: name.isSome,
      read: this.#reader(type),
    }));
    if (readers.length === 1 && !readers[0]!.named) return readers[0]!.read;
    return (cursor) => new Map(readers.map(({ name, read }) => [name, read(cursor)] as const));
  }
}

function primitive(name: string): Reader {
  if (name === "Bool") return (cursor) => cursor.byte() !== 0;
  if (name === "Str") return (cursor) => new TextDecoder().decode(cursor.take(cursor.length()));
  const integer = INTEGERS[name];
  if (!integer) throw new TypeError(`values of ${name} are not read here`);
  const [size, signed] = integer;
  return (cursor) => cursor.integer(size, signed);
}
