import type { Clock } from "../base/mod.ts";

/** Milliseconds between two looks at the clock. */
const PERIOD_MS = 250;

/** Measures how late the event loop runs its timers: the longest delay since it was last asked. */
export class LoopLag {
  #worstMs = 0;
  #cancel: () => void;

  constructor(private readonly clock: Clock) {
    this.#cancel = this.#arm();
  }

  /** The longest delay in milliseconds since the last call. */
  take(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  /** Stops measuring. */
  close(): void {
    this.#cancel();
  }

  #arm(): () => void {
    const due = this.clock.monotonic() + PERIOD_MS;
    return this.clock.after(PERIOD_MS, () => {
      this.#worstMs = Math.max(this.#worstMs, this.clock.monotonic() - due);
      this.#cancel = this.#arm();
    });
  }
}
