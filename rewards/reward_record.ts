import { RewardError } from "./errors.ts";
import { ModelPool, scoreTerms } from "./pipeline.ts";
import { PROFILES } from "./profiles.ts";
import { ruleText } from "./reward_registry.ts";
import type { EffectiveTerm, Profile, RewardModules, RewardResult, ScoredResponse } from "./types.ts";

/** What must be written down so that the numbers of a step can be computed again. */
export interface ScoreRecord {
  profile: Profile;
  challenge: string;
  reference: string;
  extra: Readonly<Record<string, unknown>>;
  responses: readonly ScoredResponse[];
  /** Terms with their parameters, as they were computed then. */
  terms: readonly (EffectiveTerm & { raw: readonly number[]; missing?: true })[];
  totals: readonly number[];
}

/** A number that does not come out again. */
export interface ScoreMismatch {
  /** Index of the response. */
  response: number;
  /** Model and kind of the term, or `total`. */
  term: string;
  recorded: number;
  computed: number;
}

/** What recomputing a record gave. */
export interface RecordCheck {
  match: boolean;
  result: RewardResult;
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
  model: string;
  kind: "reward" | "penalty";
  weight: number;
  /** How raw was computed, in words. */
  rule: string;
  raw: number;
  /** Rewards: weight × raw. Penalties: the factor 1 − weight × raw. */
  value: number;
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
