import { createHash } from "node:crypto";
import { z } from "zod";
import { ProtocolError } from "./errors.ts";
import {
  DEFAULT_UNICODE,
  dependsOnUnicodeVersion,
  UNICODE_VERSIONS,
  type UnicodeVersion,
} from "./printable.ts";
import { type FieldSchema, pythonBytes, type PythonType, pythonTypeOf } from "./python_literals.ts";
import { someText, wellFormed } from "./well_formed.ts";

/** A schema of an object, as `z.object({…})` of zod 4 makes it; values are checked by it and types follow from it. */
export interface ObjectSchema {
  /** Schemas of the fields by name, in the order of declaration. */
  readonly shape: Readonly<Record<string, unknown>>;
  /** Where zod keeps the types of what the schema gives and takes. Types only: nothing reads it at run time. */
  readonly _zod: { readonly output: unknown; readonly input: unknown };
}

/** Type of an object that passed the schema: every default is filled in. */
export type SchemaOutput<Schema extends ObjectSchema> = Schema["_zod"]["output"];

/** Type of an object before it is checked: fields with a default may be left out. */
export type SchemaInput<Schema extends ObjectSchema> = Schema["_zod"]["input"];

/** Schema of a response with the text `completion`, empty by default: that of a synapse that names none. */
export interface CompletionSchema extends ObjectSchema {
  /** A text, as the axon sent it so far. */
  readonly _zod: { readonly output: { completion: string }; readonly input: { completion?: string } };
}

/** What {@link defineSynapse} is given. */
export interface SynapseDefinition<Request extends ObjectSchema, Response extends ObjectSchema> {
  /** Name of the class in Python, and of the route. */
  name: string;
  /**
   * Fields that the caller fills in, in the order of declaration. A field without a default is announced in a header.
   * Names are lower case, digits and underscores.
   */
  request: Request;
  /** Fields that the axon fills in. @default {an object with the text `completion`} */
  response?: Response;
  /**
   * Fields of the request that the signature covers, in the order of declaration. The axon ignores what a body says
   * about this: a caller cannot leave a field out of its signature.
   */
  hashFields: readonly (keyof SchemaOutput<Request> & string)[];
  /** True = the answer is streamed text; false = it is JSON with the fields of the response. @default {false} */
  stream?: boolean;
  /**
   * A rule that a schema cannot express; asked after the body hash is verified.
   * @returns what is wrong, or null
   */
  check?: (request: SchemaOutput<Request>) => string | null;
}

/** A kind of request that an axon answers and a dendrite sends; made by {@link defineSynapse}. */
export interface Synapse<Request = unknown, Response = unknown, Input = Request> {
  /** Name of the class in Python, and of the route. */
  readonly name: string;
  /** Whether the answer is streamed text. */
  readonly stream: boolean;
  /** Name of the response's first field: the one that a streamed text fills. */
  readonly textField: string;
  /** Fields that the signature covers. */
  readonly hashFields: readonly string[];
  /** Fields without a default and their Python types: each has its `bt_header_input_obj_` header. */
  readonly inputs: ReadonlyMap<string, PythonType>;
  /** Hash of the empty request, which a response carries (docs/spec/wire.md#16-successful-response). */
  readonly emptyHash: string;
  /**
   * Checks a request of our own and fills in defaults. Lone surrogates are replaced: no UTF-8 text carries them.
   * @throws ProtocolError `body`
   */
  complete(input: Input): Request;
  /**
   * Reads the fields of a body; unknown ones are ignored.
   * @throws ProtocolError `body` when they do not have the shape of a request
   */
  parse(body: Readonly<Record<string, unknown>>): Request;
  /** Applies the rule of the definition. @throws ProtocolError `body` */
  check(request: Request): void;
  /** `computed_body_hash` of a request. @param unicode Unicode data of the peer's Python */
  bodyHash(request: Request, unicode?: UnicodeVersion): string;
  /** Whether a header carries the hash of this request, as some Python peer would write it. */
  hashMatches(request: Request, header: string | undefined): boolean;
  /**
   * {@link Synapse.hashMatches} in steps of well below a millisecond, between which a server can answer others: a
   * caller can send a mebibyte of rare characters, whose hash has to be tried for each version of Unicode.
   */
  hashSteps(request: Request, header: string | undefined): Generator<void, BodyHashMatch>;
  /** JSON members of the request, and of the response's defaults, each with a leading comma. */
  requestMembers(request: Request): string;
  /** JSON members of a request and its response. @throws ProtocolError `body` when the response has another shape */
  responseMembers(request: Request, response: Response): string;
  /** Reads the fields of a response. @throws ProtocolError `body` */
  parseResponse(body: Readonly<Record<string, unknown>>): Response;
}

