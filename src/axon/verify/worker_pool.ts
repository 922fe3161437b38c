import { type Clock, errorText, type Logger } from "../../base/mod.ts";
import type { Check, VerifyWorker } from "./worker.ts";

/** Messages a worker has in hand: one it works on, one that waits so that it never does. */
const MESSAGES_IN_HAND = 2;

/** Checks in one message: few, because a caller whose turn comes next waits for all that are under way. */
export const CHECKS_PER_MESSAGE = 4;

/** A worker that says nothing for so long has failed, ms. */
const WORKER_SILENT_MS = 2_000;

/** First and longest pause before a failed worker is started again, ms. */
const RESTART_MS = 1_000;
const RESTART_MOST_MS = 60_000;

/** Something whose signature is to be checked, told the verdict. */
export interface PoolJob {
  check: Check;
  done(valid: boolean): void;
}

/** What a {@link WorkerPool} is made of. */
export interface WorkerPoolModules {
  /** Starts one worker. */
  startWorker: () => Promise<VerifyWorker>;
  clock: Clock;
  logger: Logger;
  /** There is room again. */
  onRoom: () => void;
  /** Jobs a worker failed on; somebody else must do them. */
  onOrphans: (jobs: PoolJob[]) => void;
}

interface Seat {
  worker: VerifyWorker | null;
  inHand: PoolJob[][];
  cancelWatch: () => void;
  restartMs: number;
}

/** A few workers that check signatures beside this thread. A failed one hands its jobs back and is started again. */
export class WorkerPool {
  readonly #modules: WorkerPoolModules;
  readonly #seats: Seat[];
  readonly #cancels = new Set<() => void>();
  #stopped = false;

  /** @param size workers */
  constructor(size: number, modules: WorkerPoolModules) {
    this.#modules = modules;
    this.#seats = Array.from({ length: size }, () => ({
      worker: null,
      inHand: [],
      cancelWatch: () => {},
      restartMs: RESTART_MS,
    }));
    for (const seat of this.#seats) void this.#fill(seat);
  }

  /** Workers that are running. */
  get running(): number {
    return this.#seats.filter((seat) => seat.worker).length;
  }

  /** Whether every worker that runs has something in hand. */
  get isBusy(): boolean {
    return this.#seats.every((seat) => !seat.worker || seat.inHand.length > 0);
  }

  /** Whether {@link send} would find a worker with room. */
  get hasRoom(): boolean {
    return this.#seat() !== undefined;
  }

  /** Gives jobs (at most {@link CHECKS_PER_MESSAGE}) to the worker with the least in hand. */
  send(jobs: PoolJob[]): void {
    const seat = this.#seat()!;
    seat.inHand.push(jobs);
    if (seat.inHand.length === 1) this.#watch(seat);
    seat.worker!.send(jobs.map((job) => job.check));
  }

  /** Ends the workers; what they have in hand is handed back. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    for (const seat of this.#seats) this.#empty(seat);
  }

  #seat(): Seat | undefined {
    let best: Seat | undefined;
    for (const seat of this.#seats) {
      if (!seat.worker || seat.inHand.length >= MESSAGES_IN_HAND) continue;
      if (!best || seat.inHand.length < best.inHand.length) best = seat;
    }
    return best;
  }

  async #fill(seat: Seat): Promise<void> {
    let worker: VerifyWorker;
    try {
      worker = await this.#modules.startWorker();
    } catch (error) {
      return this.#fail(seat, errorText(error));
    }
    if (this.#stopped) return worker.stop();
    worker.onverdicts = (verdicts) => this.#take(seat, verdicts);
    worker.onfailure = (reason) => this.#fail(seat, reason);
    seat.worker = worker;
    this.#modules.onRoom();
  }

  #take(seat: Seat, verdicts: readonly boolean[]): void {
    const jobs = seat.inHand.shift();
    seat.cancelWatch();
    if (!jobs || verdicts.length !== jobs.length) {
      if (jobs) seat.inHand.unshift(jobs);
      return this.#fail(seat, "it answered something else than was asked");
    }
    seat.restartMs = RESTART_MS;
    if (seat.inHand.length > 0) this.#watch(seat);
    jobs.forEach((job, i) => job.done(verdicts[i]!));
    this.#modules.onRoom();
  }

  #watch(seat: Seat): void {
    seat.cancelWatch = this.#modules.clock.after(
      WORKER_SILENT_MS,
      () => this.#fail(seat, `it said nothing for ${WORKER_SILENT_MS} ms`),
    );
  }

  #fail(seat: Seat, reason: string): void {
    if (this.#stopped) return;
    this.#modules.logger.warn("a worker that checks signatures failed; another one is started", { reason });
    this.#empty(seat);
    const cancel = this.#modules.clock.after(seat.restartMs, () => {
      this.#cancels.delete(cancel);
      void this.#fill(seat);
    });
    this.#cancels.add(cancel);
    seat.restartMs = Math.min(seat.restartMs * 2, RESTART_MOST_MS);
  }

  #empty(seat: Seat): void {
    seat.cancelWatch();
    if (seat.worker) {
      seat.worker.onverdicts = () => {};
      seat.worker.onfailure = () => {};
      seat.worker.stop();
    }
    seat.worker = null;
    const orphans = seat.inHand.flat();
    seat.inHand = [];
    if (orphans.length > 0) this.#modules.onOrphans(orphans);
  }
}
