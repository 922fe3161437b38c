/** One turn of a conversation. */
export interface ChatMessage {
  /** Who speaks: instructions, the person who asks, or the model. */
  role: "system" | "user" | "assistant";
  /** What was said; control characters and half surrogate pairs are the caller's to remove. */
  content: string;
}

/** One piece of work for an engine. */
export interface GenerateRequest {
  /** The conversation, oldest turn first; the answer continues it. */
  messages: ChatMessage[];
  /** New tokens at most. @default {256} */
  maxTokens?: number;
  /** 0 = greedy. @default {0.7} */
  temperature?: number;
  /** Share of the probability that is drawn from, above 0 to 1. @default {0.95} */
  topP?: number;
  /** 0 = off. @default {50} */
  topK?: number;
  /** Equal seeds and messages give equal text where the engine is deterministic. */
  seed?: number;
  /** Generation ends before the first of these. At most 16, each at most 256 characters. */
  stop?: string[];
  /** Higher is served first. @default {0} */
  priority?: number;
  /** Milliseconds until the caller stops listening; lets the engine refuse what cannot finish. */
  deadlineMs?: number;
}

/** What an engine says about itself. */
export interface EngineInfo {
  /** Which of the engines it is, as `--neuron.engine` names it; `plugin` for those of plugins. */
  kind: "local" | "openai" | "retrieval" | "exec" | "echo" | "phrase" | "mock" | "plugin";
  /** Model name as a person would recognize it. */
  model: string;
  /** `cpu`, `webgpu`, `cuda:0`, `remote`, `none`. */
  device: string;
  /** Tokens of prompt and answer together. */
  contextTokens: number;
  /** Requests that run at once before others wait. */
  parallel: number;
}

/** Produces text. Implementations pass one compliance suite (tests/kit/engine_suite.ts). */
export interface Engine {
  /** Model, device and capacity; does not change while it runs. */
  readonly info: EngineInfo;
  /**
   * Streams an answer. Ends early, without error, when `signal` aborts; pieces never end inside a code point.
   * @throws LlmError `refused` (cannot finish in time or queue full, data.retryAfterS), `too_long`, `failed`
   */
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<string>;
  /** Tokens of a text (exact where there is a tokenizer, else an estimate). */
  countTokens(text: string): Promise<number>;
  /** Frees model and processes; answers under way end and later requests fail. */
  close(): Promise<void>;
}

/** Turns texts into vectors of equal length. */
export interface Embedder {
  /** Name of the model, for records: vectors of different models cannot be compared. */
  readonly model: string;
  /** One vector for each text, in their order. @throws LlmError `failed`, `too_long` */
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Frees the model; calls after that fail. */
  close(): Promise<void>;
}

/** Translates between the languages it lists. */
export interface Translator {
  /** Pairs of ISO 639-1 codes, e.g. ["en", "fr"]. */
  readonly pairs: readonly (readonly [string, string])[];
  /** One text from one language to another, as ISO 639-1 codes. @throws LlmError for a pair that is not in `pairs` */
  translate(text: string, from: string, to: string, signal?: AbortSignal): Promise<string>;
  /** Frees the model; calls after that fail. */
  close(): Promise<void>;
}
