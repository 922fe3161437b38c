import type { Clock, Random } from "../src/base/mod.ts";
import type { Translator } from "../src/llm/mod.ts";

/** A piece of the world to ask about (docs/spec/domain.md#21-context-and-base-class). */
export interface Context {
  title: string;
  topic: string;
  subtopic: string;
  content: string;
  internalLinks: string[];
  externalLinks: string[];
  /** Name of the dataset. */
  source: string;
  tags: string[];
  extra: Record<string, unknown>;
  /** How it was got; filled in by `nextContext`. */
  stats?: { fetchTimeS: number; tries: number };
}

/** A source of contexts. One file each, one compliance suite for all (tests/kit/dataset_suite.ts). */
export interface Dataset {
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
  name: string;
  weight: number;
  [parameter: string]: unknown;
}

/** A task ready to be asked: plain data, so that a step can be written down and replayed. */
export interface Task {
  name: string;
  desc: string;
  goal: string;
  context: Context;
  topic: string;
  subtopic: string;
  tags: string[];
  query: string;
  /** Empty until produced; see `referencePrompt`. */
  reference: string;
  /** Null = the reference is static (already there). */
  referencePrompt: string | null;
  cleanReference: boolean;
  challengeType: ChallengeType;
  rewards: RewardTerm[];
  penalties: RewardTerm[];
  /** Cleaners applied to generated text, by name. */
  cleaning: string[];
  queryTimeS: number;
  referenceTimeS: number;
}

/** One line of a conversation. */
export interface Turn {
  role: "user" | "assistant";
  content: string;
}

/**
 * Who the validator plays (docs/spec/domain.md#3-humanagent-persona-conversation). `profile` is only logged.
 */
export interface Persona {
  profile: string;
  mood: string;
  tone: string;
}

/** What is to be written, both as facts and as a prompt: a writer uses the one it understands. */
export interface WritingRequest {
  task: string;
  context: Context;
  /** The question so far; empty when it is the question that is wanted. */
  question: string;
  /** Earlier turns of the conversation; answers in it are miners' words. */
  history: readonly Turn[];
  /** System prompt for a language model; empty = none. */
  system: string;
  /** User prompt for a language model. */
  prompt: string;
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
  question(request: WritingRequest, signal?: AbortSignal): Promise<string>;
  reference(request: WritingRequest, signal?: AbortSignal): Promise<string>;
  /** The question as a person would put it. */
  challenge(request: WritingRequest & { persona: Persona }, signal?: AbortSignal): Promise<string>;
}

/** What a task builder may use. Null = not there; a task that needs it is not offered. */
export interface TaskModules {
  questioner: Questioner;
  translator: Translator | null;
  clock: Clock;
}

/** What of a reward profile concerns tasks (`ProfileRules` of the rewards package is one). */
export interface TaskRules {
  /** Which remove_roles cleans generated text (docs/spec/domain.md#defect-4). */
  readonly roleCleaner: "legacy" | "corrected";
}
