import { RewardError } from "./errors.ts";
import type { ProfileRules } from "./profiles.ts";
import { createRewardModel } from "./reward_registry.ts";
import type { DefinitionTerm, EffectiveTerm, RewardParams, TaskDefinition, TermKind } from "./types.ts";

/**
 * Checks a task's definition (docs/spec/domain.md#58-combination): names, weights in [0, 1], reward weights
 * that add up to exactly 1, each model once per list.
 * @throws RewardError `bad_definition`
 */
export function checkDefinition(task: TaskDefinition): void {
  const fail = (problem: string) => {
    throw new RewardError("bad_definition", `task ${task.name}: ${problem}`, { data: { task: task.name } });
  };
  for (const [kind, terms] of [["reward", task.rewards], ["penalty", task.penalties]] as const) {
    const seen = new Set<string>();
    for (const term of terms) {
      if (typeof term?.name !== "string" || term.name === "") fail(`a ${kind} has no name`);
      if (typeof term.weight !== "number" || !(term.weight >= 0 && term.weight <= 1)) {
        fail(`weight of ${kind} ${term.name} must lie in [0, 1], got ${term.weight}`);
      }
      if (seen.has(term.name)) fail(`${kind} ${term.name} is listed twice`);
      seen.add(term.name);
      try {
        createRewardModel(term.name, paramsOf(term), { embedder: null });
      } catch (error) {
        if (!(error instanceof RewardError) || error.code === "bad_definition") throw error;
      }
    }
  }
  const sum = task.rewards.reduce((total, term) => total + term.weight, 0);
  if (sum !== 1) fail(`reward weights add up to ${sum}, not 1`);
}

/**
 * The terms of one task as they are computed under a profile: global penalties appended, parameters of the profile
 * merged in, and with shared instances the parameters of the first definition of each model name.
 * @param active definitions of all active tasks in their order; only looked at for shared instances
 */
export function resolveTerms(
  task: TaskDefinition,
  rules: ProfileRules,
  active: readonly TaskDefinition[] = [task],
): EffectiveTerm[] {
  const firstParams = new Map<string, RewardParams>();
  if (rules.sharedInstances) {
    for (const definition of [...active, task]) {
      for (const term of [...definition.rewards, ...definition.penalties, ...rules.globalPenalties]) {
        if (!firstParams.has(term.name)) firstParams.set(term.name, paramsOf(term));
      }
    }
  }
  const resolve = (kind: TermKind) => (term: DefinitionTerm): EffectiveTerm => ({
    model: term.name,
    kind,
    weight: term.weight,
    params: { ...(firstParams.get(term.name) ?? paramsOf(term)), ...rules.modelParams[term.name] },
  });
  return [
    ...task.rewards.map(resolve("reward")),
    ...[...task.penalties, ...rules.globalPenalties].map(resolve("penalty")),
  ];
}

function paramsOf(term: DefinitionTerm): RewardParams {
  const { name: _name, weight: _weight, ...params } = term;
  return params;
}
