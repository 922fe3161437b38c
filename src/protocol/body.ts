import { ProtocolError } from "./errors.ts";
import { parsePythonFloat } from "./python_float.ts";
import { MAX_MESSAGES, PING_SYNAPSE, PROMPT_SYNAPSE } from "./prompt_synapse.ts";
import type { Synapse } from "./synapse.ts";
import { DEFAULT_TIMEOUT_S, type Prompt, type TerminalInfo } from "./types.ts";

/** Bytes of a ping's body: the SDK's have fewer than two thousand. */
export const MAX_PING_BYTES = 65_536;

/**
 * Brackets and commas outside texts that a body may have: the SDK's have about a hundred beside {@link MAX_MESSAGES}
 * roles and messages. A mebibyte of nothing else takes the JSON reader fifty times as long as a mebibyte of text.
 */
export const MAX_BODY_TOKENS = 4096;

/** The values of a synapse that its JSON carries. */
export interface SynapseBody {
  /** Name of the synapse, which is the route. @default {"StreamPromptingSynapse"} */
  name?: string;
  /** Seconds that the caller waits for the answer. */
  timeoutS: number;
  /** Size as the header says, bytes. */
  totalSize?: number;
  /** Who asks and signs. */
  dendrite: TerminalInfo;
  /** Who is asked. */
  axon: TerminalInfo;
  /** Absent for the ping. */
  prompt?: Prompt;
}

/** All ten keys in the SDK's order; a nonce is written as a JSON number from its digits. */
function terminalJson(info: TerminalInfo): string {
  const text = (value: string | number | undefined) => JSON.stringify(value ?? null);
  return `{"status_code":${text(info.statusCode)},"status_message":${text(info.statusMessage)},` +
    `"process_time":${text(info.processTime)},"ip":${text(info.ip)},"port":${text(info.port)},` +
    `"version":${text(info.version)},"nonce":${info.nonce ?? null},"uuid":${text(info.uuid)},` +
    `"hotkey":${text(info.hotkey)},"signature":${text(info.signature)}}`;
}

/**
 * JSON of the built-in synapse (docs/spec/wire.md#14-json-request-body), as a request or as the answer of
 * the ping. Lone surrogates are replaced: Python's validation would refuse them. Hash the same well-formed
 * messages ({@link wellFormedPrompt}).
 */
export function synapseJson(body: SynapseBody): string {
  const { prompt } = body;
  if (!prompt) return baseJson({ name: PING_SYNAPSE.name, ...body }, "");
  return baseJson(
    { name: PROMPT_SYNAPSE.name, ...body },
    PROMPT_SYNAPSE.requestMembers(PROMPT_SYNAPSE.complete(prompt)),
  );
}

/** What the JSON of any synapse says besides its own fields. */
export type BaseFields = Omit<SynapseBody, "prompt" | "name"> & { name: string };

/**
 * JSON of any synapse (docs/spec/wire.md#14-json-request-body).
 * @param members its own fields, from {@link Synapse.requestMembers} or {@link Synapse.responseMembers}
 */
export function baseJson(fields: BaseFields, members: string): string {
  return `{"name":${JSON.stringify(fields.name)},"timeout":${JSON.stringify(fields.timeoutS)},` +
    `"total_size":${fields.totalSize ?? 0},"header_size":0,"dendrite":${terminalJson(fields.dendrite)},` +
    `"axon":${terminalJson(fields.axon)},"computed_body_hash":""${members}}`;
}

/** The prompt with lone surrogates replaced, which no UTF-8 text can carry. */
export function wellFormedPrompt(prompt: Prompt): Prompt {
  return {
    roles: prompt.roles.map((text) => text.toWellFormed()),
    messages: prompt.messages.map((text) => text.toWellFormed()),
  };
}

function refuse(message: string): never {
  throw new ProtocolError("body", message);
}

/** Refuses JSON of very many values before anything is built from it. */
function checkTokens(bytes: Uint8Array): void {
  let tokens = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x2c || byte === 0x5b || byte === 0x7b) {
      if (++tokens > MAX_BODY_TOKENS) {
        refuse(
          `the body has more than ${MAX_BODY_TOKENS} values; a prompt has at most ${MAX_MESSAGES} messages`,
        );
      }
    }
  }
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  checkTokens(bytes);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ProtocolError("body", "the body is not JSON in UTF-8", { cause });
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    refuse("the body is not a JSON object");
  }
  return value as Record<string, unknown>;
}

function timeout(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_TIMEOUT_S;
  const seconds = typeof value === "string" ? parsePythonFloat(value) : value;
  if (typeof seconds !== "number" || Number.isNaN(seconds)) refuse("timeout is not a number");
  return seconds;
}

/**
 * Reads the body of a request (docs/spec/wire.md#14-json-request-body): only the fields of the synapse and
 * `timeout` are looked at, everything else is unsigned decoration. Whether the fields belong together is
 * asked after the hash ({@link Synapse.check}): a tampered body is a broken hash first.
 * @throws ProtocolError `body` when it is not such a body
 */
export function parseSynapseBody<Request>(
  synapse: Synapse<Request, unknown, never>,
  bytes: Uint8Array,
): { request: Request; timeoutS: number } {
  if (synapse.name === PING_SYNAPSE.name && bytes.length > MAX_PING_BYTES) {
    refuse(`the body has ${bytes.length} bytes, a ping may have ${MAX_PING_BYTES}`);
  }
  const object = parseObject(bytes);
  return { request: synapse.parse(object), timeoutS: timeout(object.timeout) };
}

/**
 * Reads the JSON answer of a synapse that does not stream.
 * @throws ProtocolError `body` when it is not such an answer
 */
export function parseSynapseAnswer<Response>(
  synapse: Pick<Synapse<unknown, Response>, "parseResponse">,
  bytes: Uint8Array,
): Response {
  return synapse.parseResponse(parseObject(bytes));
}

/** Reads the body of a `StreamPromptingSynapse` request as {@link parseSynapseBody} does. @throws ProtocolError `body` */
export function parsePromptBody(bytes: Uint8Array): { prompt: Prompt; timeoutS: number } {
  const { request, timeoutS } = parseSynapseBody(PROMPT_SYNAPSE, bytes);
  return { prompt: request, timeoutS };
}

/**
 * Refuses a conversation that cannot be answered.
 * @throws ProtocolError `body` when it is empty or roles and messages are not equally many
 */
export function checkPrompt(prompt: Prompt): void {
  PROMPT_SYNAPSE.check(prompt);
}

/**
 * Reads the body of a ping.
 * @throws ProtocolError `body` when it is not a JSON object with a readable timeout
 */
export function parsePingBody(bytes: Uint8Array): { timeoutS: number } {
  return { timeoutS: parseSynapseBody(PING_SYNAPSE, bytes).timeoutS };
}
