import type OpenAI from "openai";
import { abortReason, type Clock, deadline, type Logger } from "../base/mod.ts";
import { estimateTokens, StopGate } from "../text/mod.ts";
import { LlmError } from "./errors.ts";
import { openAiError, unsupportedParameter } from "./openai_errors.ts";
import { checkRequest, DEFAULT_MAX_TOKENS } from "./request.ts";
import type { Engine, GenerateRequest } from "./types.ts";

/** Where the official service answers. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

/** Model asked for when `--neuron.model_id` is not given (docs/spec/domain.md#9-configuration-flags). */
export const OPENAI_DEFAULT_MODEL = "gpt-3.5-turbo-1106";

/** Longest answer time without a deadline in the request: no upstream may hold a slot for ever. */
const DEFAULT_DEADLINE_MS = 120_000;

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
}

/** What {@link createOpenAiEngine} works with. */
export interface OpenAiModules {
  clock: Clock;
  logger: Logger;
}

type Body = OpenAI.ChatCompletionCreateParamsStreaming;

/**
 * Answers through any OpenAI-compatible server with the official client, loaded at the first request.
 * `topK` is not part of that API and is not sent.
 * @throws LlmError `config` when the official service is meant and there is no key, or the base URL is none
 */
export function createOpenAiEngine(options: OpenAiOptions, modules: OpenAiModules): Engine {
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
  /** Parameters this server refused; left out from then on. */
  const refused = new Set<string>();
  const stopAll = new AbortController();
  let loading: Promise<{ client: OpenAI; isUnreachable: (error: unknown) => boolean }> | null = null;

  const load = () =>
    loading ??= import("openai").then(({ default: Client }) => ({
      client: new Client({
        apiKey: key || "none",
        baseURL: baseUrl,
        maxRetries: options.maxRetries ?? 2,
        logLevel: "off",
      }),
      isUnreachable: (error: unknown) => error instanceof Client.APIConnectionError,
    }));

  function body(request: GenerateRequest): Body {
    const maxTokens = request.maxTokens ?? DEFAULT_MAX_TOKENS;
    // The official service wants the new name, most other servers know the old one; a refusal turns it round.
    const newName = official ? !refused.has("max_completion_tokens") : refused.has("max_tokens");
    const limit = newName ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens };
    const all = {
      temperature: request.temperature ?? 0.7,
      top_p: request.topP ?? 0.95,
      seed: request.seed,
      // The official service takes four; ours ends the rest here.
      stop: request.stop?.length ? request.stop.slice(0, 4) : undefined,
    };
    const kept = Object.fromEntries(
      Object.entries(all).filter(([k, v]) => v !== undefined && !refused.has(k)),
    );
    return { model, messages: request.messages, stream: true, ...limit, ...kept };
  }

  async function open(request: GenerateRequest, signal: AbortSignal, timeoutMs: number) {
    const { client } = await load();
    for (;;) {
      try {
        return await client.chat.completions.create(body(request), {
          signal,
          timeout: Math.ceil(timeoutMs), // the client takes whole milliseconds alone
        });
      } catch (error) {
        const parameter = unsupportedParameter(error);
        if (parameter === null || refused.has(parameter) || refused.size >= 8) throw error;
        modules.logger.info("the server does not take a parameter; left out", { parameter, model });
        refused.add(parameter);
      }
    }
  }

  async function* generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<string> {
    if (stopAll.signal.aborted) throw new LlmError("failed", "the openai engine is closed");
    checkRequest(request);
    if (request.messages.length === 0) throw new LlmError("config", "the conversation is empty");
    if (signal?.aborted || request.maxTokens === 0) return;
    const timeoutMs = Math.max(1, request.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const limit = deadline(modules.clock, timeoutMs, `an answer of ${model}`, signal);
    const both = AbortSignal.any([limit.signal, stopAll.signal]);
    const gate = new StopGate(request.stop);
    let charsLeft = (request.maxTokens ?? DEFAULT_MAX_TOKENS) * MAX_CHARS_PER_TOKEN;
    let finished = false;
    try {
      const stream = await open(request, both, timeoutMs);
      for await (const event of stream) {
        const choice = event.choices?.[0];
        if (choice?.finish_reason) finished = true;
        const text = choice?.delta?.content;
        if (typeof text === "string" && text !== "") {
          const piece = gate.push(text.slice(0, charsLeft));
          charsLeft -= text.length;
          if (piece !== "") yield piece;
          if (gate.ended || charsLeft <= 0) return;
        }
        if (both.aborted) break;
      }
      const rest = both.aborted ? "" : gate.flush();
      if (rest !== "") yield rest;
      if (!finished && !both.aborted) {
        modules.logger.warn("the upstream stream ended without a reason", where);
      }
    } catch (error) {
      if (!both.aborted) {
        const { isUnreachable } = await load();
        throw openAiError(error, where, key, isUnreachable(error));
      }
    } finally {
      limit.dispose();
    }
    if (signal?.aborted) return;
    if (stopAll.signal.aborted) throw new LlmError("failed", "the openai engine was closed");
    if (limit.signal.aborted) throw new LlmError("failed", abortReason(limit.signal).message);
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
