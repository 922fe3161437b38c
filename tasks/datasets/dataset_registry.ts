import type { Clock, Random } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import { addOptionalDataset } from "../task_registry.ts";
import type { Dataset } from "../types.ts";
import { bundledDataset } from "./bundled.ts";
import { datedDataset } from "./dated.ts";
import { genericInstructionDataset } from "./generic_instruction.ts";
import { HfCodingDataset } from "./hf_coding.ts";
import { HfInstructionDataset } from "./hf_instruction.ts";
import { HfRows } from "./hf_rows.ts";
import { localDataset, type LocalDocuments } from "./local.ts";
import { mathDataset } from "./math_dataset.ts";
import { reviewDataset } from "./review.ts";
import { SourceClient } from "./source_client.ts";
import { StackOverflowDataset } from "./stack_overflow.ts";
import { WikiDataset } from "./wiki.ts";
import { WikiApi } from "./wiki_api.ts";
import { WikiDateDataset } from "./wiki_date.ts";

/** Where the network sources are. */
export interface SourceAddresses {
  /** API of MediaWiki: `wiki` and `wiki_date`. @default {"https://en.wikipedia.org/w/api.php"} */
  wiki?: string;
  /** API of Stack Exchange: `stack_overflow`. @default {"https://api.stackexchange.com/2.3/"} */
  stackExchange?: string;
  /** Datasets server of Hugging Face: `hf_coding`, `hf_instruction`. @default {"https://datasets-server.huggingface.co/"} */
  huggingFace?: string;
}

/** What datasets are made of. */
export interface DatasetModules {
  /** Sends the HTTP requests of the online datasets; offline ones never call it. */
  fetch: typeof fetch;
  /** Spaces requests and ends those that take too long. */
  clock: Clock;
  /** Varies the waits between tries; never decides what is drawn. */
  random: Random;
  /** Who we are to the sources: program, version and a way to reach its people. */
  userAgent: string;
  /** Other addresses for the network sources, e.g. of a mirror. @default {the public ones} */
  addresses?: SourceAddresses;
  /** Documents of `--dataset.path`, read by `readLocal`; null = no such folder. */
  local: LocalDocuments | null;
}

/** What the factories share beside the modules: one client per source keeps us to one request at a time there. */
interface Shared extends DatasetModules {
  wikiApi: WikiApi;
  client(source: string): SourceClient;
  huggingFace(rows: { dataset: string; config: string }): HfRows;
}

/** Makes a dataset; null = it cannot be here. */
type DatasetFactory = (shared: Shared) => Dataset | null;

/** Public code in parquet form; the data set of the original is served by a script, which the server does not run. */
const CODE = { dataset: "codeparrot/github-code-clean", config: "all-all" };

/** Instructions written by people, in parquet form. */
const INSTRUCTIONS = { dataset: "databricks/databricks-dolly-15k", config: "default" };

/** Every dataset by name. A new one is one file plus one line here. */
const registered: Record<string, DatasetFactory> = {
  bundled: () => bundledDataset(),
  bundled_date: () => datedDataset("bundled_date", bundledDataset()),
  local: ({ local }) => local && localDataset(local),
  local_date: ({ local }) => local && datedDataset("local_date", localDataset(local)),
  math: () => mathDataset(),
  review: () => reviewDataset(),
  generic_instruction: () => genericInstructionDataset(),
  wiki: ({ wikiApi }) => new WikiDataset(wikiApi),
  wiki_date: ({ wikiApi }) => new WikiDateDataset(new WikiDataset(wikiApi), wikiApi),
  stack_overflow: ({ client, addresses, clock }) =>
    new StackOverflowDataset(
      client("stackexchange"),
      addresses?.stackExchange ?? "https://api.stackexchange.com/2.3/",
      clock,
    ),
  hf_coding: ({ huggingFace }) => new HfCodingDataset(huggingFace(CODE)),
  hf_instruction: ({ huggingFace }) => new HfInstructionDataset(huggingFace(INSTRUCTIONS)),
};

/** Every dataset by name, with those of plugins. */
export const DATASETS: Readonly<Record<string, DatasetFactory>> = registered;

/**
 * Adds a dataset of a plugin. Only at start-up, before anything reads the table.
 * @param forTasks tasks that can draw from it when the operator names it (`--dataset.optional`)
 * @throws DatasetError `config` when the name is taken; TaskError `unknown_task`
 */
export function addDataset(name: string, create: () => Dataset, forTasks: readonly string[] = []): void {
  if (Object.hasOwn(registered, name)) {
    throw new DatasetError("config", `a dataset named ${JSON.stringify(name)} exists`);
  }
  for (const task of forTasks) addOptionalDataset(task, name);
  registered[name] = create;
}

/**
 * All datasets that can be here.
 * @throws DatasetError `config` when a factory names its dataset otherwise than the table
 */
export function createDatasets(modules: DatasetModules): Dataset[] {
  const client = (source: string) => new SourceClient(source, { userAgent: modules.userAgent }, modules);
  const wikiApi = new WikiApi(
    client("wikipedia"),
    modules.addresses?.wiki ?? "https://en.wikipedia.org/w/api.php",
  );
  const base = modules.addresses?.huggingFace ?? "https://datasets-server.huggingface.co/";
  const hub = client("huggingface");
  const huggingFace: Shared["huggingFace"] = (rows) => new HfRows(hub, { base, ...rows });
  const shared: Shared = { ...modules, client, wikiApi, huggingFace };
  return Object.entries(DATASETS).flatMap(([name, create]) => {
    const dataset = create(shared);
    if (dataset && dataset.name !== name) {
      throw new DatasetError("config", `dataset ${name} calls itself ${dataset.name}`);
    }
    return dataset ? [dataset] : [];
  });
}
