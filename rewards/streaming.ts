import { RewardError } from "./errors.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";
import { unitScore } from "./score_each.ts";

/** Parameters of the `streaming` model. */
export interface StreamingParams {
  /** @default {200} */
  max_tokens_per_chunk?: number;
}

/** Penalty per chunk that is too large. */
const PER_CHUNK = 0.25;

/** A quarter for each chunk with too many tokens, at most 1 (docs/spec/domain.md#57-streaming). */
export function streamingPenalty(tokensPerChunk: readonly number[], maxTokens: number): number {
  let large = 0;
  for (const tokens of tokensPerChunk) if (tokens > maxTokens) large++;
  return Math.min(1, PER_CHUNK * large);
}

/**
 * Penalty for answers that come in few large pieces.
 * @throws RewardError `bad_definition` when the limit is not a positive number
 */
export function createStreaming(params: RewardParams, _modules: RewardModules): RewardModel {
  const limit = (params as StreamingParams).max_tokens_per_chunk ?? 200;
  if (!(limit > 0)) {
    throw new RewardError("bad_definition", `streaming needs max_tokens_per_chunk > 0, got ${limit}`);
  }
  return {
    name: "streaming",
    score: (input) =>
      Promise.resolve(input.responses.map((r) => unitScore(streamingPenalty(r.tokensPerChunk, limit)))),
  };
}

/** The rule in words, for `sn1 explain`. */
createStreaming.rule = ({ max_tokens_per_chunk: limit = 200 }: RewardParams): string =>
  `a quarter per chunk over ${limit} tokens`;
