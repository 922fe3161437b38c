import type { Prompt } from "../protocol/mod.ts";
import { estimateTokens } from "../text/mod.ts";
import type { FinishReason } from "./answer_text.ts";

/** Tokens of a request and its answer, estimated: the miners' tokenizers are unknown. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** The usage of an answer. */
export function usageOf(prompt: Prompt, completionTokens: number): Usage {
  const promptTokens = prompt.messages.reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** What all parts of one answer have in common. */
export interface CompletionHead {
  id: string;
  /** Seconds since 1970. */
  created: number;
  model: string;
}

/** A whole answer (`chat.completion`). */
export function completion(head: CompletionHead, text: string, finish: FinishReason, usage: Usage): object {
  const { id, created, model } = head;
  return {
    id,
    object: "chat.completion",
    created,
    model,
    choices: [{
      index: 0,
      message: { role: "assistant", content: text, refusal: null },
      logprobs: null,
      finish_reason: finish,
    }],
    usage,
  };
}

/** What one chunk of a stream says. */
export interface ChunkPart {
  delta: { role?: "assistant"; content?: string };
  finish?: FinishReason;
}

/**
 * One event of a streamed answer (`chat.completion.chunk`).
 * @param part null = the chunk that only carries the usage
 * @param usage undefined = not asked for; null = not yet
 */
export function chunk(head: CompletionHead, part: ChunkPart | null, usage?: Usage | null): object {
  const { id, created, model } = head;
  const choices = part
    ? [{ index: 0, delta: part.delta, logprobs: null, finish_reason: part.finish ?? null }]
    : [];
  return {
    id,
    object: "chat.completion.chunk",
    created,
    model,
    choices,
    ...(usage === undefined ? {} : { usage }),
  };
}

/** A model as `GET /v1/models` lists it. */
export function modelEntry(id: string, created: number, ownedBy: string): object {
  return { id, object: "model", created, owned_by: ownedBy };
}
