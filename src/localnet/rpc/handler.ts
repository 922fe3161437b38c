import { AUTHOR_METHODS, CHAIN_METHODS } from "./chain_methods.ts";
import type { MethodContext, Methods } from "./method.ts";
import { Params } from "./params.ts";
import { errorMember, INVALID_REQUEST, PARSE_ERROR, RpcError, UNKNOWN_METHOD } from "./rpc_error.ts";
import { STATE_METHODS } from "./state_methods.ts";
import { SIM_METHODS, SYSTEM_METHODS } from "./system_methods.ts";

/** Most requests in one batch. */
const MAX_BATCH = 256;

/** Every method this node answers. */
export const METHODS: Methods = {
  ...CHAIN_METHODS,
  ...STATE_METHODS,
  ...AUTHOR_METHODS,
  ...SYSTEM_METHODS,
  ...SIM_METHODS,
  rpc_methods: () => ({ version: 1, methods: Object.keys(METHODS).sort() }),
};

type Id = string | number | null;

/** Answers one request; null for a notification, which gets no answer. */
function handleOne(context: MethodContext, request: unknown): Record<string, unknown> | null {
  const { id, method, params } = (typeof request === "object" ? request ?? {} : {}) as Record<
    string,
    unknown
  >;
  const known: Id = typeof id === "string" || typeof id === "number" ? id : null;
  try {
    if (typeof method !== "string") throw new RpcError(INVALID_REQUEST, "Invalid request");
    const list = params === undefined || params === null ? [] : params;
    if (!Array.isArray(list)) throw new RpcError(INVALID_REQUEST, "Invalid request: params must be a list");
    const run = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!run) throw new RpcError(UNKNOWN_METHOD, "Method not found");
    const result = run(context, new Params(list));
    return id === undefined ? null : { jsonrpc: "2.0", result: result ?? null, id: known };
  } catch (error) {
    return { jsonrpc: "2.0", error: errorMember(error), id: known };
  }
}

/**
 * Answers one message: a request or a batch. Never throws; strangers' input ends as an error answer.
 * @returns the answer, or null when there is none to give
 */
export function handleMessage(context: MethodContext, text: string): string | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return fault(PARSE_ERROR, "Parse error");
  }
  if (!Array.isArray(message)) {
    const answer = handleOne(context, message);
    return answer && JSON.stringify(answer);
  }
  if (message.length === 0) return fault(INVALID_REQUEST, "Invalid request: empty batch");
  if (message.length > MAX_BATCH) return fault(INVALID_REQUEST, `Batches of at most ${MAX_BATCH}`);
  const answers = message.map((one) => handleOne(context, one)).filter((answer) => answer !== null);
  return answers.length === 0 ? null : JSON.stringify(answers);
}

/** An error answer without id. */
export function fault(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id: null });
}
