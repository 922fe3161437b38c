import { errorText } from "../../base/mod.ts";
import {
  CUSTOM_POOL_ERRORS,
  DISPATCH_ERRORS,
  type ErrorAdvice,
  POOL_NUMBERS,
  POOL_TEXTS,
} from "./errors.data.ts";
import { ChainError } from "../errors.ts";

/** A failed call as the metadata names it. */
export interface DispatchFailure {
  /** Pallet, e.g. `SubtensorModule`; empty for errors of the frame itself. */
  pallet: string;
  name: string;
}

/** True when the failure of a transaction may vanish with a fresh signature one block later. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ChainError && error.data.retry === true;
}

/**
 * A dispatch error in words.
 * @param call what was sent, e.g. `serve_axon`
 */
export function explainDispatch(call: string, failure: DispatchFailure): ChainError {
  const advice = DISPATCH_ERRORS[failure.name];
  const name = failure.pallet ? `${failure.pallet}.${failure.name}` : failure.name;
  return compose(call, failure.name, advice ?? { code: "refused", message: `the chain answered ${name}` });
}

/** A JSON-RPC error of the node, told by its number and the text that came with it. */
export interface RpcFailure {
  code: number;
  message: string;
  data?: unknown;
}

/** The node's own errors have a number; anything else is a matter of transport. */
export function asRpcFailure(error: unknown): RpcFailure | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "number") return null;
  return { code: error.code, message: error.message, data: "data" in error ? error.data : undefined };
}

/**
 * Why the pool did not take a transaction, in words
 * (docs/spec/chain.md#9-transactions-signing-era-nonce-results).
 * @param call what was sent, e.g. `serve_axon`
 */
export function explainPool(call: string, failure: RpcFailure): ChainError {
  const text = `${failure.message} ${typeof failure.data === "string" ? failure.data : ""}`;
  const custom = /custom error:?\s*(\d+)/i.exec(text)?.[1];
  if (custom !== undefined) {
    const entry = CUSTOM_POOL_ERRORS[Number(custom)];
    if (typeof entry === "string") return compose(call, entry, DISPATCH_ERRORS[entry]!);
    return compose(
      call,
      `custom ${custom}`,
      entry ?? { code: "refused", message: `the chain answered with error ${custom}` },
    );
  }
  const lower = text.toLowerCase();
  const advice = POOL_NUMBERS[failure.code] ?? POOL_TEXTS.find(([fragment]) => lower.includes(fragment))?.[1];
  return compose(
    call,
    String(failure.code),
    advice ?? { code: "refused", message: `the node answered: ${errorText(new Error(text.trim()))}` },
  );
}

function compose(call: string, name: string, advice: ErrorAdvice): ChainError {
  return new ChainError(advice.code, `${call} failed: ${advice.message}`, {
    hint: advice.hint,
    data: { call, name, retry: advice.retry === true, reconnect: advice.reconnect === true },
  });
}
