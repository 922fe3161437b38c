import { RewardError } from "./errors.ts";
import { RougeL } from "./rouge_l.ts";
import { RougeN } from "./rouge_n.ts";
import { type RougeCounts, type RougeMetric, rougeMetric } from "./rouge_score.ts";
import { scoreEach } from "./score_each.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** The variants validators use. */
export type RougeVariant = "rouge-1" | "rouge-2" | "rouge-l";

/** Parameters of the `rouge` model. */
export interface RougeParams {
  /** What is compared: words, pairs of words, or the longest common sequence. @default {"rouge-l"} */
  ngram?: RougeVariant;
  /** Which of precision, recall and their harmonic mean is the score. @default {"f"} */
  metric?: RougeMetric;
  /** Words count as often as they occur (profile hardened). @default {false} */
  counted?: boolean;
}

interface Comparer {
  compare(ref: string): RougeCounts | null;
}

/**
 * A function that scores texts against one reference, which is prepared once.
 * As in the original the reference is `hyp` and the completion `ref`, so "precision" is relative to the reference.
 * @returns a function with values in [0, 1]; 0 when a text is empty or has no sentence
 */
export function rougeScorer(reference: string, params: RougeParams = {}): (completion: string) => number {
  const { ngram = "rouge-l", metric = "f", counted = false } = params;
  if (reference === "") return () => 0;
  const comparer: Comparer = ngram === "rouge-l"
    ? new RougeL(reference, counted)
    : new RougeN(reference, ngram === "rouge-2" ? 2 : 1, counted);
  return (completion) => {
    if (completion === "") return 0;
    const counts = comparer.compare(completion);
    return counts ? rougeMetric(counts, metric) : 0;
  };
}

/**
 * Overlap of words with the reference (docs/spec/domain.md#51-rouge).
 * @throws RewardError `bad_definition` for an unknown `ngram` or `metric`
 */
export function createRouge(params: RewardParams, modules: RewardModules): RewardModel {
  const { ngram = "rouge-l", metric = "f" } = params;
  if (!["rouge-1", "rouge-2", "rouge-l"].includes(ngram as string)) {
    throw new RewardError("bad_definition", `rouge has no ngram ${JSON.stringify(ngram)}`);
  }
  if (!["p", "r", "f"].includes(metric as string)) {
    throw new RewardError("bad_definition", `rouge has no metric ${JSON.stringify(metric)}`);
  }
  return {
    name: "rouge",
    score: (input, signal) =>
      scoreEach(input, modules, rougeScorer(input.reference, params as RougeParams), signal),
  };
}

/** The rule in words, for `sn1 explain`. */
createRouge.rule = ({ ngram = "rouge-l", metric = "f", counted }: RewardParams): string =>
  `${ngram} ${metric}: words in common, ${counted ? "counted" : "each once"}`;
