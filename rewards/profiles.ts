import type { DefinitionTerm, Profile, RewardParams } from "./types.ts";

/**
 * Everything in which validator populations differ (ARCHITECTURE.md#profiles,
 * docs/spec/domain.md#111-defects-and-their-corrections).
 */
export interface ProfileRules {
  /** Numbers are comparable only between records of one profile. */
  readonly profile: Profile;
  /** `version_key` that the chain compares with the subnet's when weights are set. */
  readonly versionKey: number;
  /** Default of `--neuron.timeout`, seconds. */
  readonly timeoutS: number;
  /** Default of `--neuron.sample_size`. */
  readonly sampleSize: number;
  /** Turns of one conversation at most. */
  readonly maxTurns: number;
  /** Whether the conversation of a task that says so (`TaskSpec.singleTurn`) ends after the first turn. */
  readonly singleTurns: boolean;
  /** Miners asked in one turn are not asked again in the next ones of the conversation. */
  readonly excludeQueried: boolean;
  /** False = newlines of completions are dropped before scoring. */
  readonly keepNewlines: boolean;
  /**
   * One instance per model name, made from the first definition met (defect docs/spec/domain.md#defect-5
   * kept).
   */
  readonly sharedInstances: boolean;
  /** Which remove_roles cleans generated questions and references (docs/spec/domain.md#defect-4). */
  readonly roleCleaner: "legacy" | "corrected";
  /** Appended to the penalties of every task. */
  readonly globalPenalties: readonly DefinitionTerm[];
  /** Added to the parameters of every definition of a model. */
  readonly modelParams: Readonly<Record<string, RewardParams>>;
  /** Near-duplicate answers share one reward. */
  readonly shareDuplicates: boolean;
}

const V23: ProfileRules = {
  profile: "v2.3",
  versionKey: 20300,
  timeoutS: 10,
  sampleSize: 50,
  maxTurns: 3,
  singleTurns: false,
  excludeQueried: true,
  keepNewlines: false,
  sharedInstances: true,
  roleCleaner: "legacy",
  globalPenalties: [],
  modelParams: { date: { yearRule: "seed", from: "reference" } },
  shareDuplicates: false,
};

const V25: ProfileRules = {
  profile: "v2.5",
  versionKey: 20501,
  timeoutS: 15,
  sampleSize: 100,
  maxTurns: 2,
  singleTurns: true,
  excludeQueried: false,
  keepNewlines: true,
  sharedInstances: true,
  roleCleaner: "legacy",
  globalPenalties: [{ name: "streaming", max_tokens_per_chunk: 200, weight: 0.2 }],
  modelParams: { date: { yearRule: "v2.3.1", from: "reference" } },
  shareDuplicates: false,
};

/** The one table that says which fix applies in which profile. Safety fixes (crash, hang, NaN) apply in all. */
export const PROFILES: Readonly<Record<Profile, ProfileRules>> = {
  "v2.3": V23,
  "v2.5": V25,
  hardened: {
    ...V25,
    profile: "hardened",
    sharedInstances: false,
    roleCleaner: "corrected",
    modelParams: {
      rouge: { counted: true },
      float_diff: { band: true },
      ordinal: { exact: true },
      date: { yearRule: "v2.3.1", single: true },
    },
    shareDuplicates: true,
  },
};