/** What comparing a header with the hash of a request found. */
export interface BodyHashMatch {
  /** Whether the header carries the hash, as some Python peer would write it. */
  matches: boolean;
  /** The hash with {@link DEFAULT_UNICODE}, for an error's text. */
  computed: string;
}

/** Fields that every synapse has. */
const BASE_FIELDS: readonly string[] = [
  "name",
  "timeout",
  "total_size",
  "header_size",
  "dendrite",
  "axon",
  "computed_body_hash",
  "required_hash_fields",
];

/** Runs steps to their end without pausing. */
function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function invalid(name: string, message: string): never {
  throw new ProtocolError("definition", `synapse ${JSON.stringify(name)}: ${message}`);
}

/** The schema with zod's own type, which the public types leave out. @throws ProtocolError `definition` for anything else */
function zodObject(name: string, schema: ObjectSchema): z.ZodObject {
  const found = schema as unknown as z.ZodObject | undefined;
  if (typeof found?.safeParse !== "function" || typeof found.shape !== "object") {
    invalid(name, "request and response are schemas of zod 4: z.object({ … })");
  }
  return found;
}

/** Parameters of the fields as JSON Schema: what is required, and how Python writes each. */
function describe(name: string, schema: z.ZodObject, io: "input" | "output") {
  try {
    const json = z.toJSONSchema(schema, { io, reused: "inline" });
    return {
      fields: (json.properties ?? {}) as Record<string, FieldSchema>,
      required: new Set(json.required ?? []),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProtocolError(
      "definition",
      `synapse ${JSON.stringify(name)}: a field has no JSON form: ${why}`,
      {
        cause,
      },
    );
  }
}

/** Only the named members: what a strict schema is given. */
function pick(body: Readonly<Record<string, unknown>>, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field) => Object.hasOwn(body, field) ? [[field, body[field]]] : []),
  );
}

function parseWith<T>(schema: z.ZodObject, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) {
    for (const [field, data] of Object.entries(result.data)) {
      if (someText(data, (text) => !text.isWellFormed())) {
        throw new ProtocolError("body", `${field} holds half a surrogate pair`);
      }
    }
    return result.data as T;
  }
  const [issue] = result.error.issues;
  const at = issue!.path.map(String).join(".");
  throw new ProtocolError(
    "body",
    `${at === "" ? "the body" : at.slice(0, 80)}: ${issue!.message.slice(0, 200)}`,
  );
}

/** JSON members with a leading comma, in the order of the fields; a member without a value is left out. */
function members(fields: readonly string[], value: Readonly<Record<string, unknown>>): string {
  return fields.filter((field) => value[field] !== undefined)
    .map((field) => `,${JSON.stringify(field)}:${JSON.stringify(value[field])}`).join("");
}

const defaultResponse = z.object({ completion: z.string().default("") });

/**
 * A synapse of your own: route, headers, body and body hash follow from two schemas, in the form that axons and
 * dendrites of the SDKs 6 to 10 use (docs/spec/wire.md).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * import { defineSynapse } from "./mod.ts";
 *
 * const Reverse = defineSynapse({
 *   name: "Reverse",
 *   request: z.object({ text: z.string().max(1000) }),
 *   response: z.object({ reversed: z.string().default("") }),
 *   hashFields: ["text"],
 * });
 * assert.equal(Reverse.bodyHash({ text: "abc" }).length, 64);
 * ```
 * @throws ProtocolError `definition` when names or fields cannot travel
 */
export function defineSynapse<
  Request extends ObjectSchema,
  Response extends ObjectSchema = CompletionSchema,
