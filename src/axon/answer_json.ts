import type { Context } from "hono";
import { baseJson } from "../protocol/mod.ts";
import { type AnswerModules, askHandler, endedEarly } from "./answer.ts";
import type { AxonEnv } from "./call.ts";
import { reply } from "./reply.ts";

/**
 * Last, for a synapse that does not stream: the request with the handler's fields filled in, as JSON
 * (docs/spec/wire.md#16-successful-response). A handler that gives another shape than the response of the
 * definition is answered 500.
 */
export function answerJson({ handler, headers, clock, metrics }: Omit<AnswerModules, "logger">) {
  return async (c: Context<AxonEnv>): Promise<Response> => {
    const call = c.var.call;
    const cancelDeadline = clock.after(call.timeoutMs, () => call.abort("deadline"));
    c.env.outgoing.once("close", cancelDeadline);
    let members: string;
    try {
      members = call.synapse.responseMembers(call.request, await askHandler(call, handler));
    } catch (error) {
      throw call.signal.aborted ? endedEarly(call) : error;
    } finally {
      cancelDeadline();
    }
    metrics.observe("axon_answer_seconds", (clock.monotonic() - call.receivedAt) / 1000);
    const { totalSize, dendrite, axon } = call.headers!;
    const json = baseJson({
      name: call.name,
      timeoutS: call.timeoutMs / 1000,
      totalSize,
      dendrite,
      axon: { ...axon, statusCode: 200, statusMessage: "Success" },
    }, members);
    const all = { ...await headers.of(call, 200, "Success"), "content-type": "application/json" };
    return reply(c, 200, all, json);
  };
}
