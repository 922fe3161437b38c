import type { Clock } from "../base/mod.ts";

/** What a loop tells of itself: that it lives, and when it will say so again at the latest. */
export interface Beats {
  /** @param withinMs the next beat comes before this time is over */
  beat(name: string, withinMs: number): void;
  /** The loop has ended as it should; nobody waits for it any more. */
  forget(name: string): void;
}

/**
 * Who beats and who is late. A loop that hangs in a call that never returns goes silent, however well timers of the
 * same process still run.
 */
export class Pulse implements Beats {
  readonly #due = new Map<string, number>();

  constructor(readonly clock: Pick<Clock, "monotonic">) {}

  beat(name: string, withinMs: number): void {
    this.#due.set(name, this.clock.monotonic() + withinMs);
  }

  forget(name: string): void {
    this.#due.delete(name);
  }

  /** Loops that are waited for. */
  get names(): string[] {
    return [...this.#due.keys()];
  }

  /** Loops whose time is over, the latest first. */
  late(): { name: string; lateMs: number }[] {
    const now = this.clock.monotonic();
    return [...this.#due].filter(([, due]) => due < now).map(([name, due]) => ({ name, lateMs: now - due }))
      .sort((a, b) => b.lateMs - a.lateMs);
  }

  /** Beats of one member of a process, e.g. of one hotkey: their names do not mix. */
  member(prefix: string): Beats {
    return {
      beat: (name, withinMs) => this.beat(`${prefix} ${name}`, withinMs),
      forget: (name) => this.forget(`${prefix} ${name}`),
    };
  }
}
