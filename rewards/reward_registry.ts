import { createDate } from "./date.ts";
import { createDiff } from "./diff.ts";
import { RewardError } from "./errors.ts";
import { createFloatDiff } from "./float_diff.ts";
import { createOrdinal } from "./ordinal.ts";
import { createRelevance } from "./relevance.ts";
import { createRouge } from "./rouge.ts";
import { createStreaming } from "./streaming.ts";
import type { EffectiveTerm, RewardFactory, RewardModel, RewardModules, RewardParams } from "./types.ts";

/** Every reward model by the name definitions use. A new one is one file plus one line here. */
const registered: Record<string, RewardFactory> = {
  rouge: createRouge,
  relevance: createRelevance,
  diff: createDiff,
  float_diff: createFloatDiff,
  date: createDate,
  ordinal: createOrdinal,
  streaming: createStreaming,
};

/** Every reward model by name, with those of plugins. */
export const REWARD_MODELS: Readonly<Record<string, RewardFactory>> = registered;

/**
 * Adds a reward model of a plugin. Only at start-up, before anything reads the table.
 * @throws RewardError `bad_definition` when the name is taken
 */
export function addRewardModel(name: string, create: RewardFactory): void {
  if (Object.hasOwn(registered, name)) {
    throw new RewardError("bad_definition", `a reward model named ${JSON.stringify(name)} exists`);
  }
  registered[name] = create;
}

/**
 * Makes a model by name.
 * @throws RewardError `bad_definition` for an unknown name or wrong parameters, `missing_model` when something it
 * needs is not here
 */
export function createRewardModel(name: string, params: RewardParams, modules: RewardModules): RewardModel {
  const factory = Object.hasOwn(REWARD_MODELS, name) ? REWARD_MODELS[name] : undefined;
  if (!factory) {
    throw new RewardError("bad_definition", `no reward model is named ${JSON.stringify(name)}`, {
      hint: `known models: ${Object.keys(REWARD_MODELS).join(", ")}`,
      data: { model: name },
    });
  }
  return factory(params, modules);
}

/** The rule a term was computed by, in one line: the words of its model, or its parameters when it has none. */
export function ruleText({ model, params }: Pick<EffectiveTerm, "model" | "params">): string {
  const factory = Object.hasOwn(REWARD_MODELS, model) ? REWARD_MODELS[model] : undefined;
  return factory?.rule?.(params) ?? JSON.stringify(params);
}
