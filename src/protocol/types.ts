/** A conversation as it travels: equal lengths, roles alternate user, assistant, user … */
export interface Prompt {
  roles: string[];
  messages: string[];
}

/** Ten optional facts about one end of an exchange (wire-protocol §1.5). Integers beyond 2^53 stay text. */
export interface TerminalInfo {
  statusCode?: number;
  statusMessage?: string;
  processTime?: number;
  ip?: string;
  port?: number;
  version?: number;
  /** Decimal text: nanoseconds do not fit a JavaScript number. */
  nonce?: string;
  uuid?: string;
  hotkey?: string;
  signature?: string;
}

/** The SDK version this program announces in headers and on chain (wire-protocol §6.2). */
export const ANNOUNCED_VERSION = 7_004_000;

/** Name of SN1's synapse, and so of its route. */
export const SYNAPSE_NAME = "StreamPromptingSynapse";
