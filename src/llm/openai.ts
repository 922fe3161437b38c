import { abortReason, type Clock, deadline, type Logger, type Metrics, nullMetrics } from "../base/mod.ts";
import { estimateTokens, StopGate } from "../text/mod.ts";
import { LlmError } from "./errors.ts";
import { noTextError, type TextlessAnswer } from "./openai/no_text.ts";
import { postCompletion, readParts } from "./openai/post_completion.ts";
import { type OptionalParameter, refusedParameter } from "./openai/refused_parameter.ts";
import { upstreamError, UpstreamFault } from "./openai/upstream_error.ts";
import { checkRequest, DEFAULT_MAX_TOKENS } from "./request.ts";
import { stripThinking, ThinkingHabit } from "./strip_thinking.ts";
import type { Engine, GenerateRequest } from "./types.ts";

/** Where the official service answers. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

/** Model asked for when `--neuron.model_id` is not given (docs/spec/domain.md#9-configuration-flags). */
export const OPENAI_DEFAULT_MODEL = "gpt-3.5-turbo-1106";

/** Longest answer time without a deadline in the request: no upstream may hold a slot for ever. */
const DEFAULT_DEADLINE_MS = 120_000;

/** First pause before another try; it doubles. A server's own Retry-After is kept to instead. */
const RETRY_DELAY_MS = 500;

/** Characters of reasoning kept, for servers that put the answer itself there. */
const MAX_REASONING_CHARS = 65_536;

/** A token is never longer than this many characters in practice; a server that sends more is cut off. */
const MAX_CHARS_PER_TOKEN = 64;

/** Options of {@link createOpenAiEngine}. */
export interface OpenAiOptions {
  /** @default {OPENAI_DEFAULT_MODEL} */
  model?: string;
  /** Any server that speaks the chat completions API: vLLM, SGLang, llama.cpp, … @default {OPENAI_BASE_URL} */
  baseUrl?: string;
  /** Needed for the official service only. Never logged. */
  apiKey?: string;
  /** Tries after the first that failed before an answer began. @default {2} */
  maxRetries?: number;
  /** @default {16385} */
  contextTokens?: number;
  /** Requests sent at once before the scheduler of the caller should wait. @default {64} */
  parallel?: number;
  /** Pass `<think>` blocks on as text. @default {false} */
  keepThinking?: boolean;
}

/** What {@link createOpenAiEngine} works with. */
export interface OpenAiModules {
  clock: Clock;
  logger: Logger;
  /** @default {nullMetrics} */
  metrics?: Metrics;
}

/**
 * Answers through any OpenAI-compatible server, in the dialects of docs/upstreams.md. `topK` is not part of that API and
 * is not sent.
 * @throws LlmError `config` when the official service is meant and there is no key, or the base URL is none
 */
