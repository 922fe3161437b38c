import type { Context } from "hono";
import { BaseError, type Clock, type Logger, type Metrics } from "../base/mod.ts";
import { readBody } from "../http/mod.ts";
import { AnswerText } from "./answer_text.ts";
import type { ApiEnv } from "./api_call.ts";
import { parseChatRequest } from "./chat_request.ts";
import type { KeyGuard } from "./check_key.ts";
import { completion, usageOf } from "./completion.ts";
import { toPrompt } from "./conversation.ts";
import { ApiRefused } from "./api_refused.ts";
import { BrokenAnswer } from "./routing/attempt.ts";
import type { OpenAnswer } from "./routing/route.ts";
import type { Router } from "./routing/router.ts";
import { type Chat, streamAnswer } from "./stream_answer.ts";
import type { ApiLimits, Served } from "./types.ts";

/** What {@link answerChat} needs. */
export interface ChatModules {
  router: Router;
  guard: KeyGuard;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  onServed?: (served: Served) => void;
}

/** `POST /v1/chat/completions`. */
export function answerChat(model: string, limits: ApiLimits, modules: ChatModules) {
  const { router, guard, clock, metrics } = modules;
  let inFlight = 0;
  return async (c: Context<ApiEnv>): Promise<Response> => {
    const { call } = c.var;
    const request = parseChatRequest(await body(c, limits, clock));
    if (request.model !== model) {
      throw new ApiRefused(
        404,
        `The model \`${request.model.slice(0, 100)}\` does not exist; use \`${model}\`.`,
        {
          param: "model",
          code: "model_not_found",
        },
      );
    }
    const prompt = toPrompt(request.messages);
    const leaveKey = guard.enter(call.key!);
    c.env.outgoing.once("close", leaveKey);
    if (inFlight >= limits.inFlight) {
      throw new ApiRefused(503, "This server is answering as many requests as it can.", {
        code: "busy",
        retryAfterS: 1,
      });
    }
    metrics.gauge("api_in_flight", ++inFlight);
    c.env.outgoing.once("close", () => metrics.gauge("api_in_flight", --inFlight));
    const route = router.route(prompt, call.signal, call.key!.id);
    const chat: Chat = {
      call,
      request,
      prompt,
      route,
      head: { id: `chatcmpl-${call.id.slice(4)}`, created: Math.floor(clock.now() / 1000), model },
      served: () => modules.onServed?.({ prompt, asked: route.asked }),
    };
    const answer = await begin(chat);
    metrics.observe("api_ttft_seconds", (clock.monotonic() - call.startedAt) / 1000);
    return request.stream ? streamAnswer(chat, answer, modules.logger) : await wholeAnswer(chat, answer);
  };
}

async function body(c: Context<ApiEnv>, limits: ApiLimits, clock: Clock): Promise<Uint8Array> {
  try {
    return await readBody(c.env.incoming, {
      clock,
      maxBytes: limits.bodyBytes,
      timeoutMs: limits.bodyTimeoutMs,
      signal: c.var.call.signal,
    });
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const headers = { connection: "close" };
    if (error.code === "full") throw new ApiRefused(413, `${error.message}.`, { code: "too_large", headers });
    if (error.code === "deadline") {
      throw new ApiRefused(408, `${error.message}.`, { code: "deadline", headers });
    }
    throw new ApiRefused(400, `${error.message}.`);
  }
}

/** The next answer that begins. @throws ApiRefused 502, 503; CallEnded */
async function begin({ route, call }: Chat): Promise<OpenAnswer> {
  const found = await route.next();
  if ("pieces" in found) {
    call.uid = found.uid;
    return found;
  }
  if (found.kind === "nobody") {
    throw new ApiRefused(503, "No miner of the subnet can be asked at the moment.", {
      code: "no_miner",
      retryAfterS: 15,
    });
  }
  throw new ApiRefused(
    502,
    `${route.asked.length} miners were asked and none answered (last status ${found.last.statusCode}).`,
    {
      code: "miners_failed",
    },
  );
}

/** Nothing has been sent yet, so an answer that breaks off is begun anew with another miner. */
async function wholeAnswer(chat: Chat, answer: OpenAnswer): Promise<Response> {
  for (;;) {
    const text = new AnswerText(chat.request);
    let whole = "";
    try {
      for await (const piece of answer.pieces) {
        whole += text.push(piece);
        if (text.finish) break;
      }
      whole += text.end();
      chat.served();
      const usage = usageOf(chat.prompt, text.tokens);
      return Response.json(completion(chat.head, whole, text.finish!, usage), {
        headers: { "x-sn1-uid": String(answer.uid) },
      });
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw error;
      answer = await begin(chat);
    }
  }
}
