import { setImmediate } from "node:timers";
import { type Clock, type Logger } from "../../base/mod.ts";
import type { Check, VerifyWorker } from "./worker.ts";
import { FairQueue } from "./fair_queue.ts";
import { CHECKS_PER_MESSAGE, type PoolJob, WorkerPool } from "./worker_pool.ts";

/** Checks done between two looks at the event loop. One takes most of a millisecond, and the loop must stay on time. */
const CHECKS_PER_TURN = 4;

/** Checks move to workers when they took more than a fifth of this much time, ms. */
const WINDOW_MS = 1_000;
const WINDOW_SHARE = 1 / 5;

/** A request that waits for its signature check. */
export interface VerifyJob extends PoolJob {
  /** Asked right before the check; false = it is not wanted any more and was answered. */
  wanted(): boolean;
}

/** What a {@link Verifier} is made of. */
export interface VerifierModules {
  queue: FairQueue<VerifyJob>;
  /** Checks on this thread. */
  verify(check: Check): boolean;
  /** Starts a worker that does the same. */
  startWorker: () => Promise<VerifyWorker>;
  /** Most workers; 0 = none ever. */
  workers: number;
  clock: Clock;
  logger: Logger;
  /** Told how many requests wait whenever that changes. */
  onSize: (size: number) => void;
}

/**
 * Does the checks that wait in a fair queue: a few per turn of the event loop while there is little to do, in workers
 * once they would take more than a fifth of a core from this thread. Without workers that run it goes on by itself.
 * While workers are busy with others, known callers do not wait behind them: within that fifth they are checked here.
 */
export class Verifier {
  readonly #modules: VerifierModules;
  #pool: WorkerPool | undefined;
  #orphans: PoolJob[] = [];
  #scheduled = false;
  #stopped = false;
  #windowFrom = 0;
  #spentMs = 0;

  constructor(modules: VerifierModules) {
    this.#modules = modules;
  }

  /** Whether workers do the checks. */
  get inWorkers(): boolean {
    return (this.#pool?.running ?? 0) > 0;
  }

  /** Queues a job; false when there is no room. Parameters as those of {@link FairQueue.push}. */
  push(source: string, known: boolean, job: VerifyJob): boolean {
    if (!this.#modules.queue.push(source, known, job)) return false;
    this.#pump();
    return true;
  }

  /** Ends the workers; what waits is still answered. */
  stop(): void {
    this.#stopped = true;
    this.#pool?.stop();
    this.#pool = undefined;
    this.#pump();
  }

  #pump(): void {
    const { queue } = this.#modules;
    const shortcut = this.inWorkers && this.#pool!.isBusy && queue.known > 0 && this.#hasTime();
    while (this.inWorkers && !shortcut && this.#pool!.hasRoom && queue.size > 0) {
      const jobs = queue.take(CHECKS_PER_MESSAGE).filter((job) => job.wanted());
      if (jobs.length > 0) this.#pool!.send(jobs);
    }
    this.#modules.onSize(queue.size);
    if (shortcut || this.#orphans.length > 0 || (queue.size > 0 && !this.inWorkers)) this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const { queue, verify, clock } = this.#modules;
      const since = clock.monotonic();
      const orphans = this.#orphans.splice(0, CHECKS_PER_TURN);
      const jobs = !this.inWorkers
        ? queue.take(CHECKS_PER_TURN - orphans.length)
        : orphans.length === 0 && this.#hasTime()
        ? queue.takeKnown(1)
        : [];
      for (const job of orphans) job.done(verify(job.check));
      for (const job of jobs) if (job.wanted()) job.done(verify(job.check));
      this.#spend(clock.monotonic(), clock.monotonic() - since);
      this.#pump();
    });
  }

  /** Whether this thread may still check in this window. */
  #hasTime(): boolean {
    const { clock } = this.#modules;
    return clock.monotonic() - this.#windowFrom > WINDOW_MS || this.#spentMs < WINDOW_MS * WINDOW_SHARE;
  }

  /** Adds to the time of this window, and starts workers when it is too much. */
  #spend(now: number, ms: number): void {
    if (now - this.#windowFrom > WINDOW_MS) {
      this.#windowFrom = now;
      this.#spentMs = 0;
    }
    this.#spentMs += ms;
    const { workers, startWorker, clock, logger } = this.#modules;
    if (this.#pool || this.#stopped || workers < 1 || this.#spentMs < WINDOW_MS * WINDOW_SHARE) return;
    logger.info("many signatures to check: workers do it from now on", { workers });
    this.#pool = new WorkerPool(workers, {
      startWorker,
      clock,
      logger,
      onRoom: () => this.#pump(),
      onOrphans: (jobs) => {
        this.#orphans.push(...jobs);
        this.#pump();
      },
    });
  }
}
