import { StopGate } from "../../../text/mod.ts";
import type { Detokenizer } from "./detokenizer.ts";

/** Text of one answer: tokens in, showable pieces out, stop texts observed. */
export class OutputProcessor {
  readonly #detokenizer: Detokenizer;
  readonly #gate: StopGate;

  constructor(detokenizer: Detokenizer, stops: readonly string[]) {
    this.#detokenizer = detokenizer;
    this.#gate = new StopGate(stops);
  }

  /** @returns what may be shown now, and whether the answer ends here */
  push(id: number): { text: string; stopped: boolean } {
    const piece = this.#detokenizer.push(id);
    const text = piece ? this.#gate.push(piece) : "";
    return { text, stopped: this.#gate.ended };
  }

  /** What is left when the answer ends without a stop text. */
  finish(): string {
    if (this.#gate.ended) return "";
    return this.#gate.push(this.#detokenizer.finish()) + this.#gate.flush();
  }
}
