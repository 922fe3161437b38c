import type { Clock } from "../src/base/mod.ts";
import type { Embedder } from "../src/llm/mod.ts";

/** What one miner answered, as rewards see it. */
export interface ScoredResponse {
  /** Text of the answer. */
  completion: string;
  /** Validator-side token count of each chunk (streaming penalty); empty = unknown. */
  tokensPerChunk: number[];
}

/** What responses are compared with. */
export interface RewardInput {
  /** Rewards: the reference. Penalties: the challenge. */
  reference: string;
  /** What the miners answered. */
  responses: readonly ScoredResponse[];
  /** Facts of the task beside its text, e.g. the hidden date. */
  extra: Readonly<Record<string, unknown>>;
}

/** Scores completions. Each score lies in [0, 1]; nothing throws for any completion. */
export interface RewardModel {
  /** Name in task definitions, records and metrics. */
  readonly name: string;
  /**
   * Scores the responses, each in [0, 1].
   * @throws RewardError `failed` when the model itself cannot work (never for a completion); the signal's reason
   */
  score(input: RewardInput, signal?: AbortSignal): Promise<number[]>;
}

/** What reward models may use. */
export interface RewardModules {
  /** Null = no embedding model here; `relevance` is then missing. */
  embedder: Embedder | null;
  /** Lets long work give way to other work of the process now and then. Absent = it runs through. */
  clock?: Clock;
}

/** Parameters of a model, from a definition and the profile. */
export type RewardParams = Readonly<Record<string, unknown>>;

/** Makes a model; one entry of the table in reward_registry.ts. */
export interface RewardFactory {
  /** @throws RewardError `bad_definition`, `missing_model` */
  (params: RewardParams, modules: RewardModules): RewardModel;
  /** What the model does with its parameters, in one line, for `sn1 explain`. Absent = the parameters are shown. */
  rule?(params: RewardParams): string;
}

/** One entry of a reward or penalty definition (docs/spec/domain.md#13-definition-of-each-task). */
export interface DefinitionTerm {
  /** Name of the model or the task. */
  name: string;
  /** Weight, 0 to 1. */
  weight: number;
  /** Parameters of the model. */
  [parameter: string]: unknown;
}

/** How answers to one task are scored. A task of the tasks package is one. */
export interface TaskDefinition {
  /** Name of the task; used in errors and records. */
  name: string;
  /** Terms that add to the total. */
  rewards: readonly DefinitionTerm[];
  /** Terms that lower the total. */
  penalties: readonly DefinitionTerm[];
}

/** `reward` adds weight × raw (compared with the reference); `penalty` multiplies by 1 − weight × raw (challenge). */
export type TermKind = "reward" | "penalty";

/** One term as it is really computed: the profile's rules are in `params`, so it needs nothing else to be repeated. */
export interface EffectiveTerm {
  /** Name of the model. */
  model: string;
  /** Whether it adds or lowers. */
  kind: TermKind;
  /** Weight, 0 to 1. */
  weight: number;
  /** Parameters of the model, those of the profile included. */
  params: RewardParams;
}

/** One term with its results. */
export interface TermResult extends EffectiveTerm {
  /** Per response, float32 values. */
  raw: number[];
  /** The model is not here: raw is all zeros, the other weights stay as they are. */
  missing?: true;
  /** Seconds that the model took for all responses. */
  timeS?: number;
}

/** What came out of one step, in the order of the responses. */
export interface RewardResult {
  /** Every term with its raw scores. */
  terms: TermResult[];
  /** Float32 values in [0, 1], after penalties and sharing. */
  totals: number[];
  /** Index of the largest total, first on ties; -1 without responses. */
  best: number;
  /** Hardened only: how many near-duplicates share each response's reward, itself included. */
  sharers?: number[];
}

/** The rule set of a validator population (ARCHITECTURE.md#profiles). */
export type Profile = "v2.3" | "v2.5" | "hardened";
