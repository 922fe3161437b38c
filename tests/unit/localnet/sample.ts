/** Values of any type of the runtime table, for tests that compare encodings. */
import { parseFields, parseVariant } from "../../../src/localnet/scale/definition.ts";
import { parseType, type TypeExpression } from "../../../src/localnet/scale/type_expression.ts";
import type { Schema } from "../../../src/localnet/chain_schema.ts";
import { seededRandom } from "../../../src/base/mod.ts";

/** A function that makes values of a type; equal seeds make equal values. */
export function sampler(schema: Schema, seed: string): (type: string) => unknown {
  const random = seededRandom(seed);
  const below = (bound: number): number => Math.floor(random.next() * bound);
  const bits = (count: number): bigint => {
    let value = 0n;
    for (let i = 0; i < count; i += 8) value = (value << 8n) | BigInt(below(256));
    // Small numbers are as interesting as large ones.
    return below(3) === 0 ? value & 0xffn : value;
  };
  const bytes = (length: number): string =>
    `0x${Array.from({ length }, () => below(256).toString(16).padStart(2, "0")).join("")}`;

  const fields = (text: string | undefined, depth: number): unknown => {
    const list = parseFields(text ?? "");
    if (list.length === 0) return null;
    if (list[0]!.name === null) {
      const values = list.map((field) => make(parseType(field.type), depth));
      return list.length === 1 ? values[0] : values;
    }
    return Object.fromEntries(list.map((field) => [field.name!, make(parseType(field.type), depth)]));
  };
  const make = (type: TypeExpression, depth: number): unknown => {
    const isByte = (of: TypeExpression) => of.kind === "primitive" && of.name === "u8";
    switch (type.kind) {
      case "primitive":
        if (type.name === "bool") return below(2) === 1;
        if (type.name === "str") return ["", "tao", "τ ρ"][below(3)];
        if (type.name.startsWith("i")) {
          const size = Number(type.name.slice(1));
          const value = BigInt.asIntN(size, bits(size));
          return size > 32 ? value : Number(value);
        }
        return Number(type.name.slice(1)) > 32
          ? bits(Number(type.name.slice(1)))
          : Number(bits(Number(type.name.slice(1))));
      case "compact":
        return type.of.kind === "tuple" ? null : make(type.of, depth);
      case "vec":
      case "bounded":
        if (isByte(type.of)) return bytes(below(5));
        return Array.from({ length: depth > 4 ? 0 : below(3) }, () => make(type.of, depth + 1));
      case "array":
        if (isByte(type.of)) return bytes(type.length);
        return Array.from({ length: type.length }, () => make(type.of, depth));
      case "option":
        return below(3) === 0 ? null : make(type.of, depth);
      case "tuple":
        return type.items.length === 0 ? null : type.items.map((item) => make(item, depth));
      case "map":
        return [];
      case "result":
        return below(2) === 0
          ? { type: "Ok", value: make(type.left, depth) }
          : { type: "Err", value: make(type.right, depth) };
      case "named": {
        const definition = schema.table.types[type.name]!;
        if (type.name === "UncheckedExtrinsic") throw new Error("transactions are made elsewhere");
        if (type.name === "RuntimeCall" && depth > 0) {
          return { type: "System", value: { type: "remark", value: { remark: bytes(3) } } };
        }
        if (!definition.variants) return fields(definition.fields, depth + 1);
        // The client library guesses the other forms of addresses by their length; nobody sends them.
        const variants = definition.variants.map(parseVariant).filter((one) =>
          type.name !== "MultiAddress" || one.name === "Id"
        );
        const variant = variants[below(variants.length)]!;
        return { type: variant.name, value: variantValue(variant.fields, depth + 1) };
      }
    }
  };
  const variantValue = (list: ReturnType<typeof parseFields>, depth: number): unknown => {
    if (list.length === 0) return null;
    const values = list.map((field) => make(parseType(field.type), depth));
    if (list[0]!.name !== null) return Object.fromEntries(list.map((field, i) => [field.name!, values[i]]));
    return list.length === 1 ? values[0] : values;
  };
  return (type) => make(parseType(type), 0);
}
