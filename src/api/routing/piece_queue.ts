/** Pieces on their way from one who pushes to one who pulls. Bounded by whoever pushes. */
export class PieceQueue {
  readonly #pieces: string[] = [];
  #ended = false;
  #error: unknown = null;
  #wake: () => void = () => {};

  push(piece: string): void {
    this.#pieces.push(piece);
    this.#wake();
  }

  /** No more pieces. @param error thrown to the reader after the last piece; null = a good end */
  end(error: unknown = null): void {
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  /** The pieces, to their end. For one reader. @throws what {@link end} was given */
  async *read(): AsyncGenerator<string> {
    for (;;) {
      while (this.#pieces.length > 0) yield this.#pieces.shift()!;
      if (this.#ended) {
        if (this.#error !== null) throw this.#error;
        return;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
