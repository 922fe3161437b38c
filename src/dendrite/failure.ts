import { BaseError, errorText } from "../base/mod.ts";
import { pythonFloatText } from "../protocol/mod.ts";
import { ExchangeBroken } from "./exchange.ts";
import { tidyMessage } from "./response_head.ts";

/** Status and message of a request that failed. */
export interface Failure {
  statusCode: number;
  statusMessage: string;
}

/** Where a request went, for the message. */
export interface Asked {
  ip: string;
  port: number;
  /** Name of the route. */
  synapse: string;
}

/** An address that is not dialed counts like one where nobody answers. */
export function notDialed(target: Asked, why: string): Failure {
  return { statusCode: 503, statusMessage: `${unavailable(target)} (${tidyMessage(why)})` };
}

/**
 * Status and message in the words of SDK 7.4 (docs/spec/wire.md#54-failure-mapping).
 * @param timeoutMs what the caller waited
 */
export function failureOf(error: unknown, target: Asked, timeoutMs: number): Failure {
  if (error instanceof BaseError && error.code === "deadline") {
    return {
      statusCode: 408,
      statusMessage: `Request timeout after ${pythonFloatText(timeoutMs / 1000)} seconds`,
    };
  }
  const text = tidyMessage(errorText(error));
  if (error instanceof ExchangeBroken) {
    if (error.point === "connect") return { statusCode: 503, statusMessage: unavailable(target) };
    if (error.point === "answer") return { statusCode: 503, statusMessage: `Service disconnected: ${text}` };
    if (error.point === "body") return { statusCode: 400, statusMessage: `Payload error: ${text}` };
  }
  return { statusCode: 422, statusMessage: `Failed to parse response: ${text}` };
}

/** The caller itself gave up. */
export const CANCELLED: Failure = { statusCode: 408, statusMessage: "Request cancelled" };

function unavailable({ ip, port, synapse }: Asked): string {
  return `Service unavailable at ${tidyMessage(ip)}:${port}/${synapse}`;
}
