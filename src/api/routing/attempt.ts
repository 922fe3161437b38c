import { abortReason, type Clock } from "../../base/mod.ts";
import type { Prompt } from "../../protocol/mod.ts";
import type { Asked, AskMiner, MinerAnswer, RoutedMiner } from "../types.ts";
import { PieceQueue } from "./piece_queue.ts";

/** What an attempt tells. */
export interface AttemptListener {
  /** The first piece is there. */
  onFirst(attempt: Attempt): void;
  /** It ended by itself, with or without pieces. Not told after {@link Attempt.leave}. */
  onEnd(attempt: Attempt, answer: MinerAnswer): void;
  /** Asking was impossible for a reason of our own. */
  onError(attempt: Attempt, error: unknown): void;
}

/** Said to whoever reads the pieces of an answer that broke off. */
export class BrokenAnswer extends Error {
  constructor(readonly answer: MinerAnswer) {
    super("the miner's answer broke off");
  }
}

/** One miner asked for one request. */
export class Attempt implements Asked {
  answer: MinerAnswer | null = null;
  readonly pieces = new PieceQueue();
  readonly #controller = new AbortController();
  readonly #started: number;
  #left = false;
  #first = false;

  /** @param signal leaves the miner, as {@link leave} does */
  constructor(
    readonly miner: RoutedMiner,
    prompt: Prompt,
    ask: AskMiner,
    listener: AttemptListener,
    private readonly clock: Clock,
    signal: AbortSignal,
  ) {
    this.#started = clock.monotonic();
    const onAbort = () => this.leave(abortReason(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    const onText = (text: string) => {
      if (this.#left) return;
      this.pieces.push(text);
      if (this.#first) return;
      this.#first = true;
      listener.onFirst(this);
    };
    // Not before the constructor is done: whoever listens must know this attempt before it hears of it.
    Promise.resolve().then(() => ask(miner, prompt, { signal: this.#controller.signal, onText })).then(
      (answer) => {
        if (this.#left) return;
        this.answer = answer;
        this.pieces.end(answer.statusCode === 200 ? null : new BrokenAnswer(answer));
        listener.onEnd(this, answer);
      },
      (error) => {
        if (this.#left) return;
        this.pieces.end(error);
        listener.onError(this, error);
      },
    ).finally(() => signal.removeEventListener("abort", onAbort));
  }

  /** Whether a piece has come. */
  get begun(): boolean {
    return this.#first;
  }

  /** Milliseconds since it was asked. */
  get ageMs(): number {
    return this.clock.monotonic() - this.#started;
  }

  /** Leaves the miner: its request is aborted and nothing more is told. After the end nothing happens. */
  leave(reason: unknown = new Error("no longer wanted")): void {
    if (this.#left || this.answer) return;
    this.#left = true;
    this.pieces.end(reason);
    this.#controller.abort(reason);
  }
}
