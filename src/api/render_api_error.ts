import type { Context } from "hono";
import { errorText, type Logger } from "../base/mod.ts";
import type { ApiEnv } from "./api_call.ts";
import { CallEnded } from "./open_api_call.ts";
import { ApiRefused, errorBody, stopping } from "./api_refused.ts";

/** What an error is for the caller: unexpected ones are a number, which is in the log too. */
export function refusalOf(error: unknown, logger: Logger): ApiRefused {
  if (error instanceof ApiRefused) return error;
  if (error instanceof CallEnded) {
    if (error.reason === "stopping") return stopping();
    if (error.reason === "gone") return new ApiRefused(408, "The caller left.", { code: "gone" });
    return new ApiRefused(504, "No miner answered in time.", { code: "deadline" });
  }
  const id = crypto.randomUUID();
  logger.error("a request failed", { id, error: errorText(error) });
  return new ApiRefused(500, `Internal Server Error #${id}`, { code: "internal_error" });
}

/** The one place where errors become answers, in the shape of OpenAI's API. */
export function renderError(logger: Logger) {
  return (error: Error, c: Context<ApiEnv>): Response => {
    const refused = refusalOf(error, logger);
    const { retryAfterS, headers } = refused.options;
    return new Response(JSON.stringify(errorBody(refused)), {
      status: refused.status,
      headers: {
        "content-type": "application/json",
        ...(c.get("call") ? { "x-request-id": c.get("call").id } : {}),
        ...(retryAfterS === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterS))) }),
        ...headers,
      },
    });
  };
}
