import type { DashboardEvent } from "../../src/telemetry/mod.ts";

/** Passes events on to whoever listens now. */
export class EventBus {
  readonly #listeners = new Set<(event: DashboardEvent) => void>();

  /** @returns a function that ends the reports */
  subscribe(listener: (event: DashboardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(type: DashboardEvent["type"], data: DashboardEvent["data"] = {}): void {
    for (const listener of this.#listeners) listener({ type, data });
  }
}
