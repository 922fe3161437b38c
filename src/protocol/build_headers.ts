import { headerText } from "./header_text.ts";
import { pythonFloatText } from "./python_float.ts";
import { PING_SYNAPSE, PROMPT_SYNAPSE } from "./prompt_synapse.ts";
import type { PythonType } from "./python_literals.ts";
import type { Synapse } from "./synapse.ts";
import { ANNOUNCED_VERSION, DEFAULT_TIMEOUT_S, type SynapseHeaders, type TerminalInfo } from "./types.ts";

/** Header value of an empty list: base64 of `[]` (docs/spec/wire.md#13-input-object-headers). */
export const EMPTY_LIST_INPUT = "W10=";

/**
 * Value of a `bt_header_input_obj_` header: the empty instance of the value's Python type
 * (docs/spec/wire.md#13-input-object-headers).
 * @param type name of the Python type
 */
export function inputHeader(type: PythonType): string {
  const empty = { list: "[]", str: '""', int: "0", float: "0.0", bool: "false", dict: "{}" }[type];
  return new TextEncoder().encode(empty).toBase64();
}

/** What the headers of a request say about its two ends. */
export interface RequestParts {
  /** Kind of request; its name is sent as `name`. @default {the built-in `StreamPromptingSynapse`} */
  synapse?: AnySynapse;
  /** Name of the built-in synapse, for a ping. @default {the name of `synapse`} */
  name?: string;
  /** How long the caller waits, seconds. */
  timeoutS: number;
  /** The target as the caller knows it. */
  axon: { ip: string; port: number; hotkey: string };
  /** The caller. `version` is {@link ANNOUNCED_VERSION} unless said otherwise; `nonce` is decimal nanoseconds. */
  dendrite: { ip: string; version?: number; nonce: string; uuid: string; hotkey: string; signature: string };
  /** `computed_body_hash` that was signed. */
  bodyHash: string;
}

/** Headers of a request (docs/spec/wire.md#12-request-headers), lower case, in the order of the SDK. */
export function buildRequestHeaders(parts: RequestParts): Record<string, string> {
  const { timeoutS, axon, dendrite } = parts;
  const synapse = parts.synapse ?? builtIn(parts.name);
  const name = parts.name ?? synapse.name;
  const headers: Record<string, string> = {
    name,
    timeout: pythonFloatText(timeoutS),
    bt_header_axon_ip: axon.ip,
    bt_header_axon_port: String(axon.port),
    bt_header_axon_hotkey: axon.hotkey,
    bt_header_dendrite_ip: dendrite.ip,
    bt_header_dendrite_version: String(dendrite.version ?? ANNOUNCED_VERSION),
    bt_header_dendrite_nonce: dendrite.nonce,
    bt_header_dendrite_uuid: dendrite.uuid,
    bt_header_dendrite_hotkey: dendrite.hotkey,
    bt_header_dendrite_signature: dendrite.signature,
  };
  addInputs(headers, synapse);
  headers.header_size = "0";
  headers.total_size = "0";
  headers.computed_body_hash = parts.bodyHash;
  headers["content-type"] = "application/json";
  return headers;
}

/** What the headers of a response say. */
export interface ResponseParts {
  /** Name of the synapse the route belongs to. */
  name: string;
  /** The synapse, where it is not a built-in one. @default {the built-in one of that name} */
  synapse?: AnySynapse;
  /** Status, as in HTTP. */
  statusCode: number;
  /** Text beside the status. */
  statusMessage: string;
  /** Seconds from the request to the headers of its response. */
  processTimeS: number;
  /** Headers of the request; absent when they could not be read. */
  request?: SynapseHeaders;
  /**
   * The axon's own facts: nonce (decimal), uuid and signature over {@link responseSignatureText}. The signature may
   * be left out: no client looks at it, and a refusal of strangers should not cost one.
   */
  axon?: { version?: number; nonce: string; uuid: string; signature?: string };
  /** The other end of the socket. */
  peer?: { ip: string; port: number };
}

/**
 * Headers of a response (docs/spec/wire.md#16-successful-response): the set of SDK 7.0 and the process time.
 * Without readable request headers it is the set of an empty base synapse
 * (docs/spec/wire.md#17-error-responses). Lower case, because SN1's client compares case.
 */
export function buildResponseHeaders(parts: ResponseParts): Record<string, string> {
  const { request, axon, peer } = parts;
  const synapse = request ? parts.synapse ?? builtIn(parts.name) : PING_SYNAPSE;
  const name = request ? parts.name : PING_SYNAPSE.name;
  const headers: Record<string, string> = {
    name,
    timeout: pythonFloatText(request?.timeoutS ?? DEFAULT_TIMEOUT_S),
    bt_header_axon_status_code: String(parts.statusCode),
    bt_header_axon_status_message: headerText(parts.statusMessage),
    bt_header_axon_process_time: pythonFloatText(parts.processTimeS),
  };
  if (request) {
    addTerminal(headers, "axon", {
      ip: request.axon.ip,
      port: request.axon.port,
      hotkey: request.axon.hotkey,
      version: axon ? axon.version ?? ANNOUNCED_VERSION : undefined,
      nonce: axon?.nonce,
      uuid: axon?.uuid,
      signature: axon?.signature,
    });
    addTerminal(headers, "dendrite", { ...request.dendrite, ip: peer?.ip, port: peer?.port });
    addInputs(headers, synapse);
  }
  headers.header_size = String(request?.headerSize ?? 0);
  headers.total_size = String(request?.totalSize ?? 0);
  // What the SDK sends: the hash of the synapse built from headers alone, whose fields are empty.
  headers.computed_body_hash = synapse.emptyHash;
  return headers;
}

/** The parts of a synapse that its headers need. */
export type AnySynapse = Pick<Synapse, "name" | "inputs" | "emptyHash">;

function builtIn(name: string | undefined): AnySynapse {
  return name === PING_SYNAPSE.name ? PING_SYNAPSE : PROMPT_SYNAPSE;
}

function addInputs(headers: Record<string, string>, { inputs }: AnySynapse): void {
  for (const [field, type] of inputs) headers[`bt_header_input_obj_${field}`] = inputHeader(type);
}

function addTerminal(headers: Record<string, string>, side: "axon" | "dendrite", info: TerminalInfo): void {
  const values = {
    ip: info.ip,
    port: info.port,
    version: info.version,
    nonce: info.nonce,
    uuid: info.uuid,
    hotkey: info.hotkey,
    signature: info.signature,
  };
  for (const [field, value] of Object.entries(values)) {
    if (value !== undefined) headers[`bt_header_${side}_${field}`] = headerText(String(value));
  }
}
