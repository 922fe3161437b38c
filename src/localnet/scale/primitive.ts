import { utf8 } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import type { Codec } from "./buffer.ts";
import type { PrimitiveName } from "./type_expression.ts";

/** Range of the integers that are plain numbers. */
const NARROW: Partial<Record<PrimitiveName, [min: number, max: number]>> = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffffffff],
  i16: [-0x8000, 0x7fff],
  i32: [-0x80000000, 0x7fffffff],
};

/** Codec of a primitive type. */
export function primitiveCodec(name: PrimitiveName): Codec {
  switch (name) {
    case "bool":
      return {
        write: (value, out) => out.u8(value === true ? 1 : 0),
        read(input) {
          const byte = input.u8();
          if (byte > 1) throw new LocalnetError("scale", `bool ${byte}`);
          return byte === 1;
        },
      };
    case "str":
      return {
        write(value, out) {
          const bytes = utf8(String(value));
          out.compact(BigInt(bytes.length));
          out.bytes(bytes);
        },
        read: (input) => new TextDecoder().decode(input.bytes(input.length())),
      };
    case "u64":
    case "u128":
    case "i64":
    case "i128":
      return wideCodec(name);
    default:
      return narrowCodec(name);
  }
}

function narrowCodec(name: PrimitiveName): Codec {
  const [min, max] = NARROW[name]!;
  const size = max > 0xffff ? 4 : max > 0xff ? 2 : 1;
  const signed = min < 0;
  return {
    write(value, out) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < min || number > max) {
        throw new LocalnetError("scale", `no ${name}: ${value}`);
      }
      if (size === 1) out.u8(number);
      else if (size === 2) out.u16(number & 0xffff);
      else out.u32(number >>> 0);
    },
    read(input) {
      if (size === 1) return input.u8();
      if (size === 2) return signed ? (input.u16() << 16) >> 16 : input.u16();
      return signed ? input.u32() | 0 : input.u32();
    },
  };
}

function wideCodec(name: "u64" | "u128" | "i64" | "i128"): Codec {
  const bits = name.endsWith("64") ? 64 : 128;
  const signed = name.startsWith("i");
  const fit = signed ? BigInt.asIntN : BigInt.asUintN;
  return {
    write(value, out) {
      const big = BigInt(value as bigint | number);
      if (fit(bits, big) !== big) throw new LocalnetError("scale", `no ${name}: ${big}`);
      if (bits === 64) out.u64(BigInt.asUintN(64, big));
      else out.u128(BigInt.asUintN(128, big));
    },
    read: (input) => fit(bits, bits === 64 ? input.u64() : input.u128()),
  };
}
