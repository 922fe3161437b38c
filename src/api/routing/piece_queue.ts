/**
 * Pieces on their way from one who pushes to one who pulls; bounded by whoever pushes. What waits is one text: however
 * many crumbs a miner sends, a slow reader costs no more than their length.
 */
export class PieceQueue {
  #waiting = "";
  #ended = false;
  #error: unknown = null;
  #wake: () => void = () => {};

  push(piece: string): void {
    this.#waiting += piece;
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
      while (this.#waiting !== "") {
        const text = this.#waiting;
        this.#waiting = "";
        yield text;
      }
      if (this.#ended) {
        if (this.#error !== null) throw this.#error;
        return;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
