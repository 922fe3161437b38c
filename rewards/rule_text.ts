import type { EffectiveTerm } from "./types.ts";

type Params = EffectiveTerm["params"];

/** What each model does with its parameters, in words; parallel to the table in registry.ts. */
const RULES: Readonly<Record<string, (params: Params) => string>> = {
  rouge: ({ ngram = "rouge-l", metric = "f", counted }) =>
    `${ngram} ${metric}, ${counted ? "words counted" : "sets of words"} (§5.1)`,
  relevance: () => "cosine, less that of the empty text (§5.2)",
  diff: () => "share of matching characters (§5.3)",
  float_diff: ({ band }) =>
    band
      ? "last number: full within 0.5 %, nothing from 5 % (§5.4, hardened)"
      : "last number: 1 − relative error (§5.4)",
  date: ({ yearRule = "v2.3.1", single }) =>
    `first date: exp(−days²/1000), years as in ${yearRule === "seed" ? "v2.3.0" : yearRule}${
      single ? ", one date only" : ""
    } (§5.5)`,
  ordinal: ({ exact }) => exact ? "the right class only (§5.6, hardened)" : "half for the next class (§5.6)",
  streaming: ({ max_tokens_per_chunk: limit = 200 }) => `a quarter per chunk over ${limit} tokens (§5.7)`,
};

/** The rule a term was computed by, in one line; sections are those of sn1-domain. */
export function ruleText({ model, params }: Pick<EffectiveTerm, "model" | "params">): string {
  return (Object.hasOwn(RULES, model) ? RULES[model]!(params) : null) ?? JSON.stringify(params);
}
