import {
  abortReason,
  backoffDelay,
  errorText,
  type Logger,
  pickWeighted,
  type Random,
} from "../../../src/base/mod.ts";
import {
  createChallenge,
  createTask,
  drawPersona,
  findTask,
  type Persona,
  type Sources,
  type Task,
  TaskError,
  type TaskModules,
  type TaskRules,
  type TaskShare,
  type Turn,
  whyUnavailable,
  withReference,
} from "../../../tasks/mod.ts";

/** Tries for one task; between them the desk waits, longer each time (docs/spec/domain.md#defect-11). */
const DRAW_TRIES = 6;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/** A task ready to be put to miners: plain data. */
export interface Assignment {
  task: Task;
  persona: Persona;
  /** What miners are asked. */
  challenge: string;
  challengeTimeS: number;
}

/** Options of {@link TaskSampler}. */
export interface TaskDeskOptions {
  shares: readonly TaskShare[];
  sources: Sources;
  modules: TaskModules;
  rules: TaskRules;
  logger: Logger;
}

/** Makes assignments, follow-ups and references: everything a validator's forward loop needs of this package. */
export class TaskSampler {
  /** Tasks that can be asked here, with their shares as given. */
  readonly shares: readonly TaskShare[];
  readonly #options: TaskDeskOptions;

  /** @throws TaskError `config` when no task is left that can be asked here */
  constructor(options: TaskDeskOptions) {
    this.#options = options;
    const { modules, sources, logger } = options;
    this.shares = options.shares.filter(({ name }) => {
      const why = whyUnavailable(findTask(name), modules) ??
        (sources.has(name) ? null : "it has no dataset here");
      if (why) logger.warn(`task ${name} is not asked: ${why}`, { task: name });
      return why === null;
    });
    if (this.shares.length === 0) {
      throw new TaskError("config", "none of the tasks can be asked with this engine and these datasets", {
        hint: "name others with --neuron.tasks, or give an engine with --neuron.engine",
        data: { tasks: options.shares.map((share) => share.name) },
      });
    }
  }

  /**
   * A fresh task with its challenge. A draw that fails is followed by another one, of another task perhaps.
   * @throws TaskError `exhausted` after a few draws, with the last error as its cause; the signal's reason
   */
  async draw(random: Random, signal: AbortSignal): Promise<Assignment> {
    const { sources, modules, rules, logger } = this.#options;
    let last: unknown;
    for (let attempt = 0; attempt < DRAW_TRIES; attempt++) {
      const dice = random.fork(`draw/${attempt}`);
      const name = pickWeighted(dice, this.shares, this.shares.map((share) => share.p)).name;
      try {
        const context = await sources.contextFor(name, dice.fork("context"), signal);
        const task = await createTask(name, context, modules, dice.fork("task"), { rules, signal });
        return await this.#assign(task, drawPersona(dice.fork("persona")), dice.fork("challenge"), signal);
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        last = error;
        logger.warn(`no ${name} task this time: ${errorText(error)}`, { task: name });
        const waits = { delayMs: FIRST_WAIT_MS, maxDelayMs: LONGEST_WAIT_MS };
        if (attempt + 1 < DRAW_TRIES) {
          await modules.clock.sleep(backoffDelay(attempt, dice.fork("wait"), waits), signal);
        }
      }
    }
    throw new TaskError("exhausted", `no task could be made in ${DRAW_TRIES} draws: ${errorText(last)}`, {
      cause: last,
    });
  }

  /**
   * A follow-up in the conversation of `first`: a qa task on the same context, asked by the same person, whose query
   * is the challenge (docs/spec/domain.md#3-humanagent-persona-conversation, docs/spec/domain.md#72-forward).
   * @throws TaskError `no_text`, `unsupported` when there is nothing more to ask: the conversation then ends
   */
  async followUp(
    first: Assignment,
    history: readonly Turn[],
    random: Random,
    signal: AbortSignal,
  ): Promise<Assignment> {
    const { modules, rules } = this.#options;
    const options = { rules, history, signal };
    const task = await createTask("qa", first.task.context, modules, random.fork("task"), options);
    return { task, persona: first.persona, challenge: task.query, challengeTimeS: 0 };
  }

  /** The task with its reference; static references are there already. @throws what the writer throws */
  withReference(
    assignment: Assignment,
    history: readonly Turn[],
    random: Random,
    signal: AbortSignal,
  ): Promise<Task> {
    return withReference(assignment.task, this.#options.modules, history, random.fork("reference"), signal);
  }

  async #assign(task: Task, persona: Persona, random: Random, signal: AbortSignal): Promise<Assignment> {
    const { modules } = this.#options;
    const start = modules.clock.monotonic();
    const challenge = await createChallenge(task, persona, modules, random, signal);
    return { task, persona, challenge, challengeTimeS: (modules.clock.monotonic() - start) / 1000 };
  }
}
