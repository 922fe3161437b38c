import { type Clock, errorText, type Logger } from "../../base/mod.ts";

/** Tries of an outage that are all logged as warnings. */
const FIRST_LINES = 3;

/** Afterwards one line in so many milliseconds; those between are logged at level debug. */
const LINE_EVERY_MS = 30_000;

/** Milliseconds as seconds with one digit. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/** Logs the tries of an outage, so that it is neither silent nor a flood. */
export class TryLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #tries = 0;
  #since = 0;
  #lineAt = 0;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Notes a failed try. @param pauseMs how long the next one waits, 0 = not at all */
  failed(error: unknown, pauseMs: number): void {
    const now = this.#clock.monotonic();
    if (this.#tries++ === 0) this.#since = now;
    const loud = this.#tries <= FIRST_LINES || now - this.#lineAt >= LINE_EVERY_MS;
    if (loud) this.#lineAt = now;
    const next = pauseMs > 0 ? `next try in ${seconds(pauseMs)} s` : "trying the next endpoint";
    this.#logger[loud ? "warn" : "debug"](`no chain connection, ${next}`, {
      error: errorText(error),
      tries: this.#tries,
      outageS: Math.round((now - this.#since) / 1000),
    });
  }

  /** Notes that a try worked; says so when others failed before. */
  worked(): void {
    if (this.#tries > 0) this.#logger.info(`chain connection is back after ${this.#tries} failed tries`);
    this.#tries = 0;
  }
}
