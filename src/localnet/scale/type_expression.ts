import { LocalnetError } from "../errors.ts";

/** Primitive types of SCALE that the runtime uses. */
export const PRIMITIVES = [
  "bool",
  "str",
  "u8",
  "u16",
  "u32",
  "u64",
  "u128",
  "i16",
  "i32",
  "i64",
  "i128",
] as const;

/** Name of a primitive type. */
export type PrimitiveName = typeof PRIMITIVES[number];

/** A type written as text, taken apart. */
export type TypeExpression =
  | { kind: "primitive"; name: PrimitiveName }
  | { kind: "vec" | "bounded" | "compact" | "option"; of: TypeExpression }
  | { kind: "array"; of: TypeExpression; length: number }
  | { kind: "tuple"; items: TypeExpression[] }
  | { kind: "map" | "result"; left: TypeExpression; right: TypeExpression }
  | { kind: "named"; name: string };

const WRAPPERS: Record<string, "vec" | "bounded" | "compact" | "option"> = {
  Vec: "vec",
  BoundedVec: "bounded",
  Compact: "compact",
  Option: "option",
};

const PAIRS: Record<string, "map" | "result"> = { BTreeMap: "map", Result: "result" };

/**
 * Takes a type text apart: primitives, `Vec<T>`, `BoundedVec<T>`, `Compact<T>`, `Option<T>`, `[T;N]`, `(A,B)`,
 * `BTreeMap<K,V>`, `Result<T,E>` and names of the type table.
 * @throws LocalnetError `table` when the text is not a type
 */
export function parseType(text: string): TypeExpression {
  const source = text.replace(/\s+/g, "");
  let at = 0;
  const fail = (): never => {
    throw new LocalnetError("table", `not a type: "${text}" at ${at}`);
  };
  const expect = (char: string): void => {
    if (source[at] !== char) fail();
    at++;
  };
  const list = (end: string): TypeExpression[] => {
    const items: TypeExpression[] = [];
    while (source[at] !== end) {
      items.push(one());
      if (source[at] === ",") at++;
      else if (source[at] !== end) fail();
    }
    at++;
    return items;
  };
  const one = (): TypeExpression => {
    if (source[at] === "(") {
      at++;
      return { kind: "tuple", items: list(")") };
    }
    if (source[at] === "[") {
      at++;
      const of = one();
      expect(";");
      const digits = /^\d+/.exec(source.slice(at))?.[0] ?? fail();
      at += digits.length;
      expect("]");
      return { kind: "array", of, length: Number(digits) };
    }
    const name = /^[A-Za-z_]\w*/.exec(source.slice(at))?.[0] ?? fail();
    at += name.length;
    if (source[at] !== "<") {
      const primitive = PRIMITIVES.find((known) => known === name);
      return primitive ? { kind: "primitive", name: primitive } : { kind: "named", name };
    }
    at++;
    const items = list(">");
    const wrapper = WRAPPERS[name];
    if (wrapper && items.length === 1) return { kind: wrapper, of: items[0]! };
    const pair = PAIRS[name];
    if (pair && items.length === 2) return { kind: pair, left: items[0]!, right: items[1]! };
    return fail();
  };
  const type = one();
  if (at !== source.length) fail();
  return type;
}

/** The canonical text of a type, equal for equal types. */
export function typeText(type: TypeExpression): string {
  switch (type.kind) {
    case "primitive":
    case "named":
      return type.name;
    case "vec":
      return `Vec<${typeText(type.of)}>`;
    case "bounded":
      return `BoundedVec<${typeText(type.of)}>`;
    case "compact":
      return `Compact<${typeText(type.of)}>`;
    case "option":
      return `Option<${typeText(type.of)}>`;
    case "array":
      return `[${typeText(type.of)};${type.length}]`;
    case "tuple":
      return `(${type.items.map(typeText).join(",")})`;
    case "map":
      return `BTreeMap<${typeText(type.left)},${typeText(type.right)}>`;
    case "result":
      return `Result<${typeText(type.left)},${typeText(type.right)}>`;
  }
}
