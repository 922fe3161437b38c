import type { Served } from "../../../src/api/mod.ts";
import { errorText, type Logger, type Metrics, type Random } from "../../../src/base/mod.ts";

/** What a scorer works with. */
export interface ScorerModules {
  random: Random;
  logger: Logger;
  metrics: Metrics;
  /** Makes a step of a conversation. @returns false when nothing could be scored */
  step: (served: Served, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Makes steps of some of the users' conversations. One at a time: whoever sends many requests gets answers, but cannot
 * make the validator do more than one further step at once, nor make its own steps wait for more than that one.
 */
export class OrganicScorer {
  readonly #stop = new AbortController();
  readonly #random: Random;
  #running: Promise<void> | null = null;

  /** @param rate share of the conversations that become steps, 0 to 1 */
  constructor(readonly rate: number, private readonly modules: ScorerModules) {
    this.#random = modules.random.fork("organic");
  }

  /** Told about each answered request; returns at once. */
  readonly onServed = (served: Served): void => {
    if (this.#stop.signal.aborted || this.#random.next() >= this.rate) return;
    if (this.#running) return this.modules.metrics.count("organic_steps_total", { outcome: "busy" });
    this.#running = this.#score(served).finally(() => this.#running = null);
  };

  async #score(served: Served): Promise<void> {
    const { step, metrics, logger } = this.modules;
    try {
      const outcome = await step(served, this.#stop.signal) ? "scored" : "not_scored";
      metrics.count("organic_steps_total", { outcome });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      metrics.count("organic_steps_total", { outcome: "failed" });
      logger.warn(`organic step failed: ${errorText(error)}`);
    }
  }

  /** Resolves when no step is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Ends a running step; no further one begins. */
  async close(): Promise<void> {
    this.#stop.abort(new Error("stopped"));
    await this.idle();
  }
}
