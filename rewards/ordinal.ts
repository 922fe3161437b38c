import { scoreEach } from "./score_each.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** Sentiments in their order. */
export const ORDINAL_CLASSES = ["positive", "neutral", "negative"] as const;

/** Parameters of the `ordinal` model. */
export interface OrdinalParams {
  /** Only the right class pays; otherwise the class beside it pays half. @default {false} */
  exact?: boolean;
}

/**
 * How near the one class named in an answer is to the right one (docs/spec/domain.md#56-ordinal); 0 unless
 * exactly one is named.
 */
export function ordinalScore(reference: string, completion: string, exact = false): number {
  const text = completion.toLowerCase();
  const wanted = ORDINAL_CLASSES.indexOf(reference.toLowerCase() as "positive");
  const named = ORDINAL_CLASSES.filter((name) => text.includes(name));
  if (named.length !== 1 || wanted < 0) return 0;
  const distance = Math.abs(wanted - ORDINAL_CLASSES.indexOf(named[0]!));
  return exact && distance > 0 ? 0 : 1 - distance / (ORDINAL_CLASSES.length - 1);
}

/** The reward model `ordinal`: {@link ordinalScore} of each completion. */
export function createOrdinal(params: RewardParams, modules: RewardModules): RewardModel {
  const { exact = false } = params as OrdinalParams;
  return {
    name: "ordinal",
    score: (input, signal) =>
      scoreEach(input, modules, (text) => ordinalScore(input.reference, text, exact), signal),
  };
}

/** The rule in words, for `sn1 explain`. */
createOrdinal.rule = ({ exact }: RewardParams): string =>
  exact ? "the right class only" : "the right class, half for the next one";
