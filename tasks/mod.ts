/**
 * `tasks`: what validators of subnet 1 ask (docs/spec/domain.md#1-tasks to
 * docs/spec/domain.md#4-llm-pipelines-and-cleaners): tasks, the texts they are made from, the person who
 * asks, and the writers of questions and references. A task is plain data.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export { Sources, type SourcesModules, type SourcesOptions } from "./sources.ts";
export {
  loadDocuments,
  openSources,
  type OpenSourcesModules,
  type OpenSourcesOptions,
} from "./open_sources.ts";
export {
  addTask,
  checkRegistry,
  DEFAULT_TASKS,
  findTask,
  MODEL_FREE_TASKS,
  TASKS,
  type TaskShare,
  taskShares,
  whyUnavailable,
} from "./task_registry.ts";
export type {
  BuildTools,
  ChallengeTemplate,
  ExtractiveWriting,
  TaskDatasets,
  TaskDraft,
  TaskSpec,
  TemplateField,
} from "./task_spec.ts";
export { createTask, type CreateTaskOptions, withReference } from "./create_task.ts";
export { ORGANIC, organicTask } from "./kinds/organic.ts";
export { createChallenge } from "./writing/agent.ts";
export { drawPersona } from "./writing/persona.ts";
export { LlmQuestioner } from "./writing/llm_questioner.ts";
export { ExtractiveQuestioner } from "./writing/extractive_questioner.ts";
export { type Cleaner, CLEANERS, cleanText } from "./writing/cleaners.ts";
export { quoteStranger } from "./writing/quote.ts";
export {
  addDataset,
  createDatasets,
  type DatasetModules,
  type SourceAddresses,
} from "./datasets/dataset_registry.ts";
export { type Article, BUNDLED_ARTICLES } from "./datasets/bundled.data/mod.ts";
export { type LocalDocuments, type LocalLimits, readLocal } from "./datasets/local.ts";
export type { Translator } from "../src/llm/mod.ts";
export { nextContext } from "./datasets/next_context.ts";
