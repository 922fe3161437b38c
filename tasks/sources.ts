import { backoffDelay, type Clock, errorText, type Logger, pick, type Random } from "../src/base/mod.ts";
import { nextContext } from "./datasets/next_context.ts";
import { DatasetError } from "./errors.ts";
import { findTask } from "./task_registry.ts";
import type { Context, Dataset } from "./types.ts";

/** First and longest rest of a source that failed, milliseconds; Retry-After can only lengthen it. */
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 10 * 60_000;

/** Options of {@link Sources}. */
export interface SourcesOptions {
  /** All datasets that are here, by their own names. */
  datasets: readonly Dataset[];
  /**
   * Which kind a task draws from: `online` as the original does, `offline` without any network, `local` the
   * operator's files. A task without datasets of the kind uses its offline ones.
   */
  prefer: "online" | "offline" | "local";
  /** Names of optional datasets to draw from as well. @default {[]} */
  optional?: readonly string[];
}

/** Clock, log and chance that {@link Sources} work with. */
export interface SourcesModules {
  /** Decides when a source that was down may be asked again. */
  clock: Clock;
  /** Receives a warning when a source is down and a line when it is back. */
  logger: Logger;
  /** Varies the length of the rests; never used for what is drawn. */
  random: Random;
}

interface Rest {
  failures: number;
  /** On the monotonic clock. */
  until: number;
}

/**
 * Contexts for tasks. A source that is down rests, longer each time and with jitter, and meanwhile the offline ones
 * of the task stand in (docs/spec/domain.md#defect-11): a validator without a network keeps asking.
 */
export class Sources {
  readonly #datasets: ReadonlyMap<string, Dataset>;
  readonly #options: SourcesOptions;
  readonly #modules: SourcesModules;
  readonly #rests = new Map<string, Rest>();

  /** Keeps the datasets; nothing is fetched before a context is asked for. */
  constructor(options: SourcesOptions, modules: SourcesModules) {
    this.#datasets = new Map(options.datasets.map((dataset) => [dataset.name, dataset]));
    this.#options = options;
    this.#modules = modules;
  }

  /** Whether a task has any dataset here. */
  has(task: string): boolean {
    const { first, standIn } = this.#choices(task);
    return first.length + standIn.length > 0;
  }

  /** Names of sources that rest now. */
  resting(): string[] {
    const now = this.#modules.clock.monotonic();
    return [...this.#rests].filter(([, rest]) => rest.until > now).map(([name]) => name);
  }

  /**
   * A context for a task.
   * @throws DatasetError `unavailable` when no source of the task is up, data.retryAfterS; the signal's reason
   */
  async contextFor(task: string, random: Random, signal?: AbortSignal): Promise<Context> {
    const { first, standIn } = this.#choices(task);
    for (const list of [first, standIn]) {
      if (list.length === 0) continue;
      const dataset = pick(random, list);
      const rest = this.#rests.get(dataset.name);
      if (rest && rest.until > this.#modules.clock.monotonic()) continue;
      try {
        const context = await nextContext(dataset, random, this.#modules.clock, signal);
        this.#rests.delete(dataset.name);
        return context;
      } catch (error) {
        if (signal?.aborted || !(error instanceof DatasetError)) throw error;
        this.#restAfter(dataset.name, error);
      }
    }
    throw new DatasetError("unavailable", `no source for task ${task} is up`, {
      hint: "give texts of your own with --dataset.path",
      data: { task, retryAfterS: this.#shortestRestS([...first, ...standIn]) },
    });
  }

  #choices(task: string): { first: Dataset[]; standIn: Dataset[] } {
    const { online, offline, local, optional = [] } = findTask(task).datasets;
    const here = (names: readonly string[]) => names.flatMap((name) => this.#datasets.get(name) ?? []);
    const wanted = { online, offline, local }[this.#options.prefer];
    const extra = optional.filter((name) => this.#options.optional?.includes(name));
    const first = here([...wanted, ...extra]);
    const standIn = here(offline);
    return first.length > 0 ? { first, standIn } : { first: standIn, standIn: [] };
  }

  #restAfter(name: string, error: DatasetError): void {
    const { clock, random, logger } = this.#modules;
    const failures = (this.#rests.get(name)?.failures ?? 0) + 1;
    const backoff = backoffDelay(failures - 1, random, {
      delayMs: FIRST_REST_MS,
      maxDelayMs: LONGEST_REST_MS,
    });
    const asked = Number(error.data.retryAfterS ?? 0) * 1000;
    const restMs = Math.max(backoff, Number.isFinite(asked) ? Math.min(asked, LONGEST_REST_MS) : 0);
    this.#rests.set(name, { failures, until: clock.monotonic() + restMs });
    logger.warn(
      `dataset ${name} unavailable, retrying in ${Math.round(restMs / 1000)} s: ${errorText(error)}`,
      {
        dataset: name,
        code: error.code,
        failures,
      },
    );
  }

  #shortestRestS(datasets: readonly Dataset[]): number {
    const now = this.#modules.clock.monotonic();
    const rests = datasets.map(({ name }) => Math.max(0, (this.#rests.get(name)?.until ?? now) - now));
    return Math.ceil(Math.min(LONGEST_REST_MS, ...rests) / 1000);
  }
}
