import { BoundedMap, type Clock } from "../../base/mod.ts";

/** How long a miner is left alone after its first failure, ms; doubled by each further one. */
export const FIRST_REST_MS = 15_000;

/** Longest rest, ms. */
export const LONGEST_REST_MS = 600_000;

/** Hotkeys that are remembered; a subnet has a few hundred. */
export const REMEMBERED_MINERS = 4096;

/** Races a miner may lose in a row before that counts as a failure: it may have been bad luck. */
const LOST_RACES = 2;

/** How long a failed request is held against a miner until another key sees one too, ms. */
export const SUSPECT_MS = 600_000;

interface Record {
  failures: number;
  lost: number;
  restsUntil: number;
}

/** Which miners failed lately, and so are not asked for users. */
export class MinerHealth {
  readonly #records = new BoundedMap<string, Record>(REMEMBERED_MINERS);
  /** Whose request a miner failed last, and when. */
  readonly #suspects = new BoundedMap<string, { asker: string; at: number }>(REMEMBERED_MINERS);

  constructor(private readonly clock: Clock) {}

  /** Whether a miner may be asked. */
  usable(hotkey: string): boolean {
    const record = this.#records.peek(hotkey);
    return record === undefined || this.clock.monotonic() >= record.restsUntil;
  }

  /** A whole answer: everything is forgiven. */
  succeeded(hotkey: string): void {
    this.#records.delete(hotkey);
    this.#suspects.delete(hotkey);
  }

  /**
   * A request failed, and nobody knows yet whether the request is the reason. Counts as a failure of the miner when
   * requests of two askers failed, with no answered one between them.
   * @returns whether it was counted
   */
  suspect(hotkey: string, asker: string): boolean {
    const now = this.clock.monotonic();
    const last = this.#suspects.get(hotkey);
    this.#suspects.set(hotkey, { asker, at: now });
    if (last === undefined || last.asker === asker || now - last.at > SUSPECT_MS) return false;
    this.failed(hotkey);
    return true;
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
