import { type Clock, type Logger, type Metrics } from "../../src/base/mod.ts";
import { type Engine, type GenerateRequest, LlmError } from "../../src/llm/mod.ts";
import type { AlarmBook } from "./alarms.ts";

/** Answers without text in a row that raise the alarm: one may be chance, five are a setting. */
const EMPTY_ANSWERS_ALARM = 5;

/** Failures with one cause are logged once in this time, with their number. */
const FAILURE_LOG_MS = 60_000;

/** What {@link watchAnswers} needs. */
export interface WatchModules {
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Unset = no alarm. */
  alarms?: AlarmBook;
}

/**
 * An engine whose failures are seen: an answer without text becomes an LlmError `empty` whatever the engine is, empty
 * answers are counted and raise the alarm `answers-empty` when they come in a row, and every cause of failure is logged,
 * once a minute at most.
 */
export function watchAnswers(engine: Engine, modules: WatchModules): Engine {
  const { clock, logger, metrics, alarms } = modules;
  let emptyInRow = 0;
  const causes = new Map<string, { loggedMs: number; since: number }>();

  function failed(error: LlmError): void {
    if (error.code === "empty") {
      metrics.count("engine_empty_answers_total", { reason: String(error.data.reason ?? "none") });
      emptyInRow++;
    }
    const now = clock.monotonic();
    const cause = causes.get(error.code) ?? { loggedMs: -Infinity, since: 0 };
    causes.set(error.code, cause);
    cause.since++;
    if (now - cause.loggedMs >= FAILURE_LOG_MS) {
      const count = cause.since === 1 ? "a request" : `${cause.since} requests`;
      const fix = error.hint ? ` (${error.hint})` : "";
      logger.warn(`no answer to ${count}: ${error.message}${fix}`, { code: error.code });
      cause.loggedMs = now;
      cause.since = 0;
    }
    if (emptyInRow < EMPTY_ANSWERS_ALARM || error.code !== "empty") return;
    alarms?.raise({
      id: "answers-empty",
      severity: "error",
      text: `the last ${emptyInRow} answers of the engine had no text: ${error.message}`,
      fix: error.hint ?? "send the engine's server a request by hand, and look at its log",
    });
  }

  async function* generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<string> {
    // White space alone is no text; it waits for the text it belongs to.
    let blank = "";
    let spoke = false;
    try {
      for await (const piece of engine.generate(request, signal)) {
        if (spoke) {
          yield piece;
          continue;
        }
        blank += piece;
        if (!/\S/.test(piece)) continue;
        spoke = true;
        emptyInRow = 0;
        alarms?.clear("answers-empty");
        yield blank;
      }
      if (!spoke && !signal?.aborted && request.maxTokens !== 0) {
        throw new LlmError(
          "empty",
          `the answer of engine ${engine.info.kind} (${engine.info.model}) has no text`,
          {
            data: { reason: "none" },
          },
        );
      }
    } catch (error) {
      if (error instanceof LlmError && !signal?.aborted) failed(error);
      throw error;
    }
  }

  return {
    get info() {
      return engine.info;
    },
    generate,
    countTokens: (text) => engine.countTokens(text),
    close: () => engine.close(),
  };
}
