import { scoreEach } from "./score_each.ts";
import { matchRatio } from "./sequence_matcher.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** UTF-16 units of each text that are compared; code of the debugging task has at most 100 lines. */
export const MAX_DIFF_LENGTH = 16_384;

/** Similarity of two texts, character by character (docs/spec/domain.md#53-diff). */
export function createDiff(_params: RewardParams, modules: RewardModules): RewardModel {
  return {
    name: "diff",
    score: (input, signal) => {
      const reference = input.reference.slice(0, MAX_DIFF_LENGTH);
      return scoreEach(
        input,
        modules,
        (text) => matchRatio(reference, text.slice(0, MAX_DIFF_LENGTH)),
        signal,
      );
    },
  };
}

/** The rule in words, for `sn1 explain`. */
createDiff.rule = (): string => "share of matching characters";
