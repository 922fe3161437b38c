import { BoundedMap, type Clock } from "../../base/mod.ts";

/** How long a miner is left alone after its first failure, ms; doubled by each further one. */
export const FIRST_REST_MS = 15_000;

/** Longest rest, ms. */
export const LONGEST_REST_MS = 600_000;

/** Hotkeys that are remembered; a subnet has a few hundred. */
export const REMEMBERED_MINERS = 4096;

/** Races a miner may lose in a row before that counts as a failure: it may have been bad luck. */
const LOST_RACES = 2;

interface Record {
  failures: number;
  lost: number;
  restsUntil: number;
}

/** Which miners failed lately, and so are not asked for users. */
export class MinerHealth {
  readonly #records = new BoundedMap<string, Record>(REMEMBERED_MINERS);

  constructor(private readonly clock: Clock) {}

  /** Whether a miner may be asked. */
  usable(hotkey: string): boolean {
    const record = this.#records.peek(hotkey);
    return record === undefined || this.clock.monotonic() >= record.restsUntil;
  }

  /** A whole answer: everything is forgiven. */
  succeeded(hotkey: string): void {
    this.#records.delete(hotkey);
  }

  /** No answer, an empty one, or a broken one. */
  failed(hotkey: string): void {
    const failures = (this.#records.get(hotkey)?.failures ?? 0) + 1;
    const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(failures - 1, 20));
    this.#records.set(hotkey, { failures, lost: 0, restsUntil: this.clock.monotonic() + rest });
  }

  /** It said nothing until another miner, asked later, had begun. */
  lostRace(hotkey: string): void {
    const record = this.#records.get(hotkey) ?? { failures: 0, lost: 0, restsUntil: 0 };
    if (record.lost + 1 >= LOST_RACES) this.failed(hotkey);
    else this.#records.set(hotkey, { ...record, lost: record.lost + 1 });
  }
}
