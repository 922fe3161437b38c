import type { Context } from "hono";
import { synapseJson } from "../protocol/mod.ts";
import type { AxonEnv } from "./call.ts";
import { reply } from "./reply.ts";
import type { ResponseHeaders } from "./response_headers.ts";

/**
 * Answers the base synapse with itself (docs/spec/wire.md#11-transport-and-routes,
 * docs/spec/wire.md#16-successful-response).
 */
export function answerPing(headers: ResponseHeaders) {
  return async (c: Context<AxonEnv>): Promise<Response> => {
    const call = c.var.call;
    const { timeoutS, totalSize, dendrite, axon } = call.headers!;
    const json = synapseJson({
      timeoutS: timeoutS !== undefined && Number.isFinite(timeoutS) ? timeoutS : call.timeoutMs / 1000,
      totalSize,
      dendrite,
      axon: { ...axon, statusCode: 200, statusMessage: "Success" },
    });
    const all = { ...await headers.of(call, 200, "Success"), "content-type": "application/json" };
    return reply(c, 200, all, json);
  };
}
