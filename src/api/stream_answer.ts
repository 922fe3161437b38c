import type { Logger } from "../base/mod.ts";
import { AnswerText } from "./answer_text.ts";
import type { Prompt } from "../protocol/mod.ts";
import type { Call } from "./api_call.ts";
import type { ChatRequest } from "./chat_request.ts";
import { chunk, type CompletionHead, usageOf } from "./completion.ts";
import { CallEnded } from "./open_api_call.ts";
import { ApiRefused, errorBody } from "./api_refused.ts";
import { refusalOf } from "./render_api_error.ts";
import { BrokenAnswer } from "./routing/attempt.ts";
import type { OpenAnswer, Route } from "./routing/route.ts";

/** A request on its way, with everything that its answer needs. */
export interface Chat {
  call: Call;
  request: ChatRequest;
  prompt: Prompt;
  route: Route;
  head: CompletionHead;
  /** Called once the miner's answer ended well. */
  served: () => void;
}

/**
 * An answer as server-sent events, each flushed as it comes. One that breaks off ends with an `error` event and without
 * `[DONE]`, which clients raise: what is not whole is never passed off as whole.
 */
export function streamAnswer(chat: Chat, answer: OpenAnswer, logger: Logger): Response {
  const events = eventsOf(chat, answer, logger);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await events.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${value}\n\n`));
    },
    cancel: () => void events.return(undefined).catch(() => {}),
  }, { highWaterMark: 0 });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      // Keeps the server from collecting pieces to find out the length.
      "transfer-encoding": "chunked",
      "x-sn1-uid": String(answer.uid),
    },
  });
}

async function* eventsOf(chat: Chat, answer: OpenAnswer, logger: Logger): AsyncGenerator<string> {
  const { head, request, prompt } = chat;
  const text = new AnswerText(request);
  const usage = request.includeUsage ? null : undefined;
  const content = (piece: string) => JSON.stringify(chunk(head, { delta: { content: piece } }, usage));
  try {
    yield JSON.stringify(chunk(head, { delta: { role: "assistant", content: "" } }, usage));
    for await (const piece of answer.pieces) {
      const passed = text.push(piece);
      if (passed !== "") yield content(passed);
      if (text.finish) break;
    }
    const rest = text.end();
    if (rest !== "") yield content(rest);
    chat.served();
    yield JSON.stringify(chunk(head, { delta: {}, finish: text.finish! }, usage));
    if (request.includeUsage) yield JSON.stringify(chunk(head, null, usageOf(prompt, text.tokens)));
    yield "[DONE]";
  } catch (error) {
    if (error instanceof CallEnded && error.reason === "gone") return;
    const refused = error instanceof BrokenAnswer
      ? new ApiRefused(502, `The miner's answer broke off (status ${error.answer.statusCode}).`, {
        code: "miner_failed",
      })
      : error instanceof CallEnded && error.reason === "deadline"
      ? new ApiRefused(504, "The answer was not complete in time.", { code: "deadline" })
      : refusalOf(error, logger);
    yield JSON.stringify(errorBody(refused));
  }
}
