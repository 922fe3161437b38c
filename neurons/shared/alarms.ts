import type { Clock, Logger, Metrics } from "../../src/base/mod.ts";
import type { Alarm } from "../../src/telemetry/mod.ts";

/** Told when an alarm begins or ends. */
export type AlarmListener = (alarm: Alarm, active: boolean) => void;

/**
 * What the operator should know now. An alarm has an id that stays while its cause lasts, so raising it again is no news.
 */
export class AlarmBook {
  readonly #active = new Map<string, Alarm>();
  readonly #listeners = new Set<AlarmListener>();

  constructor(readonly modules: { clock: Clock; logger: Logger; metrics: Metrics }) {}

  /** Begins (or renews the text of) an alarm. */
  raise(alarm: Omit<Alarm, "sinceMs">): void {
    const known = this.#active.get(alarm.id);
    const full: Alarm = { ...alarm, sinceMs: known?.sinceMs ?? this.modules.clock.now() };
    this.#active.set(alarm.id, full);
    if (known) return;
    const { logger, metrics } = this.modules;
    logger[alarm.severity](`alarm ${alarm.id}: ${alarm.text}${alarm.fix ? ` (${alarm.fix})` : ""}`);
    metrics.gauge("alarms_active", this.#active.size);
    for (const listener of this.#listeners) listener(full, true);
  }

  /** Ends an alarm; nothing happens when it was not there. */
  clear(id: string): void {
    const alarm = this.#active.get(id);
    if (!alarm) return;
    this.#active.delete(id);
    this.modules.logger.info(`alarm ${id} is over`);
    this.modules.metrics.gauge("alarms_active", this.#active.size);
    for (const listener of this.#listeners) listener(alarm, false);
  }

  /** Raises when `condition` holds, clears when it does not. */
  set(condition: boolean, alarm: Omit<Alarm, "sinceMs">): void {
    if (condition) this.raise(alarm);
    else this.clear(alarm.id);
  }

  /** Most severe first, then oldest. */
  list(): Alarm[] {
    const rank = { error: 0, warn: 1, info: 2 };
    return [...this.#active.values()].sort((a, b) =>
      rank[a.severity] - rank[b.severity] || a.sinceMs - b.sinceMs
    );
  }

  /** @returns a function that ends the reports */
  onChange(listener: AlarmListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
