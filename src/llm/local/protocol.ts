import type { EngineInfo, GenerateRequest } from "../types.ts";
import type { LlmErrorCode } from "../errors.ts";

/** Version of the frames between the program and its engine process. See docs/engine-protocol.md. */
export const PROTOCOL_VERSION = 1;

/** What an engine process is asked to do for its whole life. */
export type EngineRole = "generate" | "embed" | "translate" | "probe";

/** How generation is driven: our batching, or transformers.js `generate()` one request at a time. */
export type LoopKind = "batch" | "simple";

/** What the engine process is told at start. Engines of others may ignore all of it. */
export interface StartOptions {
  role: EngineRole;
  /** Folder of the model. */
  model: string;
  /** Name shown to people. */
  name: string;
  /** `auto`, `cpu`, `webgpu`, `cuda`, `cuda:N`. @default {"auto"} */
  device?: string;
  /** File variant (`fp32`, `fp16`, `q4`, `q4f16`, `q8` …); the model's own default when left out. */
  dtype?: string;
  /** @default {"batch"} */
  loop?: LoopKind;
  /** Requests that run at once. @default {16} */
  parallel?: number;
  /** Requests that may wait. @default {256} */
  waiting?: number;
  /** Threads of the native code; its own choice when left out. */
  threads?: number;
  /** Largest context, below the model's own. */
  contextTokens?: number;
  /** Prompt tokens computed between two steps of running rows. @default {256} */
  prefillTokens?: number;
  /** Bytes of key-value cache for running rows. @default {a quarter of the memory that is free} */
  kvBytes?: number;
  /** Bytes of key-value cache kept for prompts that begin alike; 0 = off. @default {256 MiB} */
  prefixBytes?: number;
  /** Pairs a translator offers, e.g. [["en", "fr"]]; read from the model's configuration when left out. */
  pairs?: [string, string][];
}

/** From the program to the engine process. */
export type ToEngine =
  | { type: "start"; version: number; options: StartOptions }
  | { type: "generate"; id: number; request: GenerateRequest }
  | { type: "abort"; id: number }
  | { type: "count"; id: number; text: string }
  | { type: "embed"; id: number; texts: string[] }
  | { type: "translate"; id: number; text: string; from: string; to: string }
  | { type: "stats"; id: number }
  | { type: "ping"; id: number };

/** Why an answer ended. */
export type EndReason = "stop" | "length" | "aborted" | "deadline";

/** What the engine process says about itself once its model is loaded. */
export interface ReadyInfo extends Omit<EngineInfo, "kind"> {
  /** What was tried and chosen, one sentence each, for the log. */
  notes?: string[];
  /** What makes this model slower or worse than it could be, with advice; logged as warnings. */
  warnings?: string[];
  /** Language pairs of a translator. */
  pairs?: [string, string][];
}

/** From the engine process to the program. */
export type FromEngine =
  | { type: "ready"; info: ReadyInfo }
  | { type: "failed"; code: LlmErrorCode; message: string; hint?: string }
  | { type: "text"; items: [id: number, piece: string][] }
  | { type: "end"; id: number; reason: EndReason; promptTokens?: number; tokens?: number }
  | { type: "error"; id: number; code: LlmErrorCode; message: string; data?: Record<string, unknown> }
  | { type: "result"; id: number; value: unknown };

/** What the built-in engine says about itself with each sign of life. */
export interface EnginePulse {
  /** Resident memory in bytes. */
  memoryBytes: number;
  /** Answers under way. */
  running?: number;
  /** Requests that wait. */
  waiting?: number;
}

/** Vectors on the wire: float32, little-endian, row after row, in base64. */
export interface WireVectors {
  count: number;
  width: number;
  base64: string;
}
