import type { Random } from "../src/base/mod.ts";
import type { Embedder, Engine, Translator } from "../src/llm/mod.ts";

/** A piece of the world to ask about (sn1-domain §2.1). */
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

export type ChallengeType = "inference" | "query" | "paraphrase";

/** One entry of a reward or penalty definition (sn1-domain §1.3). Parameters beside name and weight go to the model. */
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

/** What a task builder may use. Null = not there; a task that needs it is not offered. */
export interface TaskModules {
  engine: Engine;
  embedder: Embedder | null;
  translator: Translator | null;
}
