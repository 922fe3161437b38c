import type { Dataset } from "../types.ts";
import { templateDataset, type TemplateSpec } from "./template.ts";

/**
 * Reviews to be written: style, thing and sentiment
 * (docs/spec/domain.md#24-review-generic_instruction-mock); 189 combinations.
 */
export const REVIEW: TemplateSpec = {
  name: "review",
  template: "Compose a review in the style '{topic}' about a {title}. Its sentiment has to be {subtopic}.",
  parameters: {
    topic: ["short", "long", "medium length", "twitter", "amazon", "terribly written", "hilarious"],
    title: [
      "movie",
      "book",
      "restaurant",
      "hotel",
      "product",
      "service",
      "car",
      "company",
      "live event",
    ],
    subtopic: ["positive", "neutral", "negative"],
  },
  title: "title",
};

/** Instructions to write a review with a given sentiment. */
export function reviewDataset(): Dataset {
  return templateDataset(REVIEW);
}
