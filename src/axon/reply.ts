import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { AxonEnv } from "./call.ts";

/**
 * Writes the head of an answer to the connection itself. The web's `Response` would carry it through a `Headers`
 * object, and reading two dozen headers back out of one takes as long as checking a signature.
 * @returns what tells the adapter that there is nothing left to send
 */
export function replyHead(
  c: Context<AxonEnv>,
  status: number,
  headers: Record<string, string>,
): Response {
  c.env.outgoing.writeHead(status, headers);
  c.set("sent", {
    status,
    length: headers["content-length"] ?? "-1",
    message: headers.bt_header_axon_status_message ?? "",
  });
  return RESPONSE_ALREADY_SENT;
}

/** Writes a whole answer. */
export function reply(
  c: Context<AxonEnv>,
  status: number,
  headers: Record<string, string>,
  body: string,
): Response {
  const bytes = new TextEncoder().encode(body);
  const answer = replyHead(c, status, { ...headers, "content-length": String(bytes.length) });
  c.env.outgoing.end(bytes);
  return answer;
}
