import type { Clock, Random } from "../src/base/mod.ts";
import type { Translator } from "../src/llm/mod.ts";

/** A piece of the world to ask about (docs/spec/domain.md#21-context-and-base-class). */
export interface Context {
  /** Title of the text, such as that of an article. */
  title: string;
  /** Wider subject: the article or category that the text belongs to. */
  topic: string;
  /** Narrower subject within `topic`: a section or kind of question; the right label for `sentiment`. */
  subtopic: string;
  /** The text itself, from which question and reference are made. */
  content: string;
  /** Titles of pages of the same source that the text links to; empty where the source has none. */
  internalLinks: string[];
  /** URLs outside of the source that the text links to; empty where the source has none. */
  externalLinks: string[];
  /** Name of the dataset. */
  source: string;
  /** Words that sort the text, such as categories; only recorded. */
  tags: string[];
  /** What one dataset knows beside the text, e.g. `date` or `solution`; JSON values. Rewards may read it. */
  extra: Record<string, unknown>;
  /** How it was got; filled in by `nextContext`. */
  stats?: { fetchTimeS: number; tries: number };
}

/** A source of contexts. One file each, one compliance suite for all (tests/kit/dataset_suite.ts). */
export interface Dataset {
  /** Name in the registry and in `Context.source`; also the value of `--dataset.optional`. */
  readonly name: string;
  /** True when it works without a network. */
  readonly offline: boolean;
  /**
   * One random context.
   * @returns null when this try found nothing (the caller counts tries, at most 9)
   * @throws DatasetError `unavailable` when the source is down
   */
  next(random: Random, signal?: AbortSignal): Promise<Context | null>;
}

/** How the query becomes the message sent to miners (docs/spec/domain.md#11-common-behavior). */
export type ChallengeType = "inference" | "query" | "paraphrase";

/**
 * One entry of a reward or penalty definition (docs/spec/domain.md#13-definition-of-each-task). Parameters
 * beside name and weight go to the model.
 */
export interface RewardTerm {
  /** Name of a reward model of the registry, such as `rouge`. */
  name: string;
  /** Share in the total, 0 to 1. The weights of the rewards of a task add up to 1. */
  weight: number;
  /** Parameters of the model, e.g. `ngram` of `rouge`. */
  [parameter: string]: unknown;
}

/** A task ready to be asked: plain data, so that a step can be written down and replayed. */
export interface Task {
  /** Name of the kind, as in `--neuron.tasks`. */
  name: string;
  /** What the asking person wants help with; part of the prompt that writes the challenge. */
  desc: string;
  /** What the asking person wants to reach; part of the prompt that writes the challenge. */
  goal: string;
  /** The text that the task was made from. */
  context: Context;
  /** Subject of the question. @default {title of the context} */
  topic: string;
  /** Narrower subject. @default {topic of the context} */
  subtopic: string;
  /** Words that sort the task; only recorded. @default {those of the context} */
  tags: string[];
  /** The question before a person words it; miners get the challenge made from it. */
  query: string;
  /** Empty until produced; see `referencePrompt`. */
  reference: string;
  /** Null = the reference is static (already there). */
  referencePrompt: string | null;
  /** Whether the cleaners run over a generated reference too. */
  cleanReference: boolean;
  /** How the query becomes the message to miners. */
  challengeType: ChallengeType;
  /** Reward models that score the answers, with weights that add up to 1. */
  rewards: RewardTerm[];
  /** Reward models whose raw score is taken off the total: factor 1 − weight × raw. */
  penalties: RewardTerm[];
  /** Cleaners applied to generated text, by name. */
  cleaning: string[];
  /** Seconds that writing the query took. */
  queryTimeS: number;
  /** Seconds that writing the reference took; 0 for a static one. */
  referenceTimeS: number;
}

/** One line of a conversation. */
export interface Turn {
  /** Who speaks: `user` is the validator, `assistant` the miner. */
  role: "user" | "assistant";
  /** What was said, as sent. */
  content: string;
}

/**
 * Who the validator plays (docs/spec/domain.md#3-humanagent-persona-conversation). `profile` is only logged.
 */
export interface Persona {
  /** Who the person is, e.g. a profession. */
  profile: string;
  /** How the person feels, one adjective. */
  mood: string;
  /** How the person writes, one adjective; decides the opening of a question made from templates. */
  tone: string;
}

/** What is to be written, both as facts and as a prompt: a writer uses the one it understands. */
export interface WritingRequest {
  /** Name of the task that needs the text. */
  task: string;
  /** The text to write about. */
  context: Context;
  /** The question so far; empty when it is the question that is wanted. */
  question: string;
  /** Earlier turns of the conversation; answers in it are miners' words. */
  history: readonly Turn[];
  /** System prompt for a language model; empty = none. */
  system: string;
  /** User prompt for a language model. */
  prompt: string;
  /** Source of chance for templates; a language model ignores it. */
  random: Random;
}

/**
 * Writes what a validator needs written. Two implementations: a language model and templates without any model.
 * Every method throws TaskError `no_text` when nothing usable came out.
 */
export interface Questioner {
  /** True when a language model writes, so that its text needs the cleaners. */
  readonly generates: boolean;
  /** Whether it can write for this task. */
  supports(task: string): boolean;
  /** The question of a task, one text without a person's wording. */
  question(request: WritingRequest, signal?: AbortSignal): Promise<string>;
  /** The reference answer to `request.question`. */
  reference(request: WritingRequest, signal?: AbortSignal): Promise<string>;
  /** The question as a person would put it. */
  challenge(request: WritingRequest & { persona: Persona }, signal?: AbortSignal): Promise<string>;
}

/** What a task builder may use. Null = not there; a task that needs it is not offered. */
export interface TaskModules {
  /** Writes questions, references and challenges. */
  questioner: Questioner;
  /** Translates the texts of `translation`; null = that task is not offered. */
  translator: Translator | null;
  /** Measures `queryTimeS` and `referenceTimeS`. */
  clock: Clock;
}

/** What of a reward profile concerns tasks (`ProfileRules` of the rewards package is one). */
export interface TaskRules {
  /** Which remove_roles cleans generated text (docs/spec/domain.md#defect-4). */
  readonly roleCleaner: "legacy" | "corrected";
}
