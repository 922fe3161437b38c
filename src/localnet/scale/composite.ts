import { LocalnetError } from "../errors.ts";
import type { Codec } from "./buffer.ts";

/** A field with its codec. */
export interface FieldCodec {
  name: string | null;
  codec: Codec;
}

/** An enum value. */
export interface EnumValue<Value = unknown> {
  type: string;
  value: Value;
}

/**
 * Codec of fields in a row. Named fields are an object, unnamed ones an array; a single unnamed field stands for
 * itself when `transparent`.
 */
export function fieldsCodec(fields: FieldCodec[], transparent: boolean): Codec {
  if (fields.length === 0) return { write: () => {}, read: () => null };
  if (transparent && fields.length === 1 && fields[0]!.name === null) return fields[0]!.codec;
  if (fields[0]!.name === null) {
    return {
      write(value, out) {
        const items = value as unknown[];
        if (!Array.isArray(items) || items.length !== fields.length) {
          throw new LocalnetError("scale", `no tuple of ${fields.length}`);
        }
        fields.forEach((field, i) => field.codec.write(items[i], out));
      },
      read: (input) => fields.map((field) => field.codec.read(input)),
    };
  }
  return {
    write(value, out) {
      const object = value as Record<string, unknown>;
      for (const { name, codec } of fields) {
        const item = object[name!];
        if (item === undefined) throw new LocalnetError("scale", `field ${name} is missing`);
        codec.write(item, out);
      }
    },
    read(input) {
      const object: Record<string, unknown> = {};
      for (const { name, codec } of fields) object[name!] = codec.read(input);
      return object;
    },
  };
}

/** Codec of an enum. */
export function variantsCodec(
  what: string,
  variants: { index: number; name: string; codec: Codec }[],
): Codec {
  const byIndex = new Map(variants.map((variant) => [variant.index, variant]));
  const byName = new Map(variants.map((variant) => [variant.name, variant]));
  return {
    write(value, out) {
      const { type, value: inner } = typeof value === "string"
        ? { type: value, value: null }
        : value as EnumValue;
      const variant = byName.get(type);
      if (!variant) throw new LocalnetError("scale", `no variant ${type} in ${what}`);
      out.u8(variant.index);
      variant.codec.write(inner, out);
    },
    read(input): EnumValue {
      const index = input.u8();
      const variant = byIndex.get(index);
      if (!variant) throw new LocalnetError("scale", `no variant ${index} in ${what}`);
      return { type: variant.name, value: input.nested(() => variant.codec.read(input)) };
    },
  };
}
