import type { Duplex } from "node:stream";
import { STATUS_CODES } from "node:http";
import { RequestError } from "@hono/node-server";
import type { Logger } from "../base/mod.ts";
import type { ResponseHeaders } from "./response_headers.ts";

function statusOf(
  code: string | undefined,
  limits: { headerBytes: number },
): { status: number; message: string } {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return { status: 408, message: "Request was not complete in time" };
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    return {
      status: 400,
      message: `Improperly formatted request. Headers are larger than ${limits.headerBytes} bytes`,
    };
  }
  return { status: 400, message: "Improperly formatted request. This is not HTTP/1.1" };
}

/**
 * Answers what never became a request: half-sent, oversized or broken headers. With the `bt_header` fields of an empty
 * synapse (docs/spec/wire.md#17-error-responses), then closes.
 * @returns the status that was sent
 */
export async function answerClientError(
  error: Error & { code?: string },
  socket: Duplex,
  headers: ResponseHeaders,
  limits: { headerBytes: number },
): Promise<number> {
  const { status, message } = statusOf(error.code, limits);
  const body = JSON.stringify({ message });
  const all: Record<string, string> = {
    ...await headers.of(undefined, status, message),
    "content-type": "application/json",
    "content-length": String(body.length),
    connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
  return status;
}

/**
 * Answers what failed before or outside the routes: a target or host that makes no URL is a 400, anything else an error
 * of ours, told to the log only.
 */
export async function outsideRoutes(
  error: unknown,
  headers: ResponseHeaders,
  logger: Logger,
): Promise<Response> {
  const theirs = error instanceof RequestError;
  const status = theirs ? 400 : 500;
  const id = crypto.randomUUID();
  if (!theirs) logger.error("a request failed outside its route", { id, error });
  const message = theirs
    ? "Improperly formatted request. Host and path make no URL"
    : `Internal Server Error #${id}`;
  return new Response(JSON.stringify({ message }), {
    status,
    headers: { ...await headers.of(undefined, status, message), "content-type": "application/json" },
  });
}
