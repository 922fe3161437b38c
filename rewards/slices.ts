import { abortReason, type Clock } from "../src/base/mod.ts";

/** Milliseconds of scoring after which other work of the process gets its turn. */
const SLICE_MS = 8;

/** Cuts long work into slices, so that the event loop stays responsive while a step is scored. */
export class Slices {
  readonly #clock: Clock | undefined;
  readonly #signal: AbortSignal | undefined;
  #start: number;

  /** @param clock absent = the work runs through */
  constructor(clock: Clock | undefined, signal?: AbortSignal) {
    this.#clock = clock;
    this.#signal = signal;
    this.#start = clock?.monotonic() ?? 0;
  }

  /** True when it is time to call {@link pause}; cheap enough to ask after each piece of work. */
  due(): boolean {
    if (this.#signal?.aborted) throw abortReason(this.#signal);
    return this.#clock !== undefined && this.#clock.monotonic() - this.#start > SLICE_MS;
  }

  /** Lets other work run. @throws the reason of the signal */
  async pause(): Promise<void> {
    await this.#clock?.sleep(0, this.#signal);
    this.#start = this.#clock?.monotonic() ?? 0;
  }
}