export function createOpenAiEngine(options: OpenAiOptions, modules: OpenAiModules): Engine {
  const { clock, logger, metrics = nullMetrics } = modules;
  const model = options.model || OPENAI_DEFAULT_MODEL;
  const baseUrl = checkedUrl(options.baseUrl || OPENAI_BASE_URL);
  const official = new URL(baseUrl).host === new URL(OPENAI_BASE_URL).host;
  const key = options.apiKey ?? "";
  if (official && key === "") {
    throw new LlmError("config", `no key for ${baseUrl}`, {
      hint: "set OPENAI_API_KEY, or --openai.base_url for a server of your own",
    });
  }
  const where = { baseUrl, model };
  const target = { baseUrl, key, fetch: globalThis.fetch };
  const habit = new ThinkingHabit(model);
  /** Parameters this server refused; left out from then on. */
  const refused = new Set<OptionalParameter>();
  const stopAll = new AbortController();
  let saidReasoning = false;

  function body(request: GenerateRequest): Record<string, unknown> {
    const maxTokens = request.maxTokens ?? DEFAULT_MAX_TOKENS;
    // The official service wants the new name, most other servers know the old one; a refusal turns it round.
    const names = ["max_tokens", "max_completion_tokens"] as const;
    const limit = (official ? names.toReversed() : names).find((name) => !refused.has(name));
    const all: Partial<Record<OptionalParameter, unknown>> = {
      stream: true,
      ...(limit === undefined ? {} : { [limit]: maxTokens }),
      temperature: request.temperature ?? 0.7,
      top_p: request.topP ?? 0.95,
      seed: request.seed,
      // The official service takes four; ours ends the rest here.
      stop: request.stop?.length ? request.stop.slice(0, 4) : undefined,
    };
    const kept = Object.entries(all).filter(([name, value]) =>
      value !== undefined && !refused.has(name as OptionalParameter)
    );
    return { model, messages: request.messages, ...Object.fromEntries(kept) };
  }

  /** One exchange; its text as it comes, with reasoning and the rest noted in `seen`. */
  async function* ask(
    sent: Record<string, unknown>,
    seen: TextlessAnswer & { reasoning: string },
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    let charsLeft = seen.maxTokens * MAX_CHARS_PER_TOKEN;
    let wrote = false;
    const response = await postCompletion(target, sent, signal);
    for await (const part of readParts(response)) {
      if (signal.aborted) return;
      seen.finish = part.finish ?? seen.finish;
      seen.usage = { ...seen.usage, ...definedOnly(part.usage) };
      seen.toolCall ||= part.toolCall;
      seen.refusal ||= part.refusal !== "";
      if (seen.sample.length < 200) seen.sample += part.refusal || part.reasoning;
      seen.reasoningCharacters += part.reasoning.length;
      if (seen.reasoning.length < MAX_REASONING_CHARS) seen.reasoning += part.reasoning;
      charsLeft -= part.reasoning.length;
      if (part.text !== "" && charsLeft > 0) yield part.text.slice(0, charsLeft);
      charsLeft -= part.text.length;
      wrote ||= /\S/.test(part.text);
      if (charsLeft <= 0) {
        seen.finish ??= "length";
        return;
      }
      // Token counts come later, and are of interest when there is no text alone.
      if (seen.finish !== null && wrote) return;
    }
    if (seen.finish === null && !signal.aborted) {
      logger.warn("the upstream stream ended without a reason", where);
    }
  }

  /** The text of one exchange, without reasoning. @throws LlmError `empty`, and what {@link ask} throws */
  async function* answer(request: GenerateRequest, sent: Record<string, unknown>, signal: AbortSignal) {
    const seen = {
      finish: null,
      reasoningCharacters: 0,
      reasoning: "",
      sample: "",
      refusal: false,
      toolCall: false,
      usage: {},
      maxTokens: request.maxTokens ?? DEFAULT_MAX_TOKENS,
    } as TextlessAnswer & { reasoning: string };
    const gate = new StopGate(request.stop);
    const cut = { reasoningCharacters: 0, whole: true };
    const begin = async function* (left: AbortSignal) {
      yield* ask(sent, seen, AbortSignal.any([signal, left]));
      cut.whole = !signal.aborted;
    };
    const raw = options.keepThinking
      ? begin(new AbortController().signal)
      : stripThinking(begin, habit, clock, cut);
    // White space alone is no text, and a caller's time to first token must not start with it.
    let blank = "";
    let spoke = false;
    for await (const text of raw) {
      const piece = blank + gate.push(text);
      blank = spoke || /\S/.test(piece) ? "" : piece;
      if (blank === "" && piece !== "") {
        spoke = true;
        yield piece;
      }
      if (gate.ended) return;
    }
    if (signal.aborted) return;
    let rest = blank + gate.flush();
    seen.reasoningCharacters += cut.reasoningCharacters;
    // A server whose reasoning parser is on for a model that does not reason puts the whole answer there.
    if (
      !spoke && !/\S/.test(rest) && /^(?:stop|eos|end_turn)$/i.test(seen.finish ?? "") && !seen.refusal &&
      !seen.toolCall
    ) {
      rest = seen.reasoning.trim();
      if (rest !== "" && !saidReasoning) {
        saidReasoning = true;
        logger.warn("the server puts its answers into the reasoning field; taken as answers", {
          ...where,
          hint: "switch the server's reasoning parser off for this model",
        });
      }
    }
    if (spoke || /\S/.test(rest)) {
      if (rest !== "") yield rest;
      return;
    }
    throw noTextError(seen, `${baseUrl}, model ${model}`);
  }

  /** Whether another try may help, after what has to be done first. */
  async function recover(
    fault: UpstreamFault,
    sent: Record<string, unknown>,
    tries: number,
    limit: { remaining(): number; signal: AbortSignal },
  ): Promise<boolean> {
    const parameter = fault.tooLong
      ? null
      : refusedParameter(fault.status, fault.body, fault.text, new Set(Object.keys(sent)));
    if (parameter !== null && !refused.has(parameter)) {
      logger.info("the server does not take a parameter; left out", { parameter, model });
      refused.add(parameter);
      return true;
    }
    // Another request learned it meanwhile.
    if (parameter !== null && parameter in sent) return true;
    if (!fault.retryable || tries >= (options.maxRetries ?? 2)) return false;
    const delayMs = fault.retryAfterMs(clock.now()) ?? RETRY_DELAY_MS * 2 ** tries;
    // The caller would be gone when the server is ready again.
    if (delayMs >= limit.remaining()) return false;
    await clock.sleep(delayMs, limit.signal);
    return true;
  }

  async function* attempts(
    request: GenerateRequest,
    limit: { remaining(): number; signal: AbortSignal },
  ): AsyncGenerator<string> {
    let left = 8 + (options.maxRetries ?? 2);
    for (let tries = 0;;) {
      const sent = body(request);
      let spoke = false;
      try {
        for await (const piece of answer(request, sent, limit.signal)) {
          spoke = true;
          yield piece;
        }
        return;
      } catch (error) {
        if (limit.signal.aborted) return;
        if (!(error instanceof UpstreamFault)) throw error;
        const before = refused.size;
        if (spoke || left-- <= 0 || !(await recover(error, sent, tries, limit))) {
          throw upstreamError(error, where, key, clock.now());
        }
        if (refused.size === before) tries++;
      }
    }
  }

  async function* generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<string> {
    if (stopAll.signal.aborted) throw new LlmError("failed", "the openai engine is closed");
    checkRequest(request);
    if (request.messages.length === 0) throw new LlmError("config", "the conversation is empty");
    if (signal?.aborted || request.maxTokens === 0) return;
    const since = clock.monotonic();
    const timeoutMs = Math.max(1, request.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const limit = deadline(clock, timeoutMs, `an answer of ${model}`, signal);
    const left = new AbortController();
    const any = AbortSignal.any([limit.signal, stopAll.signal, left.signal]);
    let outcome = "aborted";
    let spoke = false;
    let complete = false;
    try {
      for await (const piece of attempts(request, { signal: any, remaining: limit.remaining })) {
        if (!spoke) metrics.observe("engine_ttft_seconds", (clock.monotonic() - since) / 1000);
        spoke = true;
        yield piece;
      }
      if (signal?.aborted) return;
      if (stopAll.signal.aborted) throw new LlmError("failed", "the openai engine was closed");
      if (limit.signal.aborted) throw new LlmError("failed", abortReason(limit.signal).message);
      outcome = "ok";
      complete = true;
    } catch (error) {
      // A wait that was aborted.
      if (signal?.aborted) return;
      outcome = error instanceof LlmError ? error.code : "failed";
      throw error;
    } finally {
      // A complete answer's connection is used again.
      if (!complete) left.abort();
      limit.dispose();
      metrics.count("engine_requests_total", { outcome });
      metrics.observe("engine_total_seconds", (clock.monotonic() - since) / 1000);
    }
  }

  return {
    info: {
      kind: "openai",
      model,
      device: "remote",
      contextTokens: options.contextTokens ?? 16_385,
      parallel: options.parallel ?? 64,
    },
    generate,
    countTokens: (text) => Promise.resolve(estimateTokens(text)),
    close: () => {
      stopAll.abort();
      return Promise.resolve();
    },
  };
}

function definedOnly<T extends Record<string, unknown>>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<T>;
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new LlmError("config", `--openai.base_url is not an http address: ${text.slice(0, 200)}`, {
      hint: "for example http://127.0.0.1:8000/v1",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new LlmError("config", "--openai.base_url must not contain a name or password", {
      hint: "put the key into OPENAI_API_KEY",
    });
  }
  return text.replace(/\/+$/, "");
}
