import { RewardError } from "./errors.ts";
import { clipText } from "./clip.ts";
import { checkDefinition, resolveTerms } from "./definitions.ts";
import { countSharers } from "./duplicates.ts";
import { type ProfileRules, PROFILES } from "./profiles.ts";
import { createRewardModel } from "./reward_registry.ts";
import { unitScore } from "./score_each.ts";
import { argMax, combineTerms } from "./totals.ts";
import type {
  EffectiveTerm,
  Profile,
  RewardInput,
  RewardModel,
  RewardModules,
  RewardResult,
  ScoredResponse,
  TaskDefinition,
  TermResult,
} from "./types.ts";

/** What is scored in one step. */
export interface PipelineInput {
  /** What the miners were asked; penalties compare with it. */
  challenge: string;
  /** What a good answer says; rewards compare with it. */
  reference: string;
  /** What the miners answered. */
  responses: readonly ScoredResponse[];
  /** Facts of the task beside its text (`context.extra`). */
  extra: Readonly<Record<string, unknown>>;
}

/** Options of {@link createPipeline}. */
export interface PipelineOptions {
  /** What the models work with. */
  modules: RewardModules;
  /** Rules of scoring. */
  profile: Profile;
  /** Definitions of all active tasks, in their order. */
  definitions: readonly TaskDefinition[];
  /** Go on without a model that is not here (demo): its raw scores are 0 and marked missing. @default {false} */
  allowMissing?: boolean;
}

/** Scores the answers to one challenge. */
export interface RewardPipeline {
  /** The rules of the profile. */
  readonly rules: ProfileRules;
  /** Models that definitions name and that are not here. */
  readonly missing: readonly string[];
  /** Terms of a task as they will be computed. */
  terms(task: TaskDefinition): EffectiveTerm[];
  /**
   * @throws RewardError `empty_reference` (no score may change), `failed` (a model broke); the signal's reason
   */
  /** Scores the responses, each in [0, 1]. */
  score(task: TaskDefinition, input: PipelineInput, signal?: AbortSignal): Promise<RewardResult>;
}

/**
 * Definition → raw scores per term → totals (docs/spec/domain.md#58-combination), for one profile.
 * @throws RewardError `bad_definition`, `missing_model` (unless allowed)
 */
export function createPipeline(options: PipelineOptions): RewardPipeline {
  const { modules, definitions, allowMissing = false } = options;
  const rules = PROFILES[options.profile];
  const models = new ModelPool(modules);
  const missing = new Set<string>();
  for (const definition of definitions) {
    checkDefinition(definition);
    for (const term of resolveTerms(definition, rules, definitions)) {
      if (models.get(term) === null) missing.add(term.model);
    }
  }
  if (missing.size > 0 && !allowMissing) models.refuse([...missing][0]!);
  const terms = (task: TaskDefinition) => resolveTerms(task, rules, definitions);
  return {
    rules,
    missing: [...missing],
    terms,
    score: (task, input, signal) => scoreTerms(terms(task), input, { models, rules, allowMissing }, signal),
  };
}

/** Keeps one instance per model and parameter set. */
export class ModelPool {
  readonly #models = new Map<string, RewardModel | null>();

  constructor(readonly modules: RewardModules) {}

  /** @returns null when the model cannot be here @throws RewardError `bad_definition` */
  get(term: EffectiveTerm): RewardModel | null {
    const key = `${term.model} ${JSON.stringify(term.params)}`;
    let model = this.#models.get(key);
    if (model === undefined) {
      try {
        model = createRewardModel(term.model, term.params, this.modules);
      } catch (error) {
        if (!(error instanceof RewardError) || error.code !== "missing_model") throw error;
        model = null;
      }
      this.#models.set(key, model);
    }
    return model;
  }

  /** @throws RewardError `missing_model` */
  refuse(model: string): never {
    createRewardModel(model, {}, this.modules);
    throw new RewardError("missing_model", `reward model ${model} is not here`, { data: { model } });
  }
}

/** What {@link scoreTerms} works with. */
export interface ScoreTools {
  models: ModelPool;
  rules: Pick<ProfileRules, "shareDuplicates" | "keepNewlines">;
  allowMissing: boolean;
  /** Raw scores to take for a model that is not here, by index of the term (recomputing a record). */
  recorded?: (index: number) => { raw: readonly number[]; missing?: true } | undefined;
}

/**
 * Computes given terms for given texts: the whole scoring of a step, and of its record.
 * @throws RewardError `empty_reference`, `missing_model`, `failed`; the signal's reason
 */
export async function scoreTerms(
  terms: readonly EffectiveTerm[],
  input: PipelineInput,
  tools: ScoreTools,
  signal?: AbortSignal,
): Promise<RewardResult> {
  if (input.reference.trim() === "") {
    throw new RewardError("empty_reference", "the reference is empty, so answers cannot be compared with it");
  }
  const responses = input.responses.map((response) => ({
    ...response,
    completion: scoredText(response.completion, tools.rules),
  }));
  const inputs: Record<"reward" | "penalty", RewardInput> = {
    reward: { reference: clipText(input.reference), responses, extra: input.extra },
    penalty: { reference: clipText(input.challenge), responses, extra: input.extra },
  };
  const results: TermResult[] = [];
  for (const [index, term] of terms.entries()) {
    const model = tools.models.get(term);
    if (!model) {
      const recorded = tools.recorded?.(index);
      if (!recorded && !tools.allowMissing) tools.models.refuse(term.model);
      const raw = recorded ? [...recorded.raw] : responses.map(() => 0);
      results.push({ ...term, raw, ...(recorded && !recorded.missing ? {} : { missing: true as const }) });
      continue;
    }
    const clock = tools.models.modules.clock;
    const start = clock?.monotonic() ?? 0;
    const raw = (await model.score(inputs[term.kind], signal)).map(unitScore);
    results.push({ ...term, raw, ...(clock ? { timeS: (clock.monotonic() - start) / 1000 } : {}) });
  }
  const totals = combineTerms(results, responses.length);
  if (!tools.rules.shareDuplicates) return { terms: results, totals, best: argMax(totals) };
  const texts = responses.map((response) => response.completion);
  const sharers = await countSharers(texts, tools.models.modules.clock, signal);
  const shared = totals.map((total, i) => Math.fround(total / sharers[i]!));
  return { terms: results, totals: shared, best: argMax(shared), sharers };
}

/** The completion as it is compared: clipped, and without newlines where the profile drops them. */
export function scoredText(completion: string, rules: Pick<ProfileRules, "keepNewlines">): string {
  return clipText(rules.keepNewlines ? completion : completion.replaceAll("\n", ""));
}
