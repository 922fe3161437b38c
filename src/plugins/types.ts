import type { Clock, Random } from "../base/mod.ts";
import type { CorpusDocument, Embedder, Engine, EngineModules, GenerateRequest } from "../llm/mod.ts";
import type { RewardModel, RewardParams } from "../../rewards/mod.ts";
import type { Context, TaskSpec } from "../../tasks/mod.ts";

/** What a plugin file exports as its default: an object of this shape. Every list is optional. */
export interface Plugin {
  /** Name of the plugin in logs: letters, digits, `-` and `_`. */
  name: string;
  /** Kinds of questions; asked when `--neuron.tasks` or `--tasks` names them. */
  tasks?: readonly TaskPlugin[];
  /** Reward models by the name that tasks use. */
  rewards?: Readonly<Record<string, RewardPlugin>>;
  /** Sources of texts that tasks are made from; names must be new. */
  datasets?: readonly DatasetPlugin[];
  /** Engines by the name that `--neuron.engine` takes: lower-case letters. */
  engines?: Readonly<Record<string, EnginePlugin>>;
  /** Rules of a miner for its callers, in addition to `--blacklist.*`. */
  policies?: readonly PolicyPlugin[];
}

/** A task; what is left out has the value in `@default` of {@link TaskSpec} or is empty. */
export type TaskPlugin =
  & Pick<TaskSpec, "name" | "rewards" | "build">
  & Partial<Omit<TaskSpec, "name" | "rewards" | "build" | "datasets" | "active">>
  & {
    /** Names of datasets, of the plugin or built in. */
    datasets: readonly string[];
  };

/**
 * Makes a reward model. The result scores one completion against the reference (0 to 1), or is a whole
 * {@link RewardModel}. A score outside of 0 to 1 is cut, an error counts as 0.
 */
export type RewardPlugin = (
  params: RewardParams,
  modules: { embedder: Embedder | null; clock?: Clock },
) => ScoreOne | RewardModel;

/** Scores one completion, 0 to 1. */
export type ScoreOne = (
  completion: string,
  facts: {
    /** The reference, or the challenge for a penalty. */
    reference: string;
    /** Facts of the task, from the context. */
    extra: Readonly<Record<string, unknown>>;
  },
) => number;

/** A source of contexts. */
export interface DatasetPlugin {
  /** Name that tasks use. */
  name: string;
  /** False when it needs a network: it is then left out of rehearsals and the demo. @default {true} */
  offline?: boolean;
  /** Built-in tasks that can draw from it when `--dataset.optional` names it. @default {[]} */
  forTasks?: readonly string[];
  /** One random context, or null when this try found nothing. Use `random` alone for chance. */
  next(random: Random, signal?: AbortSignal): ContextInput | null | Promise<ContextInput | null>;
}

/** A context; what is left out is empty, `topic` and `subtopic` are the title. */
export type ContextInput = Pick<Context, "title" | "content"> & Partial<Context>;

/** Makes an engine. A function answers a conversation as a whole; an {@link Engine} streams. */
export type EnginePlugin = (
  options: {
    /** Value of `--neuron.model_id`, for the engine to interpret; undefined = not given. */
    modelId?: string;
    /** `--dataset.path`, or the bundled texts. */
    documents: () => Promise<readonly CorpusDocument[]>;
  },
  modules: EngineModules,
) => Engine | AnswerWhole | Promise<Engine | AnswerWhole>;

/** Answers a conversation as a whole. */
export type AnswerWhole = (request: GenerateRequest) => string | Promise<string>;

/** A rule of a miner for its callers. */
export interface PolicyPlugin {
  /** Why a caller is refused; null = it may call. Called before and after the signature check, so keep it fast. */
  refuseReason(hotkey: string): string | null;
}
