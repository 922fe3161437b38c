import { RewardError } from "./errors.ts";
import { ModelPool, scoreTerms } from "./pipeline.ts";
import { PROFILES } from "./profiles.ts";
import { ruleText } from "./reward_registry.ts";
import type { EffectiveTerm, Profile, RewardModules, RewardResult, ScoredResponse } from "./types.ts";

/** What must be written down so that the numbers of a step can be computed again. */
export interface ScoreRecord {
  /** Rules that the step was scored by. */
  profile: Profile;
  /** The message that miners were sent. */
  challenge: string;
  /** The reference answer that answers were compared with. */
  reference: string;
  /** `Context.extra` of the task: what the `date`, `float_diff` and `ordinal` rewards may read. */
  extra: Readonly<Record<string, unknown>>;
  /** The scored responses, in the order of `totals` and of each `raw`. */
  responses: readonly ScoredResponse[];
  /** Terms with their parameters, as they were computed then. */
  terms: readonly (EffectiveTerm & { raw: readonly number[]; missing?: true })[];
  /** Total of each response, as it was computed then. */
  totals: readonly number[];
}

/** A number that does not come out again. */
export interface ScoreMismatch {
  /** Index of the response. */
  response: number;
  /** Model and kind of the term, or `total`. */
  term: string;
  /** The number in the record. */
  recorded: number;
  /** The number that comes out now. */
  computed: number;
}

/** What recomputing a record gave. */
export interface RecordCheck {
  /** True when every number comes out again, within 1e-6 (embeddings: 1e-3). */
  match: boolean;
  /** Terms and totals as they come out now. */
  result: RewardResult;
  /** Numbers that do not come out again; empty when `match` is true. */
  mismatches: ScoreMismatch[];
  /** Models that are not here now: their recorded raw numbers were used. */
  notRecomputed: string[];
}

/** Numbers of another machine may differ in the last digits of a float32 (embeddings by more). */
const TOLERANCE = 1e-6;
const EMBEDDING_TOLERANCE = 1e-3;

/**
 * Computes the rewards of a recorded step again, from its texts alone. A model that is not here now keeps its
 * recorded raw numbers.
 * @throws RewardError `bad_definition`, `empty_reference`, `failed`
 */
export function scoreStep(
  record: ScoreRecord,
  modules: RewardModules,
  signal?: AbortSignal,
): Promise<RewardResult> {
  const rules = Object.hasOwn(PROFILES, record.profile) ? PROFILES[record.profile] : null;
  if (!rules) throw new RewardError("bad_definition", `no reward profile is named ${record.profile}`);
  const models = new ModelPool(modules);
  return scoreTerms(
    record.terms.map(({ model, kind, weight, params }) => ({ model, kind, weight, params })),
    record,
    { models, rules, allowMissing: true, recorded: (index) => record.terms[index] },
    signal,
  );
}

/**
 * Recomputes a record and compares every number with what was written down.
 * @throws RewardError as {@link scoreStep}
 */
export async function verifyRecord(
  record: ScoreRecord,
  modules: RewardModules,
  signal?: AbortSignal,
): Promise<RecordCheck> {
  const models = new ModelPool(modules);
  // A model that was missing then stays out of the numbers, even if it is here now.
  const asThen = record.terms.some((term) => term.missing) ? { ...modules, embedder: null } : modules;
  const result = await scoreStep(record, asThen, signal);
  const mismatches: ScoreMismatch[] = [];
  const compare = (
    term: string,
    recorded: readonly number[],
    computed: readonly number[],
    tolerance: number,
  ) => {
    for (let i = 0; i < Math.max(recorded.length, computed.length); i++) {
      const [then, now] = [recorded[i] ?? NaN, computed[i] ?? NaN];
      if (!(Math.abs(then - now) <= tolerance)) {
        mismatches.push({ response: i, term, recorded: then, computed: now });
      }
    }
  };
  let embedded = false;
  record.terms.forEach((term, index) => {
    const tolerance = term.model === "relevance" ? EMBEDDING_TOLERANCE : TOLERANCE;
    embedded ||= term.model === "relevance" && !term.missing;
    compare(`${term.model} ${term.kind}`, term.raw, result.terms[index]!.raw, tolerance);
  });
  compare("total", record.totals, result.totals, embedded ? EMBEDDING_TOLERANCE : TOLERANCE);
  const notRecomputed = record.terms
    .filter((term) => !term.missing && models.get(term) === null).map((term) => term.model);
  return { match: mismatches.length === 0, result, mismatches, notRecomputed: [...new Set(notRecomputed)] };
}

/** One line of an explanation: what a term adds to, or takes from, one miner's total. */
export interface ExplainedTerm {
  /** Name of the reward model. */
  model: string;
  /** Whether it adds to the total or takes from it. */
  kind: "reward" | "penalty";
  /** Weight of the term in the task's definition. */
  weight: number;
  /** How raw was computed, in words. */
  rule: string;
  /** What the model gave this response, before weight. */
  raw: number;
  /** Rewards: weight × raw. Penalties: the factor 1 − weight × raw. */
  value: number;
  /** Present when the model was not there: the term counted nothing. */
  missing?: true;
}

/** The terms of one response, for `sn1 explain`. */
export function explainResponse(result: RewardResult, response: number): ExplainedTerm[] {
  return result.terms.map(({ model, kind, weight, params, raw, missing }) => {
    const part = weight * (raw[response] ?? 0);
    const value = kind === "reward" ? part : 1 - part;
    const rule = ruleText({ model, params });
    return { model, kind, weight, rule, raw: raw[response] ?? 0, value, ...(missing ? { missing } : {}) };
  });
}
