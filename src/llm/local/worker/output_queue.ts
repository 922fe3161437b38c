import { errorText } from "../../../base/mod.ts";
import { LlmError } from "../../errors.ts";
import type { FrameWriter } from "../frames.ts";
import type { FromEngine } from "../protocol.ts";

/**
 * What goes to the program. Pieces of text are gathered while a write is under way, joined per answer: a slow reader
 * gets fewer and longer pieces, and what waits is bounded by the answers themselves.
 */
export class OutputQueue {
  readonly #writer: FrameWriter;
  #pieces = new Map<number, string>();
  #flushing = false;

  constructor(writer: FrameWriter) {
    this.#writer = writer;
  }

  /** Sends a message after the text that waits. */
  send(message: FromEngine): void {
    this.#flush();
    this.#writer.send(message);
  }

  /** Sends a piece of an answer. */
  text(id: number, piece: string): void {
    this.#pieces.set(id, (this.#pieces.get(id) ?? "") + piece);
    if (this.#flushing) return;
    this.#flushing = true;
    // All rows of a step speak in the same turn: one frame carries them.
    queueMicrotask(() => void this.#drain());
  }

  /** Says why a request failed. */
  error(id: number, error: unknown): void {
    const known = error instanceof LlmError ? error : undefined;
    if (!known || known.code === "failed") console.error(error);
    this.send({
      type: "error",
      id,
      code: known?.code ?? "failed",
      message: errorText(error),
      ...(known && Object.keys(known.data).length ? { data: known.data } : {}),
    });
  }

  async #drain(): Promise<void> {
    await this.#writer.drained();
    this.#flushing = false;
    this.#flush();
  }

  #flush(): void {
    if (!this.#pieces.size) return;
    const items = [...this.#pieces];
    this.#pieces = new Map();
    this.#writer.send({ type: "text", items } satisfies FromEngine);
  }
}
