/**
 * `consensus`: what the chain computes from weights and stake, as pure functions. The localnet runs it, `simulate`
 * explores it, the validator prepares its weights with it.
 * @module
 */
export * from "./errors.ts";
export { proportionToU16, U16_MAX } from "./fixed.ts";
export type { SparseMatrix, SparseRow } from "./sparse.ts";
export {
  convertForEmit,
  type EmitWeights,
  maxUpscale,
  normalizeMaxWeight,
  type ProcessedWeights,
  processWeights,
  type ProcessWeightsInput,
} from "./normalize_weights.ts";
export type { Floats } from "./single.ts";
export { weightedMedian } from "./median.ts";
export type { LiquidAlpha } from "./bonds.ts";
export { topStakes } from "./permits.ts";
export { activityCutoff, type EpochInput, type EpochResult, runEpoch } from "./epoch.ts";
export * from "./schedule.ts";
