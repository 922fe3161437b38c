import { pick, type Random } from "../../src/base/mod.ts";
import {
  GREETINGS,
  MATH_REQUESTS,
  PUNCTUATION,
  SENTIMENT_REQUESTS,
  SPACES,
} from "./challenge_templates.data.ts";

/** One piece of a message. */
type Field = "greeting" | "punctuation" | "query" | "space" | "request";

/** Ways to put a query into a message, drawn uniformly (docs/spec/domain.md#14-challenge-templates). */
const PATTERNS: Readonly<Record<string, readonly (readonly Field[])[]>> = {
  math: [
    ["greeting", "punctuation", "query", "space", "request"],
    ["query"],
    ["greeting", "punctuation", "query"],
    ["query", "space", "request"],
  ],
  sentiment: [
    ["greeting", "punctuation", "request", "space", "query"],
    ["request", "space", "query"],
  ],
};

/**
 * Drops a query into a random template. Plain joining: what the query contains never matters
 * (docs/spec/domain.md#defect-14). Tasks without a set of their own use that of math.
 */
export function paraphrase(taskName: string, query: string, random: Random): string {
  const pattern = pick(random, PATTERNS[taskName] ?? PATTERNS.math!);
  const requests = taskName === "sentiment" ? SENTIMENT_REQUESTS : MATH_REQUESTS;
  return pattern.map((field) => {
    if (field === "query") return query;
    if (field === "greeting") return pick(random, GREETINGS);
    if (field === "punctuation") return pick(random, PUNCTUATION);
    return pick(random, field === "space" ? SPACES : requests);
  }).join("");
}
