import type { Clock } from "../../base/mod.ts";

/** Share of a bad score that heals per minute, so that a restored endpoint is tried again some time. */
const HEALING_PER_MINUTE = 0.1;

/** How much one outcome weighs against the past. */
const SPEED = 0.5;

/**
 * Remembers how endpoints did. Scores go from 0 (fails) to 1 (works); the best is tried first, on equal scores the
 * one named first.
 */
export class EndpointScores {
  readonly #clock: Clock;
  readonly #scores = new Map<string, { score: number; at: number }>();

  /** @param endpoints at least one; doubles count once */
  constructor(endpoints: readonly string[], clock: Clock) {
    if (endpoints.length === 0) throw new RangeError("EndpointScores needs an endpoint");
    this.#clock = clock;
    for (const endpoint of endpoints) this.#scores.set(endpoint, { score: 1, at: clock.monotonic() });
  }

  /** Number of endpoints. */
  get size(): number {
    return this.#scores.size;
  }

  /** All endpoints, best first. */
  ranked(): string[] {
    return [...this.#scores.keys()].sort((a, b) => this.score(b) - this.score(a));
  }

  /** Present score of an endpoint, healed by the time since its last outcome. */
  score(endpoint: string): number {
    const entry = this.#scores.get(endpoint);
    if (!entry) return 0;
    const minutes = (this.#clock.monotonic() - entry.at) / 60_000;
    return Math.min(1, entry.score + HEALING_PER_MINUTE * minutes);
  }

  /** Notes that the endpoint served us. */
  worked(endpoint: string): void {
    this.#note(endpoint, 1);
  }

  /** Notes that the endpoint failed us. */
  failed(endpoint: string): void {
    this.#note(endpoint, 0);
  }

  #note(endpoint: string, outcome: number): void {
    const score = this.score(endpoint);
    this.#scores.set(endpoint, { score: score + SPEED * (outcome - score), at: this.#clock.monotonic() });
  }
}
