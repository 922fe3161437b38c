import { nearest } from "../src/text/mod.ts";
import { DATE_QA } from "./kinds/date_qa.ts";
import { DEBUGGING } from "./kinds/debugging.ts";
import { TaskError } from "./errors.ts";
import { GENERIC } from "./kinds/generic.ts";
import { MATH } from "./kinds/math.ts";
import { QA } from "./kinds/qa.ts";
import { SENTIMENT } from "./kinds/sentiment.ts";
import { SUMMARIZATION } from "./kinds/summarization.ts";
import type { TaskSpec } from "./task_spec.ts";
import { TRANSLATION } from "./kinds/translation.ts";
import type { TaskModules } from "./types.ts";

/** The built-in tasks, in the order of `--neuron.tasks` (docs/spec/domain.md#12-registry). */
const registered: TaskSpec[] = [
  QA,
  DATE_QA,
  SUMMARIZATION,
  GENERIC,
  MATH,
  TRANSLATION,
  SENTIMENT,
  DEBUGGING,
];

/** Every task, those of plugins at the end. */
export const TASKS: readonly TaskSpec[] = registered;

/**
 * Adds a task of a plugin. Only at start-up, before anything reads the table.
 * @throws TaskError `config` when the name is taken
 */
export function addTask(spec: TaskSpec): void {
  if (spec.name === "organic" || registered.some(({ name }) => name === spec.name)) {
    throw new TaskError("config", `a task named ${JSON.stringify(spec.name)} exists`);
  }
  registered.push(spec);
}

/** Lets an existing task draw from a further dataset when the operator names it. @throws TaskError `unknown_task` */
export function addOptionalDataset(task: string, dataset: string): void {
  const spec = findTask(task);
  const { datasets } = spec;
  const optional = [...datasets.optional ?? [], dataset];
  registered[registered.indexOf(spec)] = { ...spec, datasets: { ...datasets, optional } };
}

/** Default of `--neuron.tasks`. */
export const DEFAULT_TASKS: readonly string[] = TASKS.filter((spec) => spec.active).map((spec) => spec.name);

/**
 * What can be asked and scored without any model: default of `--tasks` of demo, rehearse and simulate. A task that needs
 * a translator, or has no way of being written from the text alone, is left out.
 */
export const MODEL_FREE_TASKS: readonly string[] = TASKS
  .filter((spec) => spec.active && !spec.needsTranslator && spec.extractive !== null)
  .map((spec) => spec.name);

/** The task of that name, also one of a plugin. @throws TaskError `unknown_task`, with the nearest name as a hint */
export function findTask(name: string): TaskSpec {
  const spec = TASKS.find((task) => task.name === name);
  if (spec) return spec;
  const guess = nearest(name, TASKS.map((task) => task.name));
  throw new TaskError("unknown_task", `no task is named ${JSON.stringify(name)}`, {
    hint: guess ? `did you mean ${guess}?` : `known tasks: ${TASKS.map((task) => task.name).join(", ")}`,
    data: { task: name },
  });
}

/**
 * Start-up self check (docs/spec/domain.md#12-registry): every task has a dataset, every dataset a task, and
 * both are known.
 * @param datasets names of all registered datasets
 * @throws TaskError `config` that names what is wrong
 */
export function checkRegistry(tasks: readonly TaskSpec[], datasets: readonly string[]): void {
  const fail = (problem: string) => {
    throw new TaskError("config", `task registry: ${problem}`);
  };
  const used = new Set<string>();
  for (const { name, datasets: { online, offline, local, optional = [] } } of tasks) {
    const own = [...online, ...offline, ...local, ...optional];
    if (own.length === 0) fail(`task ${name} has no dataset`);
    for (const dataset of own) {
      if (!datasets.includes(dataset)) fail(`task ${name} names unknown dataset ${dataset}`);
      used.add(dataset);
    }
  }
  for (const dataset of datasets) if (!used.has(dataset)) fail(`dataset ${dataset} belongs to no task`);
  if (new Set(tasks.map((task) => task.name)).size !== tasks.length) fail("two tasks have one name");
}

/** Why a task cannot be asked with these modules; null = it can. */
export function whyUnavailable(spec: TaskSpec, modules: TaskModules): string | null {
  if (spec.needsWriter && !modules.questioner.supports(spec.name)) return "it needs a language model";
  if (spec.needsTranslator && !modules.translator) return "it needs a translation model";
  return null;
}

/** A task with its share of the steps. */
export interface TaskShare {
  /** Name of the task. */
  name: string;
  /** Probability that a step asks it, above 0; those of all shares add up to 1. */
  p: number;
}

/**
 * Tasks and their probabilities from `--neuron.tasks` and `--neuron.task_p`, normalized
 * (docs/spec/domain.md#defect-13); tasks with probability 0 are left out.
 * @param p parallel to `names`; empty = all alike
 * @throws TaskError `unknown_task`, `config`
 */
export function taskShares(names: readonly string[], p: readonly number[] = []): TaskShare[] {
  for (const name of names) findTask(name);
  if (new Set(names).size !== names.length) {
    throw new TaskError("config", "--neuron.tasks names a task twice");
  }
  const weights = p.length === 0 ? names.map(() => 1) : p;
  if (weights.length !== names.length) {
    throw new TaskError("config", `--neuron.task_p has ${weights.length} values for ${names.length} tasks`);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(sum > 0) || !Number.isFinite(sum) || weights.some((weight) => !(weight >= 0))) {
    throw new TaskError("config", "--neuron.task_p needs numbers from 0 up, at least one above 0");
  }
  return names.map((name, i) => ({ name, p: weights[i]! / sum })).filter((share) => share.p > 0);
}
