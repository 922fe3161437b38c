import { setImmediate } from "node:timers";

/** Bounds of a {@link VerifyQueue}. */
export interface VerifyQueueOptions {
  /** Jobs waiting in all. */
  limit: number;
  /** Jobs waiting of one source. */
  perSource: number;
  /** Told how many jobs wait whenever that changes. */
  onSize?: (size: number) => void;
}

/**
 * Jobs run between two looks at the event loop. A failed signature check takes about a millisecond, and the axon's loop
 * must not be late by more than 20 ms.
 */
const JOBS_PER_TURN = 4;

/** Of this many jobs in a row, one is a stranger's when both kinds wait. */
const KNOWN_SHARE = 4;

/** Round robin over sources: each gets one job done per round, however many it has sent. */
class FairLane {
  readonly #jobs = new Map<string, (() => void)[]>();
  size = 0;

  waitingOf(source: string): number {
    return this.#jobs.get(source)?.length ?? 0;
  }

  push(source: string, job: () => void): void {
    const jobs = this.#jobs.get(source);
    if (jobs) jobs.push(job);
    else this.#jobs.set(source, [job]);
    this.size++;
  }

  shift(): (() => void) | undefined {
    for (const [source, jobs] of this.#jobs) {
      const job = jobs.shift()!;
      this.size--;
      // To the back of the round, or out of it.
      this.#jobs.delete(source);
      if (jobs.length > 0) this.#jobs.set(source, jobs);
      return job;
    }
    return undefined;
  }
}

/**
 * Runs signature checks one after the other, fairly by source: whoever floods waits behind himself. Callers whose
 * hotkey was verified from the same source not long ago have a lane of their own that gets three of four turns, so a
 * flood of strangers from many addresses cannot starve them.
 */
export class VerifyQueue {
  readonly #known = new FairLane();
  readonly #strangers = new FairLane();
  readonly #options: VerifyQueueOptions;
  #turn = 0;
  #scheduled = false;

  constructor(options: VerifyQueueOptions) {
    this.#options = options;
  }

  /** Jobs waiting. */
  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  /**
   * Queues a job.
   * @param source where the request came from
   * @param known whether hotkey and source were verified together recently
   * @param job synchronous; must not throw
   * @returns false when there is no room
   */
  push(source: string, known: boolean, job: () => void): boolean {
    const { limit, perSource, onSize } = this.#options;
    const lane = known ? this.#known : this.#strangers;
    // Each lane has half of the room, so that strangers cannot fill it for the known.
    if (lane.size >= limit / 2 || lane.waitingOf(source) >= perSource) return false;
    lane.push(source, job);
    onSize?.(this.size);
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#scheduled || this.size === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (let i = 0; i < JOBS_PER_TURN && this.size > 0; i++) this.#next()();
      this.#options.onSize?.(this.size);
      this.#schedule();
    });
  }

  #next(): () => void {
    const strangerFirst = ++this.#turn % KNOWN_SHARE === 0;
    const lanes = strangerFirst ? [this.#strangers, this.#known] : [this.#known, this.#strangers];
    return lanes[0]!.shift() ?? lanes[1]!.shift()!;
  }
}
