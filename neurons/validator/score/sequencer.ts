/**
 * Lets many conversations run at once and still applies their results in the order in which they began: results of
 * the oldest running conversation go through at once, those of younger ones wait until all older ones have ended.
 * So scores do not depend on who finished first, and a seed replays under concurrency.
 */
export class Sequencer<T> {
  readonly #apply: (result: T) => void;
  #next = 0;
  #tickets = 0;
  readonly #waiting = new Map<number, { results: T[]; ended: boolean }>();

  /** @param apply the one writer */
  constructor(apply: (result: T) => void) {
    this.#apply = apply;
  }

  /** A place in the order. */
  open(): { push(result: T): void; end(): void } {
    const ticket = this.#tickets++;
    this.#waiting.set(ticket, { results: [], ended: false });
    return {
      push: (result) => {
        this.#waiting.get(ticket)?.results.push(result);
        this.#drain();
      },
      end: () => {
        const entry = this.#waiting.get(ticket);
        if (entry) entry.ended = true;
        this.#drain();
      },
    };
  }

  #drain(): void {
    for (let entry = this.#waiting.get(this.#next); entry; entry = this.#waiting.get(this.#next)) {
      for (const result of entry.results.splice(0)) this.#apply(result);
      if (!entry.ended) return;
      this.#waiting.delete(this.#next++);
    }
  }
}
