import type { LlmError } from "../../errors.ts";
import type { EndReason } from "../protocol.ts";

/** How the next token is chosen. */
export interface Sampling {
  /** 0 = the likeliest token. */
  temperature: number;
  /** Share of the probability that is kept; 1 = all. */
  topP: number;
  /** Tokens that are kept; 0 = all. */
  topK: number;
  /** Equal seeds give equal choices. */
  seed: string;
}

/** One answer to be produced. */
export interface TokenRequest {
  id: number;
  promptIds: number[];
  maxTokens: number;
  sampling: Sampling;
  stop: string[];
  /** Higher goes first. */
  priority: number;
  /** Clock time (monotonic milliseconds) after which nobody listens; infinite without a deadline. */
  deadlineAt: number;
  onText(piece: string): void;
  onEnd(reason: EndReason, tokens: number): void;
  onError(error: LlmError): void;
}

/** Drives a model to answer requests. */
export interface TokenLoop {
  /** Requests that run at once. */
  readonly parallel: number;
  /**
   * Takes a request or refuses it by throwing.
   * @throws LlmError `refused`, `too_long`
   */
  submit(request: TokenRequest): void;
  /** Ends a request within one step; unknown ids are fine. */
  abort(id: number): void;
  /** Counters for measurements and tests. */
  stats(): Record<string, number>;
}
