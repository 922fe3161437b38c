import { abortReason, type Clock, type Metrics, type Random } from "../../base/mod.ts";
import type { Prompt } from "../../protocol/mod.ts";
import type { AskMiner, MinerAnswer, RoutedMiner } from "../types.ts";
import { Attempt, type AttemptListener } from "./attempt.ts";
import { chooseMiner } from "./choose_miner.ts";
import type { FirstPieceTimes } from "./first_piece_times.ts";
import type { MinerHealth } from "./miner_health.ts";

/** Bounds of routing. */
export interface RouterOptions {
  /** Miners of the highest scores among which a request is drawn. */
  topMiners: number;
  /** Miners asked for one request at most. */
  minersPerRequest: number;
  /** What a miner has for a whole answer, ms. */
  minerTimeoutMs: number;
}

/** What routing works with. */
export interface RouterModules {
  clock: Clock;
  random: Random;
  metrics: Metrics;
  miners: () => readonly RoutedMiner[];
  ask: AskMiner;
}

/** What a request needs of its router. */
export interface RouteContext {
  readonly health: MinerHealth;
  readonly times: FirstPieceTimes;
  readonly options: RouterOptions;
  readonly modules: RouterModules;
  candidates(tried: ReadonlySet<string>): RoutedMiner[];
}

/** An answer that has begun. */
export interface OpenAnswer {
  readonly uid: number;
  /** To the end of the answer. @throws BrokenAnswer when it breaks off; the reason of the request's signal */
  pieces: AsyncGenerator<string>;
}

/** Why no miner answers. */
export type NoAnswer =
  | { kind: "nobody" }
  /** All that may be asked were, and none began. */
  | { kind: "failed"; last: MinerAnswer };

/** Statuses that become metric labels; whatever else a stranger sends is `other`. */
const STATUS_LABELS = new Set([204, 400, 401, 403, 404, 408, 413, 422, 429, 500, 503]);

/** Characters of a prompt from which on a miner that refuses it or fails on it may be right to. */
export const LONG_PROMPT = 8_192;

/** Whether a status says that the prompt was refused, or too much, rather than that the miner is away. */
function blamesPrompt(status: number): boolean {
  return status === 500 || (status >= 400 && status < 500 && status !== 408);
}

/**
 * One request on its way to miners: asks one, a second one when that is slow to begin, further ones when they fail, up
 * to a limit for the whole request. Whoever begins first answers; the others are left.
 */
export class Route implements AttemptListener {
  readonly asked: Attempt[] = [];
  readonly #running = new Set<Attempt>();
  readonly #tried = new Set<string>();
  #settle: ((result: OpenAnswer | NoAnswer) => void) | null = null;
  #fail: (error: unknown) => void = () => {};
  #last: MinerAnswer | null = null;
  #hedge: Attempt | null = null;
  #counted = false;
  /** Miners that failed this request and were not blamed for it yet. */
  readonly #unblamed = new Set<string>();
  readonly #isLong: boolean;
  #cancelHedge: () => void = () => {};

  constructor(
    private readonly prompt: Prompt,
    private readonly signal: AbortSignal,
    private readonly router: RouteContext,
    private readonly random: Random,
    /** Who asks, e.g. the id of an API key. */
    private readonly asker: string,
  ) {
    this.#isLong = prompt.messages.reduce((sum, { length }) => sum + length, 0) >= LONG_PROMPT;
  }

