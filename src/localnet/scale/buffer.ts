import { LocalnetError } from "../errors.ts";

/** Deepest nesting of types while decoding; strangers may send batches of batches. */
const MAX_DEPTH = 64;

/** Reads SCALE bytes; every read past the end is an error, never a wrong value. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Offset of the next byte. */
  get offset(): number {
    return this.#at;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Runs `read` one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new LocalnetError("scale", `nested deeper than ${MAX_DEPTH}`);
    const value = read();
    this.#depth--;
    return value;
  }

  #take(size: number): number {
    if (size > this.left) throw new LocalnetError("scale", `${size} bytes wanted, ${this.left} left`);
    const at = this.#at;
    this.#at += size;
    return at;
  }

  bytes(size: number): Uint8Array {
    const at = this.#take(size);
    return this.#bytes.subarray(at, at + size);
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  u128(): bigint {
    const low = this.u64();
    return low | (this.u64() << 64n);
  }

  /** A compact integer of at most 128 bits. */
  compact(): bigint {
    const first = this.u8();
    switch (first & 3) {
      case 0:
        return BigInt(first >> 2);
      case 1:
        return BigInt((first | (this.u8() << 8)) >>> 2);
      case 2:
        return BigInt((first | (this.u8() << 8) | (this.u16() << 16)) >>> 2);
    }
    const size = (first >> 2) + 4;
    if (size > 16) throw new LocalnetError("scale", `compact integer of ${size} bytes`);
    let value = 0n;
    const bytes = this.bytes(size);
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    return value;
  }

  /** Length of a sequence; bounded by the bytes left, so that no length can exhaust memory. */
  length(): number {
    const length = this.compact();
    if (length > BigInt(this.left)) {
      throw new LocalnetError("scale", `length ${length} with ${this.left} bytes left`);
    }
    return Number(length);
  }
}

/** Writes SCALE bytes. */
export class Writer {
  #bytes = new Uint8Array(128);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  #grow(size: number): number {
    const at = this.#size;
    this.#size += size;
    if (this.#size > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(this.#size, this.#bytes.length * 2));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer);
    }
    return at;
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  u8(value: number): void {
    const at = this.#grow(1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value, true);
  }

  u128(value: bigint): void {
    this.u64(BigInt.asUintN(64, value));
    this.u64(BigInt.asUintN(64, value >> 64n));
  }

  /** A compact integer, 0 ≤ value < 2^128. */
  compact(value: bigint): void {
    if (value < 64n) this.u8(Number(value) << 2);
    else if (value < 16384n) this.u16((Number(value) << 2) | 1);
    else if (value < 1073741824n) this.u32(Number(value) * 4 + 2);
    else {
      let rest = value;
      const bytes: number[] = [];
      while (rest > 0n || bytes.length < 4) {
        bytes.push(Number(rest & 0xffn));
        rest >>= 8n;
      }
      this.u8(((bytes.length - 4) << 2) | 3);
      this.bytes(Uint8Array.from(bytes));
    }
  }

  /** What was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#size);
  }
}

/**
 * Turns values into SCALE bytes and back. Values are plain: numbers up to u32, bigint from u64 on (compact or
 * not), `0x…` text for byte sequences, arrays, objects with the field names of the chain (snake_case),
 * `null` for an empty option, `{ type, value }` for enums (encoding takes a bare name too).
 */
export interface Codec {
  write(value: unknown, out: Writer): void;
  read(input: Reader): unknown;
}
