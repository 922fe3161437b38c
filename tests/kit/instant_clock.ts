import { ManualClock } from "./mod.ts";

/** A clock on which waiting is over at once, by moving time on; keeps how long each wait was. */
export class InstantClock extends ManualClock {
  readonly waits: number[] = [];

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.waits.push(ms);
    return this.advance(ms);
  }
}
