import type { Random } from "../src/base/mod.ts";
import { cleanText } from "./writing/cleaners.ts";
import { TaskError } from "./errors.ts";
import { assistantPrompt } from "./writing/prompts.ts";
import { findTask } from "./task_registry.ts";
import type { BuildTools, TaskSpec } from "./task_spec.ts";
import type { Context, Task, TaskModules, TaskRules, Turn } from "./types.ts";

/** Options of {@link createTask}. */
export interface CreateTaskOptions {
  /** Rules of the reward profile that concern tasks. */
  rules: TaskRules;
  /** Earlier turns: makes a follow-up. @default {[]} */
  history?: readonly Turn[];
  /** Ends the writing when the step is given up. */
  signal?: AbortSignal;
}

/**
 * A task from a context: the query is written now, the reference only when it is static
 * (docs/spec/domain.md#11-common-behavior).
 * @param name one of the registry
 * @throws TaskError `unknown_task`, `bad_context`, `no_text`, `unsupported`; what the writer throws
 */
export async function createTask(
  name: string,
  context: Context,
  modules: TaskModules,
  random: Random,
  options: CreateTaskOptions,
): Promise<Task> {
  const spec = findTask(name);
  const { questioner, clock } = modules;
  const { history = [], signal } = options;
  const cleaning = cleaningOf(spec, options.rules);
  const ask: BuildTools["ask"] = async ({ system, prompt }) => {
    const request = { task: name, context, question: "", history, system, prompt, random };
    return cleaned(await questioner.question(request, signal), questioner.generates ? cleaning : [], name);
  };
  const start = clock.monotonic();
  const draft = await spec.build(context, { modules, random, history, cleaning, signal, ask });
  const used = draft.context ?? context;
  return {
    name,
    desc: spec.desc,
    goal: spec.goal,
    context: used,
    topic: draft.topic ?? used.title,
    subtopic: draft.subtopic ?? used.topic,
    tags: draft.tags ?? used.tags,
    query: draft.query,
    reference: draft.reference ?? "",
    referencePrompt: draft.referencePrompt,
    cleanReference: spec.cleanReference,
    challengeType: spec.challengeType,
    rewards: spec.rewards.map((term) => ({ ...term })),
    penalties: spec.penalties.map((term) => ({ ...term })),
    cleaning,
    queryTimeS: (clock.monotonic() - start) / 1000,
    referenceTimeS: 0,
  };
}

/**
 * The task with its reference; static references are there already. An empty reference stays empty: the caller then
 * scores nobody (docs/spec/domain.md#defect-38).
 * @throws what the writer throws
 */
export async function withReference(
  task: Task,
  modules: TaskModules,
  history: readonly Turn[],
  random: Random,
  signal?: AbortSignal,
): Promise<Task> {
  if (task.referencePrompt === null) return task;
  const { questioner, clock } = modules;
  const start = clock.monotonic();
  const text = await questioner.reference({
    task: task.name,
    context: task.context,
    question: task.query,
    history,
    system: assistantPrompt(clock.now()),
    prompt: task.referencePrompt,
    random,
  }, signal);
  const cleans = questioner.generates && task.cleanReference;
  return {
    ...task,
    reference: cleans ? cleanText(text, task.cleaning) : text,
    referenceTimeS: (clock.monotonic() - start) / 1000,
  };
}

/** The cleaners of a task under a profile: the corrected role cleaner takes the place of the legacy one. */
export function cleaningOf(spec: TaskSpec, rules: TaskRules): string[] {
  return spec.cleaning.map((step) =>
    step === "remove_roles" && rules.roleCleaner === "corrected" ? "remove_role_labels" : step
  );
}

function cleaned(text: string, steps: readonly string[], task: string): string {
  const result = cleanText(text, steps);
  if (result.trim() === "") {
    throw new TaskError("no_text", `nothing was left of the question for task ${task}`);
  }
  return result;
}
