import type { IncomingMessage } from "node:http";
import { BaseError } from "../base/mod.ts";
import { readBody, type ReadBodyOptions } from "../http/mod.ts";
import { Refused } from "./refused.ts";

/**
 * The whole body of a request.
 * @throws Refused 413 when it is larger, 408 when it does not end in time, 400 when the caller leaves in between
 */
export async function readPromptBody(
  incoming: IncomingMessage,
  options: ReadBodyOptions,
): Promise<Uint8Array> {
  try {
    return await readBody(incoming, options);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    if (error.code === "full") throw new Refused(413, "size", error.message);
    if (error.code === "deadline") {
      throw new Refused(408, "body_timeout", error.message, { headers: { connection: "close" } });
    }
    throw new Refused(400, "body", `Improperly formatted request. ${error.message}`);
  }
}
