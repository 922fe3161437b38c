import { ProtocolError } from "./errors.ts";
import type { UnicodeVersion } from "./printable.ts";
import { pythonFloatText } from "./python_float.ts";
import { pythonListBytes, pythonReprBytes } from "./python_repr.ts";

/** Types of Python that a field of a synapse can have. */
export type PythonType = "list" | "str" | "int" | "float" | "bool" | "dict";

/** The part of JSON Schema that decides how a value is written in Python. */
export interface FieldSchema {
  /** JSON Schema type: `string`, `integer`, `number`, `boolean`, `array`, `object`. */
  type?: string;
  /** Schema of list items. */
  items?: FieldSchema;
  /** Schemas of named members. */
  properties?: Readonly<Record<string, FieldSchema>>;
  /** Schema of all other members. */
  additionalProperties?: FieldSchema | boolean;
  /** Schemas of which one fits, e.g. of an optional field. */
  anyOf?: readonly FieldSchema[];
}

/** Nested lists and dictionaries of a hashed value; more is never meant seriously. */
const MAX_DEPTH = 32;

const encoder = new TextEncoder();

/**
 * Python's `str` of a value in UTF-8, piece by piece: what the body hash covers
 * (docs/spec/wire.md#21-algorithm). The schema tells an integer from a float, which JavaScript does not: a
 * float field with the value 1 is written `1.0`.
 * @param schema JSON Schema of the value
 * @param unicode Unicode data of the peer's Python
 * @throws ProtocolError `body` for values that Python and JavaScript write differently
 */
export function* pythonBytes(
  value: unknown,
  schema: FieldSchema = {},
  unicode?: UnicodeVersion,
): Generator<Uint8Array<ArrayBuffer>> {
  if (typeof value === "string") yield encoder.encode(value);
  else yield* reprBytes(value, schema, unicode, 0);
}

function* reprBytes(
  value: unknown,
  schema: FieldSchema,
  unicode: UnicodeVersion | undefined,
  depth: number,
): Generator<Uint8Array<ArrayBuffer>> {
  if (depth > MAX_DEPTH) refuse(`a hashed value is nested deeper than ${MAX_DEPTH}`);
  if (typeof value === "string") return yield* pythonReprBytes(value, unicode);
  const known = branchOf(value, schema);
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === "string")) return yield* pythonListBytes(value, unicode);
    for (const [i, item] of value.entries()) {
      yield encoder.encode(i === 0 ? "[" : ", ");
      yield* reprBytes(item, known.items ?? {}, unicode, depth + 1);
    }
    return yield encoder.encode("]");
  }
  if (value === null || typeof value !== "object") return yield encoder.encode(scalarText(value, known));
  const rest = typeof known.additionalProperties === "object" ? known.additionalProperties : {};
  const entries = Object.entries(value);
  for (const [i, [key, item]] of entries.entries()) {
    // JavaScript moves such keys to the front, Python keeps them where they stood.
    if (/^(0|[1-9]\d*)$/.test(key)) refuse(`the key "${key}" of a hashed dictionary is a number`);
    yield encoder.encode(i === 0 ? "{" : ", ");
    yield* pythonReprBytes(key, unicode);
    yield encoder.encode(": ");
    yield* reprBytes(item, rest, unicode, depth + 1);
  }
  yield encoder.encode(entries.length === 0 ? "{}" : "}");
}

function scalarText(value: unknown, schema: FieldSchema): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "number") refuse(`a hashed value has the type ${typeof value}`);
  const whole = schema.type === "integer" || (schema.type === undefined && Number.isInteger(value));
  return whole ? String(value) : pythonFloatText(value);
}

/** The member of a union that a value belongs to. */
function branchOf(value: unknown, schema: FieldSchema): FieldSchema {
  if (!schema.anyOf) return schema;
  const wanted = Array.isArray(value)
    ? ["array"]
    : typeof value === "number"
    ? Number.isInteger(value) ? ["integer", "number"] : ["number"]
    : ["object"];
  for (const type of wanted) {
    const found = schema.anyOf.find((branch) => branch.type === type);
    if (found) return found;
  }
  return {};
}

function refuse(message: string): never {
  throw new ProtocolError("body", message);
}

const TYPES: Readonly<Record<string, PythonType>> = {
  array: "list",
  string: "str",
  integer: "int",
  number: "float",
  boolean: "bool",
  object: "dict",
};

/**
 * The Python type of a field.
 * @returns null when the schema allows more than one type, or none of these
 */
export function pythonTypeOf(schema: FieldSchema): PythonType | null {
  return TYPES[schema.type ?? ""] ?? null;
}
