import type { Context } from "hono";
import { type Logger, type Metrics } from "../base/mod.ts";
import type { AxonEnv } from "./call.ts";
import { Refused } from "./refused.ts";
import { reply } from "./reply.ts";
import type { ResponseHeaders } from "./response_headers.ts";

/** What {@link renderError} needs. */
export interface RenderModules {
  headers: ResponseHeaders;
  logger: Logger;
  metrics: Metrics;
}

/**
 * The one place where errors become answers (docs/spec/wire.md#17-error-responses, docs/interface.md#http):
 * JSON with a message, the same status in the `bt_header` fields. Unexpected errors show a number only; the
 * number and the error are in the log.
 */
export function renderError({ headers, logger, metrics }: RenderModules) {
  return async (error: Error, c: Context<AxonEnv>): Promise<Response> => {
    const call = c.get("call");
    let status = 500;
    let message = error.message;
    let more: Record<string, string> = {};
    if (error instanceof Refused) {
      status = error.status;
      metrics.count("axon_refused_total", { reason: error.reason });
      const { retryAfterS } = error.options;
      more = {
        ...error.options.headers,
        ...(retryAfterS === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterS))) }),
      };
    } else {
      const id = crypto.randomUUID();
      message = `Internal Server Error #${id}`;
      logger.error("a request failed", { id, error });
    }
    const all: Record<string, string> = {
      ...await headers.of(call, status, message),
      "content-type": "application/json",
      ...more,
    };
    return reply(c, status, all, JSON.stringify({ message: all.bt_header_axon_status_message }));
  };
}
