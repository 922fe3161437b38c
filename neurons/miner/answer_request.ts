import type { AxonHandler, AxonRequest, Refusal } from "../../src/axon/mod.ts";
import { type Clock, deadline } from "../../src/base/mod.ts";
import type { AnsweredRequest } from "./miner_watch.ts";
import { fittingShare, shorterConversation } from "./shorter_conversation.ts";
import { type ChatMessage, type Engine, type GenerateRequest, LlmError } from "../../src/llm/mod.ts";

/** How answers are made (flags `--neuron.*` of the miner). */
export interface AnswerOptions {
  systemPrompt: string;
  maxTokens: number;
  temperature: number;
  topK: number;
  topP: number;
  /** Engine pieces sent together. */
  streamingBatchSize: number;
}

/** Times a conversation is shortened for a model: a server is not asked for ever what it cannot read. */
const MAX_SHORTENINGS = 12;

/** Characters of an answer that those who watch are told. */
const TOLD_CHARACTERS = 4000;

/** Share of the caller's time after which the rest is flushed: what is sent at the deadline arrives too late. */
const FLUSH_SHARE = 0.95;

/**
 * The miner's handler: history as chat turns, pieces in batches, an early flush before the caller's deadline.
 * The first piece is awaited before the answer starts, so that an engine's refusal still becomes a 503.
 * @param engine null while the model is loading
 * @param priority of a hotkey, higher first
 * @param onAnswered told about each answer when it has ended, whole or not
 */
export function answerHandler(
  options: AnswerOptions,
  engine: () => Engine | null,
  priority: (hotkey: string) => number,
  clock: Clock,
  onAnswered?: (request: AnsweredRequest) => void,
): AxonHandler {
  return async (request) => {
    const ready = engine();
    if (!ready) return { refuse: "busy", reason: "the model is loading", retryAfterS: 5 };
    const spent = clock.monotonic() - request.receivedAt;
    const limit = deadline(
      clock,
      Math.max(0, request.timeoutMs * FLUSH_SHARE - spent),
      "answering",
      request.signal,
    );
    try {
      const asked = engineRequest(request, options, priority, limit.remaining());
      const { pieces, first } = await begin(ready, asked, limit);
      const ttftS = (clock.monotonic() - request.receivedAt) / 1000;
      const done = (characters: number, completion: string) => {
        limit.dispose();
        const seconds = (clock.monotonic() - request.receivedAt) / 1000;
        onAnswered?.({
          hotkey: request.caller.hotkey,
          atMs: clock.now(),
          ttftS,
          seconds,
          characters,
          messages: chatMessages(request, ""),
          systemPrompt: options.systemPrompt,
          completion,
        });
      };
      return batches(pieces, first, options.streamingBatchSize, done);
    } catch (error) {
      limit.dispose();
      const refusal = asRefusal(error);
      if (refusal) return refusal;
      throw error;
    }
  };
}

/**
 * Starts the answer and waits for its first text. A conversation that is longer than the model reads is shortened, up to
 * {@link MAX_SHORTENINGS} times within the caller's time.
 * @throws LlmError `empty` when the answer ends without text
 */
async function begin(
  engine: Engine,
  request: GenerateRequest,
  limit: { signal: AbortSignal; remaining(): number },
) {
  let messages = request.messages;
  for (let tries = 0;; tries++) {
    const deadlineMs = tries === 0 ? request.deadlineMs : limit.remaining();
    const pieces = engine.generate({ ...request, messages, deadlineMs }, limit.signal)
      [Symbol.asyncIterator]();
    try {
      const first = await pieces.next();
      if (first.done) {
        // An engine ends without an error when its signal aborts.
        const why = limit.signal.aborted ? "within the caller's time" : "in the answer";
        throw new LlmError("empty", `no text ${why}`, { data: { reason: "none" } });
      }
      return { pieces, first };
    } catch (error) {
      const tooLong = error instanceof LlmError && error.code === "too_long" && tries < MAX_SHORTENINGS;
      const shorter = tooLong ? shorterConversation(messages, fittingShare(error)) : null;
      if (!shorter) throw error;
      messages = shorter;
    }
  }
}

function engineRequest(
  request: AxonRequest,
  options: AnswerOptions,
  priority: (hotkey: string) => number,
  deadlineMs: number,
): GenerateRequest {
  return {
    messages: chatMessages(request, options.systemPrompt),
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    topK: options.topK,
    topP: options.topP,
    priority: priority(request.caller.hotkey),
    deadlineMs,
  };
}

/** The conversation with the miner's system prompt in front; unknown roles count as the user's. */
export function chatMessages(request: Pick<AxonRequest, "prompt">, systemPrompt: string): ChatMessage[] {
  const { roles, messages } = request.prompt;
  const turns = messages.map((content, i): ChatMessage => ({
    role: roles[i] === "assistant" ? "assistant" : "user",
    content,
  }));
  return systemPrompt ? [{ role: "system", content: systemPrompt }, ...turns] : turns;
}

async function* batches(
  pieces: AsyncIterator<string>,
  first: IteratorResult<string>,
  size: number,
  done: (characters: number, completion: string) => void,
): AsyncIterable<string> {
  let characters = 0;
  let told = "";
  try {
    let buffer = "";
    let count = 0;
    for (let next = first; !next.done; next = await pieces.next()) {
      buffer += next.value;
      characters += next.value.length;
      if (told.length < TOLD_CHARACTERS) told += next.value;
      // The first piece goes out alone: it is what the caller's time to first token measures.
      if (++count >= size || next === first) {
        yield buffer;
        buffer = "";
        count = 0;
      }
    }
    if (buffer) yield buffer;
  } finally {
    done(characters, told.slice(0, TOLD_CHARACTERS).toWellFormed());
    await pieces.return?.();
  }
}

/**
 * What the caller learns about a failed engine: a status, and nothing of the operator's addresses and models. The cause
 * is in the log.
 */
function asRefusal(error: unknown): Refusal | null {
  if (!(error instanceof LlmError)) return null;
  if (error.code === "refused") {
    return { refuse: "busy", reason: "The engine is busy", retryAfterS: Number(error.data.retryAfterS ?? 5) };
  }
  return error.code === "too_long"
    ? { refuse: "size", reason: "The conversation is longer than the model reads" }
    : { refuse: "failed", reason: "The engine gave no answer" };
}
