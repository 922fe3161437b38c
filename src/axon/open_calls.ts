import type { CallEnd } from "./call.ts";

/** Ends one call. */
export type EndCall = (reason: CallEnd) => void;

/** The calls an axon has open, so that it can drain and end them. */
export class OpenCalls {
  readonly #open = new Set<EndCall>();
  readonly #waiting: (() => void)[] = [];
  #stopping = false;

  /** Whether new calls are refused. */
  get stopping(): boolean {
    return this.#stopping;
  }

  add(end: EndCall): void {
    this.#open.add(end);
  }

  delete(end: EndCall): void {
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
  endAll(reason: CallEnd): void {
    for (const end of [...this.#open]) end(reason);
  }
}
