import { fromHex, toHex } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import { type Codec, Reader, Writer } from "./buffer.ts";
import { parseFields, parseVariant, type TypeDefinition } from "./definition.ts";
import { parseType, type TypeExpression, typeText } from "./type_expression.ts";
import { fieldsCodec, variantsCodec } from "./composite.ts";
import { primitiveCodec } from "./primitive.ts";

/** Codecs of all types of a table, made when first asked for. */
export class Codecs {
  readonly #types: Readonly<Record<string, TypeDefinition>>;
  readonly #made = new Map<string, Codec>();
  readonly #parsed = new Map<string, Codec>();

  constructor(types: Readonly<Record<string, TypeDefinition>>) {
    this.#types = types;
  }

  /** The codec of a type text. */
  of(type: string): Codec {
    let codec = this.#parsed.get(type);
    if (!codec) this.#parsed.set(type, codec = this.#make(parseType(type)));
    return codec;
  }

  /** SCALE bytes of a value. */
  encode(type: string, value: unknown): Uint8Array<ArrayBuffer> {
    const out = new Writer();
    this.of(type).write(value, out);
    return out.finish();
  }

  /** SCALE bytes of a value as `0x…`. */
  encodeHex(type: string, value: unknown): string {
    return `0x${toHex(this.encode(type, value))}`;
  }

  /**
   * The value of SCALE bytes, all of which must be used.
   * @throws LocalnetError `scale`
   */
  decode<T = unknown>(type: string, bytes: Uint8Array): T {
    const input = new Reader(bytes);
    const value = this.of(type).read(input);
    if (input.left > 0) throw new LocalnetError("scale", `${input.left} bytes left after a ${type}`);
    return value as T;
  }

  /** The value of `0x…`. */
  decodeHex<T = unknown>(type: string, hex: string): T {
    return this.decode<T>(type, fromHex(hex));
  }

  #make(type: TypeExpression): Codec {
    const key = typeText(type);
    const known = this.#made.get(key);
    if (known) return known;
    // Types may contain themselves (a batch of calls): the first lookup finds this stand-in.
    const real: { codec?: Codec } = {};
    this.#made.set(key, {
      write: (value, out) => real.codec!.write(value, out),
      read: (input) => input.nested(() => real.codec!.read(input)),
    });
    real.codec = this.#build(type);
    this.#made.set(key, real.codec);
    return real.codec;
  }

  #build(type: TypeExpression): Codec {
    switch (type.kind) {
      case "primitive":
        return primitiveCodec(type.name);
      case "compact":
        // Compact<()> is the account index of an address: nothing at all.
        if (type.of.kind === "tuple") return this.#make(type.of);
        return compactCodec(this.#narrow(type.of));
      case "vec":
      case "bounded":
        return isByte(type.of) ? bytesCodec(null) : listCodec(this.#make(type.of), null);
      case "array":
        return isByte(type.of) ? bytesCodec(type.length) : listCodec(this.#make(type.of), type.length);
      case "option":
        return optionCodec(this.#make(type.of));
      case "tuple":
        return fieldsCodec(type.items.map((item) => ({ name: null, codec: this.#make(item) })), false);
      case "map":
        return listCodec(this.#build({ kind: "tuple", items: [type.left, type.right] }), null);
      case "result":
        return variantsCodec("Result", [
          { index: 0, name: "Ok", codec: this.#make(type.left) },
          { index: 1, name: "Err", codec: this.#make(type.right) },
        ]);
      case "named":
        return this.#named(type.name);
    }
  }

  #named(name: string): Codec {
    const definition = this.#types[name];
    if (!definition) throw new LocalnetError("table", `no type "${name}"`);
    const fields = (text: ReturnType<typeof parseFields>) =>
      fieldsCodec(text.map((field) => ({ name: field.name, codec: this.of(field.type) })), true);
    if (!definition.variants) return fields(parseFields(definition.fields ?? ""));
    const variants = definition.variants.map(parseVariant);
    return variantsCodec(
      name,
      variants.map((v) => ({ index: v.index, name: v.name, codec: fields(v.fields) })),
    );
  }

  /** Whether a compact integer of this type fits a number. */
  #narrow(type: TypeExpression): boolean {
    return type.kind === "primitive" && ["u8", "u16", "u32"].includes(type.name);
  }
}

function isByte(type: TypeExpression): boolean {
  return type.kind === "primitive" && type.name === "u8";
}

function compactCodec(narrow: boolean): Codec {
  return {
    write(value, out) {
      const big = BigInt(value as bigint | number);
      if (big < 0n || big >= 1n << 128n) throw new LocalnetError("scale", `no compact integer: ${big}`);
      out.compact(big);
    },
    read: (input) => narrow ? Number(input.compact()) : input.compact(),
  };
}

function bytesCodec(length: number | null): Codec {
  return {
    write(value, out) {
      const bytes = value instanceof Uint8Array ? value : fromHex(String(value));
      if (length !== null && bytes.length !== length) {
        throw new LocalnetError("scale", `${bytes.length} bytes where ${length} are wanted`);
      }
      if (length === null) out.compact(BigInt(bytes.length));
      out.bytes(bytes);
    },
    read: (input) => `0x${toHex(input.bytes(length ?? input.length()))}`,
  };
}

function listCodec(item: Codec, length: number | null): Codec {
  return {
    write(value, out) {
      const items = value as unknown[];
      if (!Array.isArray(items)) throw new LocalnetError("scale", `no list: ${typeof value}`);
      if (length === null) out.compact(BigInt(items.length));
      else if (items.length !== length) {
        throw new LocalnetError("scale", `${items.length} items where ${length} are wanted`);
      }
      for (const one of items) item.write(one, out);
    },
    read(input) {
      const count = length ?? input.length();
      const items: unknown[] = [];
      for (let i = 0; i < count; i++) items.push(item.read(input));
      return items;
    },
  };
}

function optionCodec(inner: Codec): Codec {
  return {
    write(value, out) {
      out.u8(value === null || value === undefined ? 0 : 1);
      if (value !== null && value !== undefined) inner.write(value, out);
    },
    read(input) {
      const flag = input.u8();
      if (flag > 1) throw new LocalnetError("scale", `option flag ${flag}`);
      return flag === 0 ? null : inner.read(input);
    },
  };
}
