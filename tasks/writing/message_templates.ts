import type { ChallengeTemplate } from "../task_spec.ts";
import { MATH_REQUESTS, SENTIMENT_REQUESTS } from "./challenge_templates.data.ts";

/** Ways to put a calculation into a message (docs/spec/domain.md#14-challenge-templates). */
export const MATH_TEMPLATE: ChallengeTemplate = {
  patterns: [
    ["greeting", "punctuation", "query", "space", "request"],
    ["query"],
    ["greeting", "punctuation", "query"],
    ["query", "space", "request"],
  ],
  requests: MATH_REQUESTS,
};

/** Ways to put a review into a message (docs/spec/domain.md#14-challenge-templates). */
export const SENTIMENT_TEMPLATE: ChallengeTemplate = {
  patterns: [
    ["greeting", "punctuation", "request", "space", "query"],
    ["request", "space", "query"],
  ],
  requests: SENTIMENT_REQUESTS,
};
