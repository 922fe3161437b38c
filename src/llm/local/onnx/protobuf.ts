/** Writes protobuf messages: just enough of the wire format for ONNX files. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  #varint(value: bigint): void {
    const out: number[] = [];
    let left = BigInt.asUintN(64, value);
    do {
      let byte = Number(left & 127n);
      left >>= 7n;
      if (left) byte |= 128;
      out.push(byte);
    } while (left);
    this.#push(Uint8Array.from(out));
  }

  /** Wire type 0. */
  int(field: number, value: number | bigint): this {
    this.#varint(BigInt(field << 3));
    this.#varint(BigInt(value));
    return this;
  }

  /** Wire type 2. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(BigInt((field << 3) | 2));
    this.#varint(BigInt(value.length));
    this.#push(value);
    return this;
  }

  /** Wire type 2, UTF-8. */
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Wire type 2, nested. */
  message(field: number, value: ProtoWriter): this {
    return this.bytes(field, value.finish());
  }

  /** Wire type 5, little-endian. */
  float(field: number, value: number): this {
    this.#varint(BigInt((field << 3) | 5));
    this.#push(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  /** The message so far. */
  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
