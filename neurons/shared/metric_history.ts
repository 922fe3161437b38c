import type { HistoryPoint } from "../../src/telemetry/mod.ts";

/** A bounded history: when full, every second point leaves, so old times stay in sight, more coarsely. */
export class History {
  #points: HistoryPoint[] = [];

  /** @param limit points kept at most */
  constructor(readonly limit = 400) {}

  /** Adds a point; one at the same place replaces the last. */
  add(at: number, value: number): void {
    if (this.#points.at(-1)?.[0] === at) this.#points.pop();
    this.#points.push([at, value]);
    if (this.#points.length > this.limit) {
      const last = this.#points.length - 1;
      this.#points = this.#points.filter((_, i) => i % 2 === 0 || i === last);
    }
  }

  get points(): readonly HistoryPoint[] {
    return this.#points;
  }
}