  /**
   * The next answer that begins. Called again after one broke off, it goes on with miners not yet asked.
   * @throws the reason of the request's signal; what made asking impossible
   */
  next(): Promise<OpenAnswer | NoAnswer> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(abortReason(signal));
    return new Promise<OpenAnswer | NoAnswer>((resolve, reject) => {
      const onAbort = () => this.#fail(abortReason(signal));
      signal.addEventListener("abort", onAbort, { once: true });
      const end = () => {
        this.#settle = null;
        this.#fail = () => {};
        this.#cancelHedge();
        signal.removeEventListener("abort", onAbort);
      };
      this.#settle = (result) => {
        end();
        resolve(result);
      };
      this.#fail = (error) => {
        end();
        for (const attempt of this.#running) attempt.leave(error);
        this.#running.clear();
        reject(error);
      };
      if (!this.#ask()) this.#settle(this.#noAnswer());
      else this.#hedgeLater();
    });
  }

  onFirst(winner: Attempt): void {
    const { health, times } = this.router;
    times.add(winner.ageMs);
    for (const loser of this.#running) {
      if (loser === winner) continue;
      // The first one was overtaken; a second one that came too late has done nothing wrong.
      if (winner === this.#hedge) {
        // How long a miner reads a long prompt says nothing about it.
        if (!this.#isLong) health.lostRace(loser.miner.hotkey);
        times.add(loser.ageMs);
      }
      loser.leave();
    }
    this.#running.clear();
    this.#countHedge(winner === this.#hedge ? "helped" : "needless");
    this.#settle?.({ uid: winner.miner.uid, pieces: readOrLeave(winner) });
  }

  onEnd(attempt: Attempt, answer: MinerAnswer): void {
    const { health, modules } = this.router;
    if (answer.statusCode === 200) {
      health.succeeded(attempt.miner.hotkey);
      // It can be answered, so those who could not are to blame.
      for (const hotkey of this.#unblamed) health.failed(hotkey);
      this.#unblamed.clear();
      return;
    }
    this.#suspect(attempt.miner.hotkey, answer.statusCode);
    if (attempt.begun) modules.metrics.count("api_broken_total");
    if (!this.#running.delete(attempt)) return;
    this.#last = answer;
    const label = STATUS_LABELS.has(answer.statusCode) ? String(answer.statusCode) : "other";
    if (this.#ask()) {
      modules.metrics.count("api_failovers_total", { status: label });
    } else if (this.#running.size === 0) {
      this.#countHedge("failed");
      this.#settle?.(this.#noAnswer());
    }
  }

  onError(attempt: Attempt, error: unknown): void {
    this.#running.delete(attempt);
    this.#fail(error);
  }

  /** Holds a failure against its miner only as far as the request cannot be the reason of it. */
  #suspect(hotkey: string, status: number): void {
    if (this.#isLong && blamesPrompt(status)) return;
    if (!this.router.health.suspect(hotkey, this.asker)) this.#unblamed.add(hotkey);
  }

  /** Asks one more miner. @returns false when nobody is left, or enough have been asked */
  #ask(): Attempt | null {
    const { options, modules } = this.router;
    if (this.asked.length >= options.minersPerRequest) return null;
    const candidates = this.router.candidates(this.#tried);
    const miner = chooseMiner(candidates, options.topMiners, this.random.fork(`miner/${this.asked.length}`));
    if (!miner) return null;
    this.#tried.add(miner.hotkey);
    const attempt = new Attempt(miner, this.prompt, modules.ask, this, modules.clock, this.signal);
    this.asked.push(attempt);
    this.#running.add(attempt);
    return attempt;
  }

  /** One hedge per request: when it is slow too, waiting is cheaper than asking everybody. */
  #hedgeLater(): void {
    if (this.#hedge) return;
    const { options, modules, times } = this.router;
    const after = times.hedgeAfterMs(options.minerTimeoutMs / 2);
    this.#cancelHedge = modules.clock.after(after, () => {
      if (this.#running.size === 1) this.#hedge = this.#ask();
    });
  }

  #countHedge(outcome: "helped" | "needless" | "failed"): void {
    if (!this.#hedge || this.#counted) return;
    this.#counted = true;
    this.router.modules.metrics.count("api_hedges_total", { outcome });
  }

  #noAnswer(): NoAnswer {
    return this.#last ? { kind: "failed", last: this.#last } : { kind: "nobody" };
  }
}

/** The pieces; a reader who stops early leaves the miner. */
async function* readOrLeave(attempt: Attempt): AsyncGenerator<string> {
  try {
    yield* attempt.pieces.read();
  } finally {
    attempt.leave();
  }
}
