/**
 * `rewards`: scores answers as validators of subnet 1 do (docs/spec/domain.md#5-rewards), by profile. Pure
 * functions of texts; the only model with something behind it is `relevance`, whose embedder is injected.
 * @module
 */
export * from "./types.ts";
export * from "./errors.ts";
export * from "./profiles.ts";
export { addRewardModel, createRewardModel, REWARD_MODELS } from "./reward_registry.ts";
export { checkDefinition, resolveTerms } from "./definitions.ts";
export {
  createPipeline,
  type PipelineInput,
  type PipelineOptions,
  type RewardPipeline,
  scoredText,
} from "./pipeline.ts";
export * from "./reward_record.ts";
export * from "./scores.ts";
export { clipText, MAX_SCORED_BYTES } from "./clip.ts";
export { argMax, combineTerms, normalizeRaw } from "./totals.ts";
export { countSharers } from "./duplicates.ts";
export { type RougeParams, rougeScorer, type RougeVariant } from "./rouge.ts";
export type { RougeMetric } from "./rouge_score.ts";
export { type MatchOptions, matchRatio } from "./sequence_matcher.ts";
export { ORDINAL_CLASSES } from "./ordinal.ts";
export { scoreEach } from "./score_each.ts";
export * from "./moving_average_scores.ts";
export { type ChainWeights, chainWeights, type WeightBounds } from "./chain_weights.ts";
