/** Ends one call; the reason says why. */
export type EndCall<Reason> = (reason: Reason) => void;

/** The calls a server has open, so that it can drain and end them. */
export class OpenCalls<Reason> {
  readonly #open = new Set<EndCall<Reason>>();
  readonly #waiting: (() => void)[] = [];
  #stopping = false;

  /** Whether new calls are refused. */
  get stopping(): boolean {
    return this.#stopping;
  }

  add(end: EndCall<Reason>): void {
    this.#open.add(end);
  }

  delete(end: EndCall<Reason>): void {
    this.#open.delete(end);
    if (this.#open.size === 0) { for (const resolve of this.#waiting.splice(0)) resolve(); }
  }

  /** Refuses new calls from now on; resolves when the open ones have ended. */
  drain(): Promise<void> {
    this.#stopping = true;
    return new Promise((resolve) => {
      if (this.#open.size === 0) resolve();
      else this.#waiting.push(resolve);
    });
  }

  /** Ends all open calls. */
  endAll(reason: Reason): void {
    for (const end of [...this.#open]) end(reason);
  }
}
