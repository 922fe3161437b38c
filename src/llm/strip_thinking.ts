import type { Clock } from "../base/mod.ts";
import { ThinkFilter } from "./think_filter.ts";

/** How long the first answer of an unknown model is held back, in case its reasoning has no opening mark. */
const FIRST_HOLD_MS = 300;

/** Models whose chat template opens the reasoning block itself, by their names. */
const THINKING_NAMES =
  /(?:^|[-_/:. ])(?:r1|qwq|think(?:ing|er)?|reason(?:er|ing)?|magistral)(?:[-_/:. ]|\d|$)/i;

/** What is known about the reasoning of one model, kept between its answers. */
export class ThinkingHabit {
  #knows = false;
  #lone: boolean;

  /** @param model name of the model */
  constructor(model: string) {
    this.#lone = THINKING_NAMES.test(model);
  }

  /** Milliseconds for which the text of the next answer is held back; Infinity = until its end. */
  get holdMs(): number {
    return this.#lone ? Infinity : this.#knows ? 0 : FIRST_HOLD_MS;
  }

  /** Learns from a whole answer. */
  learn(sawLoneClose: boolean): void {
    this.#knows = true;
    this.#lone = sawLoneClose;
  }
}

/** What happened to one answer. */
export interface StrippedThinking {
  /** Characters that were cut, so far. */
  reasoningCharacters: number;
  /** Set to false by the source when the answer was not read to its end: nothing is learned from it. */
  whole: boolean;
}

/**
 * Passes an answer on without its reasoning (flag `--neuron.keep_thinking` switches this off).
 *
 * A model whose chat template opens the reasoning block writes only the closing mark, so what came before turns out to
 * be reasoning after it could have been sent. Therefore the text of such a model is held back until that mark; a model is
 * recognized by its name or by its last answer, and the first answer of any model is held for 300 ms.
 * @param start begins the answer; its signal aborts when the listener stops listening
 * @param habit shared by all answers of one model
 * @param cut receives the number of characters that were cut
 */
export async function* stripThinking(
  start: (signal: AbortSignal) => AsyncIterable<string>,
  habit: ThinkingHabit,
  clock: Clock,
  cut: StrippedThinking = { reasoningCharacters: 0, whole: true },
): AsyncGenerator<string> {
  const { holdMs } = habit;
  const filter = new ThinkFilter(holdMs > 0);
  const left = new AbortController();
  const source = start(left.signal)[Symbol.asyncIterator]();
  const timeUp = Promise.withResolvers<"release">();
  let cancel: (() => void) | undefined;
  let done = false;
  try {
    for (let next = source.next();;) {
      if (filter.holding && Number.isFinite(holdMs)) {
        cancel ??= clock.after(holdMs, () => timeUp.resolve("release"));
      }
      const result = filter.holding ? await Promise.race([next, timeUp.promise]) : await next;
      if (result === "release") {
        const text = filter.release();
        if (text !== "") yield text;
        continue;
      }
      if (result.done) break;
      const text = filter.push(result.value);
      cut.reasoningCharacters = filter.reasoningCharacters;
      if (text !== "") yield text;
      next = source.next();
    }
    done = true;
    const rest = filter.end();
    cut.reasoningCharacters = filter.reasoningCharacters;
    if (cut.whole) habit.learn(filter.sawLoneClose);
    if (rest !== "") yield rest;
  } catch (error) {
    // What was held back is text that came: the listener gets it before the error.
    done = true;
    const rest = filter.end();
    if (rest !== "") yield rest;
    throw error;
  } finally {
    cancel?.();
    if (!done) {
      // A piece may be awaited still: without the signal, `return` would wait for it.
      left.abort();
      await source.return?.();
    }
  }
}
