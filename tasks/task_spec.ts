import type { Random } from "../src/base/mod.ts";
import type { ChallengeType, Context, RewardTerm, Task, TaskModules, Turn } from "./types.ts";

/** What a task builder works with: one context and the means to write. */
export interface BuildTools {
  /** Writer, translator and clock of this validator. */
  modules: TaskModules;
  /** Source of chance of this one task: equal seeds build equal tasks. */
  random: Random;
  /** Earlier turns of a follow-up; empty at first. */
  history: readonly Turn[];
  /** Cleaners that run on generated text, in order. */
  cleaning: readonly string[];
  /** Ends the building when the step is given up. */
  signal?: AbortSignal;
  /** A question by the writer, cleaned. @throws TaskError `no_text` */
  ask(prompt: { system: string; prompt: string }): Promise<string>;
}

/** What a builder decides about a task; the rest comes from the spec. */
export interface TaskDraft {
  /** The question before a person words it; must not be empty. */
  query: string;
  /** Static references only. @default {""} */
  reference?: string;
  /** Null = the reference is static. */
  referencePrompt: string | null;
  /** Subject of the question. @default {title of the context} */
  topic?: string;
  /** Narrower subject. @default {topic of the context} */
  subtopic?: string;
  /** Words that sort the task; only recorded. @default {those of the context} */
  tags?: string[];
  /** A context to record in place of the given one, e.g. cut to what was used. @default {the given one} */
  context?: Context;
}

/** Names of the datasets a task can be made from; one of the fitting list is drawn uniformly. */
export interface TaskDatasets {
  /** Asked over the network. Empty = the offline ones are the original's own. */
  online: readonly string[];
  /** Need no network; used when there is none and when an online one is down. */
  offline: readonly string[];
  /** Over the operator's own files (`--dataset.path`). */
  local: readonly string[];
  /** Never drawn unless the operator names them. */
  optional?: readonly string[];
}

/** A request around a query: patterns of fields, drawn uniformly, and the requests that fill one of them. */
export interface ChallengeTemplate {
  /** Orders of fields; one is drawn for each challenge. */
  patterns: readonly (readonly TemplateField[])[];
  /** Texts for the field `request`; one is drawn for each challenge. */
  requests: readonly string[];
}

/** One piece of a message made from a template. */
export type TemplateField = "greeting" | "punctuation" | "query" | "space" | "request";

/** How a task is written without a language model. A part that is left out is written from the sentences of the text. */
export interface ExtractiveWriting {
  /**
   * The question.
   * @param asked earlier questions of the conversation
   * @returns null when nothing can be asked about this context
   */
  question?(context: Context, asked: readonly string[], random: Random): string | null;
  /** The reference answer; empty = there is none, and the task is dropped. */
  reference?(context: Context, question: string): string;
  /** What a person says, without the opening that the tone gives. @default {the question} */
  challenge?(context: Context, question: string, random: Random): string;
}

/**
 * One kind of task (docs/spec/domain.md#13-definition-of-each-task). A new one is one file plus one line in the
 * registry; a plugin brings its own.
 */
export interface TaskSpec {
  /** Name in `--neuron.tasks`, in records and in metrics; unique in the registry. */
  name: string;
  /** What the asking person wants help with; part of the prompt that writes the challenge. */
  desc: string;
  /** What the asking person wants to reach; part of the prompt that writes the challenge. */
  goal: string;
  /** Where the contexts come from, by kind of validator. */
  datasets: TaskDatasets;
  /** How the query becomes the message to miners. */
  challengeType: ChallengeType;
  /** Whether the cleaners run over a generated reference too. */
  cleanReference: boolean;
  /** Reward models that score the answers, with weights that add up to 1. */
  rewards: readonly RewardTerm[];
  /** Reward models whose raw score is taken off the total: factor 1 − weight × raw. */
  penalties: readonly RewardTerm[];
  /** Names of `CLEANERS` that run over generated text, in order. */
  cleaning: readonly string[];
  /** In the default `--neuron.tasks`. */
  active: boolean;
  /** The writer is asked for something. */
  needsWriter: boolean;
  /** The task is offered only where a translation model is loaded. */
  needsTranslator: boolean;
  /** A conversation about it ends after the first turn, where the profile says so. @default {false} */
  singleTurn?: boolean;
  /** Its writing without a language model; null = it cannot be written so. @default {from the sentences of the text} */
  extractive?: ExtractiveWriting | null;
  /** Template of a paraphrased challenge. @default {the one of math} */
  template?: ChallengeTemplate;
  /** Makes query and reference. @throws TaskError `bad_context`, `no_text`, `unsupported` */
  build(context: Context, tools: BuildTools): Promise<TaskDraft>;
  /** Last change to what is sent. @default {unchanged} */
  formatChallenge?(challenge: string, task: Task): string;
}

/** The rouge entry of a definition. */
export function rouge(ngram: "rouge-1" | "rouge-l", weight: number): RewardTerm {
  return { name: "rouge", ngram, metric: "f", weight };
}
