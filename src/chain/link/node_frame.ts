import { errorText } from "../../base/mod.ts";

/** Largest frame of a node, characters; the metadata and the largest metagraphs are below 4 MB of hex. */
export const MAX_FRAME = 32 << 20;

/** Characters of a node's error text that are kept. */
const MAX_ERROR_TEXT = 1000;

/** What came is not JSON-RPC of a Substrate node: the endpoint is broken, whatever it is. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** An error answer of the node. The text begins with the number, as clients of nodes are used to. */
export class NodeError extends Error {
  override readonly name = "NodeError";

  constructor(readonly code: number, message: string, readonly data?: unknown) {
    const more = data === undefined || data === null
      ? ""
      : `: ${typeof data === "string" ? data : JSON.stringify(data)}`;
    super(`${code}: ${message}${more}`.slice(0, MAX_ERROR_TEXT));
  }
}

/** The outcome of a request or of one notification. */
export type Outcome = { result: unknown } | { error: NodeError };

/** A frame of a node. */
export type NodeFrame =
  | { kind: "answer"; id: number; outcome: Outcome }
  | { kind: "notification"; method: string; subscription: string | number; outcome: Outcome };

/**
 * Reads one WebSocket message of a node.
 * @param data text, or bytes that are UTF-8
 * @throws FrameError when it is anything but one answer or one notification of JSON-RPC 2.0
 */
export function readFrame(data: unknown): NodeFrame {
  const message = parse(frameText(data));
  if (!isRecord(message)) throw new FrameError(`the frame is ${nameOf(message)}, not a JSON-RPC message`);
  if (message.jsonrpc !== "2.0") throw new FrameError("the frame is not a JSON-RPC 2.0 message");
  if (message.method !== undefined) return readNotification(message);
  const outcome = readOutcome(message);
  if (typeof message.id === "number" && Number.isSafeInteger(message.id)) {
    return { kind: "answer", id: message.id, outcome };
  }
  // An error without id answers no request in particular: a limiter or proxy that lets none of them through.
  if ("error" in outcome) throw new FrameError(`the endpoint answered ${errorText(outcome.error)}`);
  throw new FrameError("the answer has no valid id");
}

function readNotification(message: Record<string, unknown>): NodeFrame {
  const { method, params } = message;
  if (typeof method !== "string" || !isRecord(params)) {
    throw new FrameError("the notification has no method or no parameters");
  }
  const { subscription } = params;
  if (typeof subscription !== "string" && typeof subscription !== "number") {
    throw new FrameError("the notification has no subscription id");
  }
  return { kind: "notification", method, subscription, outcome: readOutcome(params) };
}

function readOutcome(holder: Record<string, unknown>): Outcome {
  const { error } = holder;
  if (error === undefined || error === null) {
    if (!Object.hasOwn(holder, "result")) {
      throw new FrameError("the message has neither a result nor an error");
    }
    return { result: holder.result };
  }
  if (!isRecord(error) || typeof error.code !== "number" || typeof error.message !== "string") {
    throw new FrameError("the error has no code or no message");
  }
  return { error: new NodeError(error.code, error.message, error.data) };
}

function frameText(data: unknown): string {
  const size = typeof data === "string" ? data.length : data instanceof ArrayBuffer ? data.byteLength : -1;
  if (size > MAX_FRAME) {
    throw new FrameError(`the frame has ${size} characters, at most ${MAX_FRAME} are read`);
  }
  if (typeof data === "string") return data;
  if (!(data instanceof ArrayBuffer)) throw new FrameError("the frame is neither text nor bytes");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw new FrameError("the frame is binary and not UTF-8");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const page = /^\s*<(?:!doctype|html|\?xml)/i.test(text) ? "a web page" : "not JSON";
    throw new FrameError(`the frame is ${page}: "${text.slice(0, 60)}"`);
  }
}

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
