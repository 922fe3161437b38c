/** A conversation as it travels: equal lengths, roles alternate user, assistant, user … */
export interface Prompt {
  /** Who wrote each message: user or assistant. */
  roles: string[];
  /** Texts, oldest first. */
  messages: string[];
}

/**
 * Ten optional facts about one end of an exchange (docs/spec/wire.md#15-terminalinfo). Integers beyond 2^53
 * stay text.
 */
export interface TerminalInfo {
  /** Status, as in HTTP. */
  statusCode?: number;
  /** Text beside the status. */
  statusMessage?: string;
  /** Seconds that the terminal worked on the request. */
  processTime?: number;
  /** IP address as text. */
  ip?: string;
  /** TCP port; SDKs send 0 or nothing when they listen on none. */
  port?: number;
  /** Version of the terminal's SDK, e.g. 9000001; decides which nonce rule fits. */
  version?: number;
  /** Decimal text: nanoseconds do not fit a JavaScript number. */
  nonce?: string;
  /** Identifier of the client object. */
  uuid?: string;
  /** ss58 address of the hotkey. */
  hotkey?: string;
  /** Signature, 0x and 128 hex digits. */
  signature?: string;
}

/**
 * What the headers of a request or a response say (docs/spec/wire.md#12-request-headers,
 * docs/spec/wire.md#16-successful-response).
 */
export interface SynapseHeaders {
  /** Seconds; absent when the header is. May be infinite or NaN, as in Python. */
  timeoutS?: number;
  /** Size as the header says, bytes. */
  headerSize?: number;
  /** Size as the header says, bytes. */
  totalSize?: number;
  /** Body hash as the header says. */
  computedBodyHash?: string;
  /** Who is asked. */
  axon: TerminalInfo;
  /** Who asks and signs. */
  dendrite: TerminalInfo;
  /** Names of the `bt_header_input_obj_` fields that could be decoded, with their decoded values. */
  inputs: ReadonlyMap<string, unknown>;
}

/**
 * The SDK version this program announces in headers and on chain
 * (docs/spec/wire.md#62-what-differs-on-the-wire).
 */
export const ANNOUNCED_VERSION = 7_004_000;

/** Name of SN1's synapse, and so of its route. */
export const SYNAPSE_NAME = "StreamPromptingSynapse";

/** Name of the base synapse, the "ping" route every axon has (docs/spec/wire.md#11-transport-and-routes). */
export const PING_NAME = "Synapse";

/**
 * Fields of SN1's synapse without a default: each needs its `bt_header_input_obj_` header
 * (docs/spec/wire.md#13-input-object-headers).
 */
export const REQUIRED_INPUTS: readonly string[] = ["roles", "messages"];

/**
 * Seconds that count when a request does not say how long it waits (docs/spec/wire.md#14-json-request-body).
 */
export const DEFAULT_TIMEOUT_S = 12;
