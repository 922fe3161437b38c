import { pick, type Random } from "../../src/base/mod.ts";
import { findTask } from "../task_registry.ts";
import { GREETINGS, PUNCTUATION, SPACES } from "./challenge_templates.data.ts";
import { MATH_TEMPLATE } from "./message_templates.ts";

/**
 * Drops a query into a random pattern of its task's template. Plain joining: what the query contains never matters
 * (docs/spec/domain.md#defect-14).
 */
export function paraphrase(taskName: string, query: string, random: Random): string {
  const { patterns, requests } = findTask(taskName).template ?? MATH_TEMPLATE;
  return pick(random, patterns).map((field) => {
    if (field === "query") return query;
    if (field === "greeting") return pick(random, GREETINGS);
    if (field === "punctuation") return pick(random, PUNCTUATION);
    return pick(random, field === "space" ? SPACES : requests);
  }).join("");
}
