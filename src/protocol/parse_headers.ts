import { ProtocolError } from "./errors.ts";
import { parsePythonFloat, parsePythonInt } from "./python_float.ts";
import type { PythonType } from "./python_literals.ts";
import type { SynapseHeaders, TerminalInfo } from "./types.ts";

/** Header names and values as received, in any letter case. */
export type HeaderPairs = Iterable<readonly [string, string]>;

const AXON = "bt_header_axon_";
const DENDRITE = "bt_header_dendrite_";
const INPUT = "bt_header_input_obj";

function refuse(name: string, value: string): never {
  throw new ProtocolError("headers", `${name} cannot be read: ${JSON.stringify(value.slice(0, 80))}`);
}

function int(name: string, value: string): number {
  const parsed = parsePythonInt(value);
  const number = Number(parsed);
  return parsed === undefined || !Number.isSafeInteger(number) ? refuse(name, value) : number;
}

function float(name: string, value: string): number {
  return parsePythonFloat(value) ?? refuse(name, value);
}

/** Sets one field of a terminal; unknown fields are ignored, as Python does. */
function setField(info: TerminalInfo, field: string, value: string): void {
  switch (field) {
    case "status_code":
      return void (info.statusCode = int(field, value));
    case "status_message":
      return void (info.statusMessage = value);
    case "process_time":
      return void (info.processTime = float(field, value));
    case "ip":
      return void (info.ip = value);
    case "port":
      return void (info.port = int(field, value));
    case "version":
      return void (info.version = int(field, value));
    case "nonce":
      // Canonical digits: Python signs `str(int(header))`.
      return void (info.nonce = (parsePythonInt(value) ?? refuse(field, value)).toString());
    case "uuid":
      return void (info.uuid = value);
    case "hotkey":
      return void (info.hotkey = value);
    case "signature":
      return void (info.signature = value);
  }
}

/** Value of a `bt_header_input_obj_` header, or undefined when it cannot be decoded (then it counts as missing). */
function decodeInput(value: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(value.trim())));
  } catch {
    return undefined;
  }
}

/** Whether a decoded input has its type; Python takes an integer for a float. */
function hasType(value: unknown, type: PythonType): boolean {
  switch (type) {
    case "list":
      return Array.isArray(value);
    case "str":
      return typeof value === "string";
    case "bool":
      return typeof value === "boolean";
    case "dict":
      return value !== null && typeof value === "object" && !Array.isArray(value);
    default:
      return typeof value === "number";
  }
}

/**
 * Reads the headers of a request or response by the rules of docs/spec/wire.md#12-request-headers: a name
 * that *contains* a marker belongs to it, unknown names are ignored, values are checked as Python's `int()`
 * and `float()` would.
 *
 * @param required names of the `bt_header_input_obj_` fields that must be there, with their types; names alone are lists
 * @throws ProtocolError `headers` when a value cannot be read, a required one is missing, or a known one comes twice
 */
export function parseSynapseHeaders(
  pairs: HeaderPairs,
  required: readonly string[] | ReadonlyMap<string, PythonType> = [],
): SynapseHeaders {
  const axon: TerminalInfo = {};
  const dendrite: TerminalInfo = {};
  const inputs = new Map<string, unknown>();
  const headers: SynapseHeaders = { axon, dendrite, inputs };
  const seen = new Set<string>();
  // Two values for one name would let two readers of one request see different requests.
  const once = (key: string) => {
    if (seen.has(key)) throw new ProtocolError("headers", `${key.slice(0, 80)} comes twice`);
    seen.add(key);
  };

  for (const [rawName, value] of pairs) {
    const name = rawName.toLowerCase();
    if (name.includes(AXON)) {
      const field = name.slice(name.indexOf(AXON) + AXON.length);
      once(AXON + field);
      setField(axon, field, value);
    } else if (name.includes(DENDRITE)) {
      const field = name.slice(name.indexOf(DENDRITE) + DENDRITE.length);
      once(DENDRITE + field);
      setField(dendrite, field, value);
    } else if (name.includes(INPUT)) {
      const field = name.slice(name.indexOf(INPUT) + INPUT.length + 1);
      once(`${INPUT}_${field}`);
      const decoded = decodeInput(value);
      if (decoded !== undefined) inputs.set(field, decoded);
    } else if (name === "timeout") {
      once(name);
      headers.timeoutS = float(name, value);
    } else if (name === "header_size") {
      once(name);
      headers.headerSize = int(name, value);
    } else if (name === "total_size") {
      once(name);
      headers.totalSize = int(name, value);
    } else if (name === "computed_body_hash") {
      once(name);
      headers.computedBodyHash = value;
    }
  }
  const types = Array.isArray(required)
    ? required.map((field): [string, PythonType] => [field, "list"])
    : required as ReadonlyMap<string, PythonType>;
  for (const [field, type] of types) {
    if (!hasType(inputs.get(field), type)) {
      throw new ProtocolError("headers", `${INPUT}_${field} is missing or no ${type}`);
    }
  }
  return headers;
}
