import { type Article, BUNDLED_ARTICLES } from "./datasets/bundled.data/mod.ts";
import { readLocal } from "./datasets/local.ts";
import { createDatasets, type DatasetModules, DATASETS } from "./datasets/dataset_registry.ts";
import { checkRegistry, TASKS } from "./task_registry.ts";
import { Sources, type SourcesModules } from "./sources.ts";

/** Options of {@link openSources}. */
export interface OpenSourcesOptions {
  /** `--dataset.path`: ask about these documents instead of the usual sources. */
  path?: string;
  /** False = no network (the demo). */
  online: boolean;
  /** Optional datasets to draw from as well. */
  optional?: readonly string[];
}

/** What sources and their datasets use. */
export type OpenSourcesModules = SourcesModules & Omit<DatasetModules, "local">;

/**
 * Checks the registry, reads the operator's documents if there are any, and opens every dataset.
 * @throws TaskError `config` (registry), DatasetError `config` (folder)
 */
export async function openSources(
  options: OpenSourcesOptions,
  modules: OpenSourcesModules,
  signal?: AbortSignal,
): Promise<Sources> {
  checkRegistry(TASKS, Object.keys(DATASETS));
  const local = options.path ? await readLocal(options.path, {}, signal) : null;
  for (const note of local?.skipped ?? []) modules.logger.warn(`left out: ${note}`);
  const prefer = local ? "local" : options.online ? "online" : "offline";
  const datasets = createDatasets({ ...modules, local }).filter(({ offline }) => options.online || offline);
  return new Sources({ datasets, prefer, optional: options.optional }, modules);
}

/**
 * The texts a validator without a network asks about, for miners that own them: the operator's folder, else the
 * bundled articles.
 * @throws DatasetError `config` when the folder has nothing usable
 */
export async function loadDocuments(path?: string): Promise<readonly Article[]> {
  return path ? (await readLocal(path)).documents.flat() : BUNDLED_ARTICLES;
}
