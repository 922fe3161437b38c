import type { Engine } from "../llm/mod.ts";
import { addEngine, textEngine } from "../llm/mod.ts";
import { addRewardModel, type RewardFactory, type RewardModel, scoreEach } from "../../rewards/mod.ts";
import { addDataset, addTask, DatasetError, type TaskSpec } from "../../tasks/mod.ts";
import { contextProblem } from "./plugin_shape.ts";
import type { AnswerWhole, DatasetPlugin, EnginePlugin, Plugin, RewardPlugin, TaskPlugin } from "./types.ts";

/** Puts everything of a plugin into the tables of the program. @throws TaskError, RewardError, LlmError on taken names */
export function installPlugin(plugin: Plugin): void {
  for (const [name, create] of Object.entries(plugin.rewards ?? {})) {
    addRewardModel(name, rewardOf(name, create));
  }
  for (const dataset of plugin.datasets ?? []) {
    addDataset(dataset.name, () => datasetOf(plugin.name, dataset), dataset.forTasks ?? []);
  }
  for (const task of plugin.tasks ?? []) addTask(taskOf(task));
  for (const [name, create] of Object.entries(plugin.engines ?? {})) addEngine(name, engineOf(name, create));
}

/** A task with the defaults of what the plugin leaves out. */
function taskOf(task: TaskPlugin): TaskSpec {
  return {
    desc: `get help with ${task.name}`,
    goal: `to get the answer to the following ${task.name} question`,
    challengeType: "query",
    cleanReference: false,
    penalties: [],
    cleaning: [],
    needsWriter: false,
    needsTranslator: false,
    ...task,
    // A list for each kind of validator: what can be here is decided by the dataset itself.
    datasets: { online: task.datasets, offline: task.datasets, local: task.datasets },
    active: false,
  };
}

function datasetOf(plugin: string, dataset: DatasetPlugin) {
  const { name, offline = true } = dataset;
  return {
    name,
    offline,
    next: async (...args: Parameters<DatasetPlugin["next"]>) => {
      const found = await dataset.next(...args);
      if (found === null) return null;
      const problem = contextProblem(found);
      if (problem) {
        throw new DatasetError("bad_reply", `dataset ${name} of plugin ${plugin}: context ${problem}`);
      }
      return {
        topic: found.title,
        subtopic: found.title,
        internalLinks: [],
        externalLinks: [],
        tags: [],
        extra: {},
        ...found,
        source: name,
      };
    },
  };
}

function rewardOf(name: string, create: RewardPlugin): RewardFactory {
  return (params, modules): RewardModel => {
    const made = create(params, modules);
    if (typeof made !== "function") return { name, score: (input, signal) => made.score(input, signal) };
    return {
      name,
      score: (input, signal) =>
        scoreEach(
          input,
          modules,
          (completion) => made(completion, { reference: input.reference, extra: input.extra }),
          signal,
        ),
    };
  };
}

function engineOf(name: string, create: EnginePlugin): Parameters<typeof addEngine>[1] {
  return async (spec, modules): Promise<Engine> => {
    const documents = async () => await spec.documents?.() ?? [];
    const made = await create({ modelId: spec.modelId, documents }, modules);
    if (typeof made !== "function") return made;
    const info = {
      kind: "plugin",
      model: name,
      device: "none",
      contextTokens: 1 << 16,
      parallel: 256,
    } as const;
    return textEngine({ info, answer: made satisfies AnswerWhole });
  };
}
