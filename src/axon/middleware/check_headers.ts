import { createMiddleware } from "hono/factory";
import { parseSynapseHeaders, ProtocolError } from "../../protocol/mod.ts";
import type { AxonEnv } from "../call.ts";
import { UUID_CHARACTERS } from "../limits.ts";
import { Refused } from "../refused.ts";

/** Names and values in the order of arrival, repeated ones kept apart. */
function* pairsOf(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) yield [rawHeaders[i]!, rawHeaders[i + 1]!];
}

/**
 * Sizes and headers: a body that says it is too large or compressed is refused unread, headers that cannot be read
 * are refused with 400 (docs/spec/wire.md#12-request-headers, docs/spec/wire.md#17-error-responses).
 */
export function checkHeaders(limits: { bodyBytes: number }) {
  return createMiddleware<AxonEnv>(async (c, next) => {
    const call = c.var.call;
    const { incoming } = c.env;
    try {
      call.headers = parseSynapseHeaders(
        pairsOf(incoming.rawHeaders),
        call.synapse.inputs,
      );
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new Refused(
        400,
        "headers",
        `Improperly formatted request. Could not parse headers (${error.message}) into synapse of type ${call.name}.`,
      );
    }
    const encoding = incoming.headers["content-encoding"];
    if (encoding && encoding.toLowerCase() !== "identity") {
      throw new Refused(400, "headers", "Improperly formatted request. Compressed bodies are not accepted");
    }
    if ((call.headers.dendrite.uuid?.length ?? 0) > UUID_CHARACTERS) {
      throw new Refused(
        400,
        "headers",
        `Improperly formatted request. A uuid has at most ${UUID_CHARACTERS} characters`,
      );
    }
    if (Number(incoming.headers["content-length"] ?? 0) > limits.bodyBytes) {
      throw new Refused(413, "size", `Request body is larger than ${limits.bodyBytes} bytes`);
    }
    await next();
  });
}
