import { LlmError } from "../../errors.ts";
import type { TokenRequest } from "./token_request.ts";
import type { Rates } from "./rates.ts";

/** Bounds of what is taken in. */
export interface AdmissionLimits {
  /** Rows that run at once. */
  parallel: number;
  /** Requests that may wait. */
  waiting: number;
  contextTokens: number;
  /** Bytes the cache of running rows may take. */
  kvBytes: number;
  bytesPerToken: number;
}

/** What is going on when a request comes. */
export interface AdmissionState {
  /** Requests that wait, in the order in which they will be served. */
  queue: readonly TokenRequest[];
  /** Prompt tokens still to be computed for rows that were let in. */
  promptTokensLeft: number;
  /** Rows that were let in. */
  busy: number;
  /** Clock time in monotonic milliseconds. */
  now: number;
}

/** Whether `a` is to be served before `b`: higher priority first, then the nearer deadline. */
export function before(a: TokenRequest, b: TokenRequest): boolean {
  return a.priority !== b.priority ? a.priority > b.priority : a.deadlineAt < b.deadlineAt;
}

/** Decides at once whether a request can be served: by its length, by what waits, and by the speed measured so far. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #rates: Rates;

  constructor(limits: AdmissionLimits, rates: Rates) {
    this.#limits = limits;
    this.#rates = rates;
  }

  /**
   * @returns the request, with no more new tokens than the context has room for
   * @throws LlmError `too_long`, or `refused` with `data.retryAfterS`
   */
  check(request: TokenRequest, state: AdmissionState): TokenRequest {
    const { contextTokens, kvBytes, waiting, bytesPerToken } = this.#limits;
    const prompt = request.promptIds.length;
    if (prompt + 1 > contextTokens) {
      throw new LlmError("too_long", `the prompt has ${prompt} tokens, the model reads ${contextTokens}`, {
        data: { promptTokens: prompt, contextTokens },
      });
    }
    const maxTokens = Math.min(request.maxTokens, contextTokens - prompt);
    const bytes = (prompt + maxTokens) * bytesPerToken;
    if (bytes > kvBytes) {
      throw new LlmError(
        "too_long",
        `${prompt + maxTokens} tokens need ${bytes} bytes of cache, ${kvBytes} are allowed`,
      );
    }
    if (state.queue.length >= waiting) {
      const { stepMs, answerTokens } = this.#rates.now;
      throw new LlmError("refused", `${waiting} requests wait already`, {
        data: { retryAfterS: Math.max(1, Math.ceil(stepMs * answerTokens / 1000)) },
      });
    }
    const taken: TokenRequest = { ...request, maxTokens };
    this.#refuseLate(taken, state);
    return taken;
  }

  /** Refuses what cannot be finished before its deadline. */
  #refuseLate(request: TokenRequest, { queue, promptTokensLeft, busy, now }: AdmissionState): void {
    if (!Number.isFinite(request.deadlineAt)) return;
    const { parallel } = this.#limits;
    const ahead = queue.filter((other) => !before(request, other));
    // Answers that must end before this one can begin, in rounds of as many as run at once.
    const places = Math.max(0, ahead.length + 1 - (parallel - busy));
    const waitTokens = Math.ceil(places / parallel) * this.#rates.now.answerTokens;
    const prompts = ahead.reduce((sum, other) => sum + other.promptIds.length, request.promptIds.length);
    const needed = this.#rates.estimateMs(waitTokens, prompts + promptTokensLeft, request.maxTokens);
    const left = request.deadlineAt - now;
    if (left <= 0 || (needed !== undefined && needed > left)) {
      throw new LlmError("refused", "the answer would not be complete in time", {
        data: { retryAfterS: Math.max(1, Math.ceil(((needed ?? 0) - left) / 1000)) },
      });
    }
  }
}
