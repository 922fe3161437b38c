/**
 * `tasks`: what validators of subnet 1 ask (sn1-domain §1–§4): tasks, the texts they are made from, the person who
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
  checkRegistry,
  DEFAULT_TASKS,
  findTask,
  TASKS,
  type TaskShare,
  taskShares,
  whyUnavailable,
} from "./registry.ts";
export type { TaskDatasets, TaskSpec } from "./task_spec.ts";
export { createTask, type CreateTaskOptions, withReference } from "./create_task.ts";
export { ORGANIC, organicTask } from "./organic.ts";
export { createChallenge } from "./agent.ts";
export { drawPersona } from "./persona.ts";
export { LlmQuestioner } from "./llm_questioner.ts";
export { ExtractiveQuestioner } from "./extractive_questioner.ts";
export { CLEANERS, cleanText } from "./cleaners.ts";
export { quoteStranger } from "./quote.ts";
export { createDatasets, type DatasetModules, DATASETS } from "./datasets/registry.ts";
export { type Article, BUNDLED_ARTICLES } from "./datasets/bundled.data/mod.ts";
export { type LocalDocuments, type LocalLimits, readLocal } from "./datasets/local.ts";
export { nextContext } from "./datasets/next_context.ts";
