import { DatasetError } from "../errors.ts";
import type { Dataset } from "../types.ts";
import { bundledDataset } from "./bundled.ts";
import { datedDataset } from "./dated.ts";
import { genericInstructionDataset } from "./generic_instruction.ts";
import { localDataset, type LocalDocuments } from "./local.ts";
import { mathDataset } from "./math.ts";
import { reviewDataset } from "./review.ts";

/** What datasets are made of. */
export interface DatasetModules {
  /** Documents of `--dataset.path`, read by `readLocal`; null = no such folder. */
  local: LocalDocuments | null;
}

/** Makes a dataset; null = it cannot be here. */
type DatasetFactory = (modules: DatasetModules) => Dataset | null;

/** Every dataset by name. A new one is one file plus one line here. */
export const DATASETS: Readonly<Record<string, DatasetFactory>> = {
  bundled: () => bundledDataset(),
  bundled_date: () => datedDataset("bundled_date", bundledDataset()),
  local: ({ local }) => local && localDataset(local),
  local_date: ({ local }) => local && datedDataset("local_date", localDataset(local)),
  math: () => mathDataset(),
  review: () => reviewDataset(),
  generic_instruction: () => genericInstructionDataset(),
};

/**
 * All datasets that can be here.
 * @throws DatasetError `config` when a factory names its dataset otherwise than the table
 */
export function createDatasets(modules: DatasetModules): Dataset[] {
  return Object.entries(DATASETS).flatMap(([name, create]) => {
    const dataset = create(modules);
    if (dataset && dataset.name !== name) {
      throw new DatasetError("config", `dataset ${name} calls itself ${dataset.name}`);
    }
    return dataset ? [dataset] : [];
  });
}
