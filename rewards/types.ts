/** What one miner answered, as rewards see it. */
export interface ScoredResponse {
  completion: string;
  /** Validator-side token count of each chunk (streaming penalty); empty = unknown. */
  tokensPerChunk: number[];
}

/** What responses are compared with. */
export interface RewardInput {
  /** Rewards: the reference. Penalties: the challenge. */
  reference: string;
  responses: readonly ScoredResponse[];
  /** Facts of the task beside its text, e.g. the hidden date. */
  extra: Readonly<Record<string, unknown>>;
}

/** Scores completions. Each score lies in [0, 1]; nothing throws for any completion. */
export interface RewardModel {
  readonly name: string;
  score(input: RewardInput, signal?: AbortSignal): Promise<number[]>;
}

/** The rule set of a validator population (design.md, "Profiles and fixes"). */
export type Profile = "v2.3" | "v2.5" | "hardened";
