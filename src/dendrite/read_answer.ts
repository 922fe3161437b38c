import { Utf8Decoder } from "../protocol/mod.ts";
import { RefusedAnswer } from "./refused_answer.ts";
import type { Chunk } from "./types.ts";

/** Bounds of one answer. */
export interface AnswerLimits {
  maxBytes: number;
  maxChunks: number;
}

/** Collects an answer as it arrives: strict UTF-8 over the whole stream, bounded, newlines kept. */
export class Answer {
  readonly chunks: Chunk[] = [];
  readonly #decoder = new Utf8Decoder();
  #bytes = 0;

  constructor(readonly limits: AnswerLimits) {}

  /** Everything received so far. */
  get completion(): string {
    return this.chunks.map((chunk) => chunk.text).join("");
  }

  /**
   * Takes the next bytes.
   * @param atMs milliseconds since the request started
   * @returns the piece, or null when no character is complete yet
   * @throws RefusedAnswer beyond the byte limit, ProtocolError `utf8` at the first invalid byte; what was complete
   *   before stays
   */
  push(bytes: Uint8Array, atMs: number): Chunk | null {
    const room = this.limits.maxBytes - this.#bytes;
    this.#bytes += bytes.length;
    const chunk = this.#keep(this.#decoder.push(bytes.length > room ? bytes.subarray(0, room) : bytes), atMs);
    if (bytes.length > room) {
      throw new RefusedAnswer(`the answer is longer than ${this.limits.maxBytes} bytes`);
    }
    return chunk;
  }

  /**
   * Ends the answer.
   * @throws ProtocolError `utf8` when it stops inside a character
   */
  end(): void {
    this.#decoder.end();
  }

  #keep(text: string, atMs: number): Chunk | null {
    if (text === "") return null;
    const chunk = { text, atMs };
    if (this.chunks.length < this.limits.maxChunks) this.chunks.push(chunk);
    else this.chunks.at(-1)!.text += text;
    return { ...chunk };
  }
}