>(
  definition: SynapseDefinition<Request, Response>,
): Synapse<SchemaOutput<Request>, SchemaOutput<Response>, SchemaInput<Request>> {
  const { name, stream = false, check } = definition;
  const requestSchema = zodObject(name, definition.request);
  const hashFields: readonly string[] = definition.hashFields;
  const responseSchema = zodObject(name, definition.response ?? defaultResponse);
  if (!/^[A-Za-z_]\w{0,63}$/.test(name)) {
    invalid(name, "a name has letters, digits and underscores, at most 64");
  }
  const requestFields = Object.keys(requestSchema.shape);
  const responseFields = Object.keys(responseSchema.shape);
  for (const field of [...requestFields, ...responseFields]) {
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(field)) {
      invalid(name, `the field ${JSON.stringify(field)} is not lower case letters, digits and underscores`);
    }
    if (BASE_FIELDS.includes(field)) invalid(name, `the field ${field} belongs to every synapse`);
  }
  const twice = responseFields.find((field) => requestFields.includes(field));
  if (twice) invalid(name, `the field ${twice} is in the request and in the response`);
  if (stream && responseFields.length !== 1) {
    invalid(name, "the response of a stream has one field, its text");
  }
  const { fields: schemas } = describe(name, requestSchema, "output");
  describe(name, responseSchema, "output");
  const { required } = describe(name, requestSchema, "input");
  const inputs = new Map<string, PythonType>();
  for (const field of requestFields) {
    if (!required.has(field)) continue;
    const type = pythonTypeOf(schemas[field] ?? {});
    if (!type) invalid(name, `the field ${field} has no default and more than one type`);
    inputs.set(field, type);
  }
  const order = hashFields.map((field) => requestFields.indexOf(field));
  order.forEach((place, i) => {
    if (place < 0) invalid(name, `the hash field ${hashFields[i]} is not in the request`);
    if (i > 0 && place <= order[i - 1]!) {
      invalid(
        name,
        "hashFields must have the order of the declaration: SDKs differ in which of the two they use",
      );
    }
    const schema = schemas[requestFields[place]!]!;
    if (schema.type === "object" && schema.properties) {
      invalid(name, `the hash field ${hashFields[i]} is an object; use text, numbers, lists or records`);
    }
  });
  type In = SchemaOutput<Request>;
  type Fields = Record<string, unknown>;
  const value = (request: In, field: string) => (request as Fields)[field];
  function* hashOf(request: In, unicode: UnicodeVersion): Generator<void, string> {
    const outer = createHash("sha3-256");
    for (const field of hashFields) {
      const inner = createHash("sha3-256");
      for (const piece of pythonBytes(value(request, field), schemas[field], unicode)) {
        inner.update(piece);
        // Short pieces, such as the brackets, are not worth a step.
        if (piece.length > 4096) yield;
      }
      outer.update(inner.digest("hex"), "utf8");
    }
    return outer.digest("hex");
  }
  function* hashSteps(request: In, header: string | undefined): Generator<void, BodyHashMatch> {
    const computed = yield* hashOf(request, DEFAULT_UNICODE);
    if (header === undefined || header.length !== computed.length) return { matches: false, computed };
    if (computed === header) return { matches: true, computed };
    if (!hashFields.some((field) => someText(value(request, field), dependsOnUnicodeVersion))) {
      return { matches: false, computed };
    }
    for (const version of UNICODE_VERSIONS) {
      yield;
      if (version !== DEFAULT_UNICODE && (yield* hashOf(request, version)) === header) {
        return { matches: true, computed };
      }
    }
    return { matches: false, computed };
  }
  const hash = (request: In, unicode: UnicodeVersion = DEFAULT_UNICODE) => finish(hashOf(request, unicode));
  const empty = Object.fromEntries([...inputs].map(([field, type]) => [field, EMPTY_VALUES[type]]));
  const blankSchema = responseSchema.safeParse({});
  const blank = blankSchema.success ? members(responseFields, blankSchema.data) : "";
  const prefix = hashFields.length > 0 ? `,"required_hash_fields":${JSON.stringify(hashFields)}` : "";
  return {
    name,
    stream,
    textField: responseFields[0] ?? "",
    hashFields,
    inputs,
    emptyHash: hash(empty as In),
    complete: (input) => parseWith<In>(requestSchema, wellFormed(pick(input as Fields, requestFields))),
    parse: (body) => parseWith<In>(requestSchema, pick(body, requestFields)),
    check(request) {
      const why = check?.(request) ?? null;
      if (why !== null) throw new ProtocolError("body", why);
    },
    bodyHash: hash,
    hashMatches: (request, header) => finish(hashSteps(request, header)).matches,
    hashSteps,
    requestMembers: (request) => prefix + members(requestFields, request as Fields) + blank,
    responseMembers: (request, response) =>
      prefix + members(requestFields, request as Fields) +
      members(responseFields, parseWith<Fields>(responseSchema, wellFormed(response as Fields))),
    parseResponse: (body) => parseWith<SchemaOutput<Response>>(responseSchema, pick(body, responseFields)),
  };
}

/** The empty instance of each type, as JSON values. */
const EMPTY_VALUES: Readonly<Record<PythonType, unknown>> = {
  list: [],
  str: "",
  int: 0,
  float: 0,
  bool: false,
  dict: {},
};
