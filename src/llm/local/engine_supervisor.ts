import {
  backoffDelay,
  type Clock,
  errorText,
  type Logger,
  type Metrics,
  type Random,
} from "../../base/mod.ts";
import { LlmError } from "../errors.ts";
import type { SpawnCommand } from "./engine_command.ts";
import { EngineConnection, EngineGone } from "./engine_connection.ts";
import type { EnginePulse, ReadyInfo, StartOptions } from "./protocol.ts";

/** Loading a large model from a slow disk takes minutes; a process that needs longer is stuck. */
const START_TIMEOUT_MS = 600_000;
/** A process that lived this long counts as healthy: the next failure is the first again. */
const HEALTHY_MS = 30_000;
/** How often a running engine is asked for a sign of life, and how long the answer may take. */
const PING_EVERY_MS = 5_000;
const PING_TIMEOUT_MS = 90_000;
const CLOSE_GRACE_MS = 2_000;

/** Options of {@link EngineSupervisor}. */
export interface SupervisorOptions {
  command: SpawnCommand;
  start: StartOptions;
  /** Processes that wait, already started, for the running one to fail. @default {1} */
  spares?: number;
}

/** What the supervisor needs. */
export interface SupervisorModules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Keeps one engine process running and a spare one waiting. A process that dies costs its own answers and nothing
 * else: the spare takes over, with growing pauses when that keeps happening.
 *
 * The spare is started early because a program that gave up its right to start processes cannot do so later.
 */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  readonly #modules: SupervisorModules;
  readonly #spares: EngineConnection[] = [];
  #current: Promise<EngineConnection>;
  #active: EngineConnection | undefined;
  #info: ReadyInfo | undefined;
  #failures = 0;
  #start: StartOptions;
  #closing = false;
  #closed = Promise.withResolvers<never>();

  private constructor(options: SupervisorOptions, modules: SupervisorModules) {
    this.#options = options;
    this.#modules = modules;
    this.#start = options.start;
    this.#closed.promise.catch(() => {});
    this.#current = this.#bringUp();
  }

  /**
   * Starts the engine and waits until its model is loaded.
   * @throws LlmError why it could not be
   */
  static async start(options: SupervisorOptions, modules: SupervisorModules): Promise<EngineSupervisor> {
    const supervisor = new EngineSupervisor(options, modules);
    try {
      await supervisor.#current;
    } catch (error) {
      await supervisor.close();
      throw error;
    }
    return supervisor;
  }

  /** What the engine said about itself. */
  get info(): ReadyInfo {
    return this.#info!;
  }

  /** Process id of the running engine, for tests and `doctor`. */
  get pid(): number | undefined {
    return this.#active?.pid;
  }

  /**
   * The running engine; waits while one is being started.
   * @throws LlmError `failed` when it cannot be brought up or the supervisor is closed
   */
  async connection(): Promise<EngineConnection> {
    if (this.#closing) throw new LlmError("failed", "the engine is closed");
    return await this.#current;
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#closed.reject(new LlmError("failed", "the engine is closed"));
    const all = [...this.#spares, ...(this.#active ? [this.#active] : [])];
    await Promise.all(all.map((connection) => connection.close(CLOSE_GRACE_MS)));
    await this.#current.catch(() => {});
  }

  #spawn(): EngineConnection {
    return EngineConnection.spawn(this.#options.command, this.#modules);
  }

  #fillSpares(): void {
    while (this.#spares.length < (this.#options.spares ?? 1)) {
      try {
        const spare = this.#spawn();
        this.#spares.push(spare);
        void spare.closed.then(() => {
          const at = this.#spares.indexOf(spare);
          if (at >= 0) this.#spares.splice(at, 1);
        });
      } catch (error) {
        this.#modules.logger.warn("no spare engine process: the next failure ends local generation", {
          error: errorText(error),
        });
        return;
      }
    }
  }

  /** Takes a spare or a fresh process and loads the model in it. */
  async #bringUp(): Promise<EngineConnection> {
    const { clock, logger } = this.#modules;
    const connection = this.#spares.shift() ?? this.#spawn();
    this.#active = connection;
    const since = clock.monotonic();
    try {
      this.#info = await connection.start(this.#start, START_TIMEOUT_MS);
    } catch (error) {
      const { device = "auto", role } = this.#start;
      if (!(error instanceof EngineGone) || device !== "auto" || this.#closing) throw error;
      // A driver may take the whole process with it while it is tried: then without drivers.
      logger.warn(`trying devices ended the engine process: cpu from now on`, {
        role,
        reason: error.message,
      });
      this.#start = { ...this.#start, device: "cpu" };
      return await this.#bringUp();
    }
    for (const note of this.#info.notes ?? []) logger.info(note);
    for (const warning of this.#info.warnings ?? []) logger.warn(warning, { model: this.#info.model });
    logger.info("engine ready", {
      model: this.#info.model,
      device: this.#info.device,
      seconds: Math.round((clock.monotonic() - since) / 100) / 10,
    });
    this.#watch(connection);
    if (!this.#closing) this.#fillSpares();
    return connection;
  }

  #watch(connection: EngineConnection): void {
    const { clock, logger, metrics } = this.#modules;
    const bornAt = clock.monotonic();
    const stopPing = this.#keepAsking(connection);
    void connection.closed.then((reason) => {
      stopPing();
      if (this.#closing) return;
      if (clock.monotonic() - bornAt > HEALTHY_MS) this.#failures = 0;
      logger.error(reason, { failures: this.#failures + 1 });
      metrics.count("engine_restarts_total");
      this.#current = this.#recover();
      this.#current.catch(() => {});
    });
  }

  async #recover(): Promise<EngineConnection> {
    const { clock, random, logger } = this.#modules;
    for (;;) {
      // The first failure restarts at once: the spare is there for that.
      const delayMs = this.#failures === 0 ? 0 : backoffDelay(this.#failures - 1, random, { delayMs: 500 });
      this.#failures++;
      if (delayMs) await Promise.race([clock.sleep(delayMs), this.#closed.promise]);
      if (this.#closing) throw new LlmError("failed", "the engine is closed");
      try {
        return await this.#bringUp();
      } catch (error) {
        const lost = error instanceof LlmError && error.code === "config";
        logger.error("the engine could not be restarted", {
          error: errorText(error),
          failures: this.#failures,
        });
        if (lost) throw error;
        if (!(error instanceof EngineGone)) this.#active?.kill();
      }
    }
  }

  /** Puts a sign of life on the gauges; engines of others may answer anything. */
  #show(pulse: unknown): void {
    const { memoryBytes, running, waiting } = (pulse ?? {}) as Partial<EnginePulse>;
    const gauges = { engine_memory_bytes: memoryBytes, engine_running: running, engine_queue: waiting };
    for (const [name, value] of Object.entries(gauges)) {
      if (typeof value === "number") this.#modules.metrics.gauge(name, value);
    }
  }

  /** Ends a process that no longer answers, so that it is replaced like one that died. */
  #keepAsking(connection: EngineConnection): () => void {
    const { clock, logger } = this.#modules;
    let stopped = false;
    let cancel = () => {};
    const ask = () => {
      const giveUp = clock.after(PING_TIMEOUT_MS, () => {
        logger.error("the engine gives no sign of life", { pid: connection.pid });
        connection.kill();
      });
      connection.call((id) => ({ type: "ping", id })).then((pulse) => this.#show(pulse), () => {}).finally(
        () => {
          giveUp();
          if (!stopped) cancel = clock.after(PING_EVERY_MS, ask);
        },
      );
    };
    cancel = clock.after(PING_EVERY_MS, ask);
    return () => {
      stopped = true;
      cancel();
    };
  }
}
