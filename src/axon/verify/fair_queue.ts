/** Bounds of a {@link FairQueue}. */
export interface FairQueueOptions {
  /** Jobs waiting in all. */
  limit: number;
  /** Strangers' jobs waiting of one source when others wait too. */
  perSource: number;
}

/** Of this many jobs in a row, one is a stranger's when both kinds wait. */
const KNOWN_SHARE = 4;

/** Round robin over sources: each gets one job done per round, however many it has sent. */
class FairLane<Job> {
  readonly #jobs = new Map<string, Job[]>();
  size = 0;

  waitingOf(source: string): number {
    return this.#jobs.get(source)?.length ?? 0;
  }

  push(source: string, job: Job): void {
    const jobs = this.#jobs.get(source);
    if (jobs) jobs.push(job);
    else this.#jobs.set(source, [job]);
    this.size++;
  }

  shift(): Job | undefined {
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
 * Jobs in a fair order: a client that floods the queue delays only its own requests. Callers whose hotkey was verified from the same source
 * not long ago have a lane of their own that gets three of four turns, so a flood of strangers from many addresses
 * cannot starve them.
 */
export class FairQueue<Job> {
  readonly #known = new FairLane<Job>();
  readonly #strangers = new FairLane<Job>();
  readonly #options: FairQueueOptions;
  #turn = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** Jobs waiting. */
  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  /**
   * Queues a job.
   * @param source where the request came from; of the known, together with who sent it
   * @param known whether hotkey and source were verified together recently
   * @returns false when there is no room
   */
  push(source: string, known: boolean, job: Job): boolean {
    const { limit, perSource } = this.#options;
    const lane = known ? this.#known : this.#strangers;
    // Each lane has half of the room, so that strangers cannot fill it for the known. Half of a lane is for whoever
    // comes first, so that a burst is no flood; of the rest one has no more than a share.
    if (lane.size >= limit / 2) return false;
    if (lane.size >= limit / 4 && lane.waitingOf(source) >= perSource) return false;
    lane.push(source, job);
    return true;
  }

  /** Known callers' jobs waiting. */
  get known(): number {
    return this.#known.size;
  }

  /** Takes up to `count` jobs of known callers. */
  takeKnown(count: number): Job[] {
    return Array.from({ length: Math.min(count, this.#known.size) }, () => this.#known.shift()!);
  }

  /** Takes up to `count` jobs in fair order. */
  take(count: number): Job[] {
    const jobs: Job[] = [];
    while (jobs.length < count && this.size > 0) {
      const strangerFirst = ++this.#turn % KNOWN_SHARE === 0;
      const lanes = strangerFirst ? [this.#strangers, this.#known] : [this.#known, this.#strangers];
      jobs.push(lanes[0]!.shift() ?? lanes[1]!.shift()!);
    }
    return jobs;
  }
}
