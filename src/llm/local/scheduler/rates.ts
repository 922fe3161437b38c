/** Weight of a new measurement in the running means. */
const NEW = 0.1;
/** Measurements before an estimate is trusted. */
const ENOUGH = 16;

/** Running means of how fast the model is, from which finishing times are estimated. */
export class Rates {
  #prefillMs = 0;
  #stepMs = 0;
  #answer = 0;
  #prefills = 0;
  #steps = 0;
  #answers = 0;

  /** A prompt piece of `tokens` took `ms`. */
  prefill(tokens: number, ms: number): void {
    this.#prefillMs = mean(this.#prefillMs, ms / tokens, this.#prefills++);
  }

  /** One step of all running rows took `ms`. */
  step(ms: number): void {
    this.#stepMs = mean(this.#stepMs, ms, this.#steps++);
  }

  /** An answer had `tokens`. */
  answer(tokens: number): void {
    this.#answer = mean(this.#answer, tokens, this.#answers++);
  }

  /** Milliseconds per prompt token and per step, and the usual length of an answer. */
  get now(): { prefillMs: number; stepMs: number; answerTokens: number } {
    return { prefillMs: this.#prefillMs, stepMs: this.#stepMs, answerTokens: this.#answer };
  }

  /**
   * Milliseconds until an answer would be complete.
   * @param waitTokens tokens of the answers that must end before this one can begin
   * @param promptTokens prompt tokens to be computed before and for it
   * @returns undefined while too little was measured
   */
  estimateMs(waitTokens: number, promptTokens: number, maxTokens: number): number | undefined {
    if (this.#steps < ENOUGH || this.#answers < 1) return undefined;
    // An answer is expected to be as long as usual answers are, with some margin.
    const tokens = Math.min(maxTokens, this.#answer * 1.25 + 8);
    return promptTokens * this.#prefillMs + (waitTokens + tokens) * this.#stepMs;
  }
}

function mean(old: number, fresh: number, count: number): number {
  return count === 0 ? fresh : old + Math.max(NEW, 1 / (count + 1)) * (fresh - old);
}
