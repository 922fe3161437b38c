import { StopGate, tokenPieces } from "../text/mod.ts";

/** Why an answer ends, in OpenAI's words. */
export type FinishReason = "stop" | "length";

/**
 * The text of one answer on its way to the user: ends before a stop text and at a number of (estimated) tokens, and
 * counts them.
 */
export class AnswerText {
  readonly #gate: StopGate;
  readonly #maxTokens: number;
  /** Tokens that cannot grow any more. */
  #settled = 0;
  /** The last token so far: the next piece may go on with it. */
  #tail = "";
  #finish: FinishReason | null = null;

  /** @param maxTokens null = no limit */
  constructor({ stop, maxTokens }: { stop: readonly string[]; maxTokens: number | null }) {
    this.#gate = new StopGate(stop);
    this.#maxTokens = maxTokens ?? Infinity;
  }

  /** Set once the answer has reached its end here, whatever the miner would still say. */
  get finish(): FinishReason | null {
    return this.#finish;
  }

  /** Tokens passed on so far, estimated. */
  get tokens(): number {
    return this.#settled + (this.#tail === "" ? 0 : 1);
  }

  /** @returns what the user gets of the next piece, possibly nothing */
  push(piece: string): string {
    if (this.#finish) return "";
    const text = this.#meter(this.#gate.push(piece));
    if (this.#gate.ended) this.#finish ??= "stop";
    return text;
  }

  /** The miner's answer has ended. @returns what was held back */
  end(): string {
    if (this.#finish) return "";
    const rest = this.#meter(this.#gate.flush());
    this.#finish ??= "stop";
    return rest;
  }

  #meter(text: string): string {
    const passed = this.#tail.length;
    const tokens = [...tokenPieces(this.#tail + text)];
    const room = this.#maxTokens - this.#settled;
    if (tokens.length > room) {
      this.#finish = "length";
      this.#settled = this.#maxTokens;
      this.#tail = "";
      return tokens.slice(0, room).join("").slice(passed);
    }
    // Blanks before a token count nothing, and a miner that sends nothing else must not make this grow.
    this.#tail = (tokens.pop() ?? "").replace(/^\s+/, (blanks) => blanks[0]!);
    this.#settled += tokens.length;
    return text;
  }
}
