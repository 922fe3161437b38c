import { errorText } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import { PoolError } from "../node/pool_error.ts";

/** An error answer of JSON-RPC. */
export class RpcError extends Error {
  constructor(readonly code: number, message: string, readonly data?: unknown) {
    super(message);
    this.name = "RpcError";
  }
}

/** The bytes were no JSON. */
export const PARSE_ERROR = -32700;
/** The JSON was no request. */
export const INVALID_REQUEST = -32600;
/** No such method. */
export const UNKNOWN_METHOD = -32601;
/** The parameters do not fit the method. */
export const INVALID_PARAMS = -32602;
/** Anything else. */
const INTERNAL = -32603;
/** The runtime or the state could not answer. */
const CLIENT = 4003;

/** Wrong parameters, with what was expected. */
export function invalidParams(expected: string): RpcError {
  return new RpcError(INVALID_PARAMS, `Invalid params: ${expected}`);
}

/** The error member of the answer for whatever was thrown. */
export function errorMember(error: unknown): { code: number; message: string; data?: unknown } {
  if (error instanceof RpcError || error instanceof PoolError) {
    const { code, message, data } = error;
    return data === undefined ? { code, message } : { code, message, data };
  }
  if (error instanceof LocalnetError) return { code: CLIENT, message: `Client error: ${error.message}` };
  return { code: INTERNAL, message: `Internal error: ${errorText(error).slice(0, 200)}` };
}
