import { type Clock, deadline, type Logger, type Metrics, raceSignal, type Random } from "../../base/mod.ts";
import { StopGate } from "../../text/mod.ts";
import { LlmError } from "../errors.ts";
import { checkRequest } from "../request.ts";
import type { Engine, EngineInfo, GenerateRequest } from "../types.ts";
import { type AnswerEnd, type EngineConnection, EngineGone } from "./engine_connection.ts";
import { EngineSupervisor, type SupervisorOptions } from "./engine_supervisor.ts";

/** How long a request without a deadline waits for an engine that is being restarted. */
const RESTART_WAIT_MS = 60_000;

/** What engines in a process of their own work with. */
export interface ProcessModules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/** An engine in a process of its own. */
export class ProcessEngine implements Engine {
  readonly #kind: EngineInfo["kind"];
  readonly #supervisor: EngineSupervisor;
  readonly #modules: ProcessModules;

  private constructor(kind: EngineInfo["kind"], supervisor: EngineSupervisor, modules: ProcessModules) {
    this.#kind = kind;
    this.#supervisor = supervisor;
    this.#modules = modules;
  }

  /**
   * Starts the process and waits until it is ready.
   * @throws LlmError why it is not
   */
  static async start(
    kind: EngineInfo["kind"],
    options: SupervisorOptions,
    modules: ProcessModules,
  ): Promise<ProcessEngine> {
    return new ProcessEngine(kind, await EngineSupervisor.start(options, modules), modules);
  }

  get info(): EngineInfo {
    const { model, device, contextTokens, parallel } = this.#supervisor.info;
    return { kind: this.#kind, model, device, contextTokens, parallel };
  }

  /** Process id of the running engine. */
  get pid(): number | undefined {
    return this.#supervisor.pid;
  }

  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<string> {
    checkRequest(request);
    if (signal?.aborted) return;
    const { clock, metrics } = this.#modules;
    const since = clock.monotonic();
    const left = () =>
      request.deadlineMs === undefined ? undefined : request.deadlineMs - (clock.monotonic() - since);
    let outcome = "aborted";
    let spoke = false;
    try {
      if (request.maxTokens === 0) {
        await this.#supervisor.connection();
        return void (outcome = "ok");
      }
      // A request that has shown nothing yet survives the death of its engine process: it is asked again.
      for (let attempt = 0;; attempt++) {
        const connection = await this.#connection(left(), signal);
        if (signal?.aborted) return;
        const deadlineMs = left();
        const asked = deadlineMs === undefined
          ? request
          : { ...request, deadlineMs: Math.max(1, deadlineMs) };
        try {
          const answer = connection.stream(asked, signal, (end) => this.#countTokens(end));
          for await (const piece of this.#cut(answer, request)) {
            if (!spoke) metrics.observe("engine_ttft_seconds", (clock.monotonic() - since) / 1000);
            spoke = true;
            yield piece;
          }
          if (!signal?.aborted) outcome = "ok";
          return;
        } catch (error) {
          if (!(error instanceof EngineGone) || spoke || attempt > 0 || signal?.aborted) throw error;
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      outcome = error instanceof LlmError ? error.code : "failed";
      throw error;
    } finally {
      metrics.count("engine_requests_total", { outcome });
      metrics.observe("engine_total_seconds", (clock.monotonic() - since) / 1000);
    }
  }

  #countTokens({ promptTokens = 0, tokens = 0 }: AnswerEnd): void {
    this.#modules.metrics.count("engine_tokens_total", { kind: "prompt" }, promptTokens);
    this.#modules.metrics.count("engine_tokens_total", { kind: "answer" }, tokens);
  }

  /** Engines of others need not know about stop texts: their answers are cut here. */
  async *#cut(pieces: AsyncIterable<string>, request: GenerateRequest): AsyncGenerator<string> {
    if (this.#kind !== "exec") return yield* pieces;
    const gate = new StopGate(request.stop);
    for await (const piece of pieces) {
      const text = gate.push(piece);
      if (text) yield text;
      if (gate.ended) return;
    }
    const rest = gate.flush();
    if (rest) yield rest;
  }

  async countTokens(text: string): Promise<number> {
    const connection = await this.#connection(undefined);
    return await connection.call((id) => ({ type: "count", id, text })) as number;
  }

  /** Counters of the loop, for measurements and tests. */
  async stats(): Promise<Record<string, number>> {
    const connection = await this.#connection(undefined);
    return await connection.call((id) => ({ type: "stats", id })) as Record<string, number>;
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
  }

  /** The running process; waits for a restart, but not for ever. */
  async #connection(leftMs: number | undefined, signal?: AbortSignal): Promise<EngineConnection> {
    const waitMs = Math.max(0, Math.min(leftMs ?? Infinity, RESTART_WAIT_MS));
    const limit = deadline(this.#modules.clock, waitMs, "waiting for the engine");
    const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    try {
      return await raceSignal(this.#supervisor.connection(), either);
    } catch (error) {
      if (!limit.signal.aborted || signal?.aborted) throw error;
      throw new LlmError("refused", "the engine is being restarted", {
        data: { retryAfterS: 5 },
        cause: error,
      });
    } finally {
      limit.dispose();
    }
  }
}
