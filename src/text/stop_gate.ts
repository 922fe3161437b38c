/**
 * Ends a stream before the first stop text, wherever the pieces are cut, and never lets a piece end inside a
 * code point. Text that could still become a stop text is held back until it cannot.
 */
export class StopGate {
  readonly #stops: readonly string[];
  #held = "";
  #ended = false;

  /** @param stops empty texts are ignored */
  constructor(stops: readonly string[] = []) {
    this.#stops = stops.filter((stop) => stop !== "");
  }

  /** True once a stop text was seen; everything after it is dropped. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * @param piece the next text of the stream
   * @returns what may be passed on now, possibly nothing
   */
  push(piece: string): string {
    if (this.#ended) return "";
    const text = this.#held + piece;
    let cut = -1;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at >= 0 && (cut < 0 || at < cut)) cut = at;
    }
    if (cut >= 0) {
      this.#ended = true;
      this.#held = "";
      return text.slice(0, cut);
    }
    const keep = this.#keep(text);
    this.#held = text.slice(text.length - keep);
    return text.slice(0, text.length - keep);
  }

  /** What was held back when the stream ended by itself. */
  flush(): string {
    const rest = this.#ended ? "" : this.#held;
    this.#held = "";
    this.#ended = true;
    return rest.toWellFormed();
  }

  /** UTF-16 units at the end of `text` that must wait. */
  #keep(text: string): number {
    let keep = 0;
    for (const stop of this.#stops) {
      for (let n = Math.min(stop.length - 1, text.length); n > keep; n--) {
        if (text.endsWith(stop.slice(0, n))) {
          keep = n;
          break;
        }
      }
    }
    const last = text.charCodeAt(text.length - keep - 1);
    return last >= 0xd800 && last <= 0xdbff ? keep + 1 : keep;
  }
}
