import type { Dataset } from "../types.ts";
import { templateDataset, type TemplateSpec } from "./template.ts";

/**
 * Questions to be written, by style, theme, subtopic and topic
 * (docs/spec/domain.md#24-review-generic_instruction-mock); 4608 combinations.
 */
export const GENERIC_INSTRUCTION: TemplateSpec = {
  name: "generic_instruction",
  template: "Think of one {style} question about a {theme} {subtopic} in the field of {topic}.",
  parameters: {
    style: ["casual", "basic", "silly", "random", "thoughtful", "detailed", "deep", "fun"],
    theme: [
      "surprising",
      "controversial",
      "historic",
      "modern",
      "famous",
      "infamous",
      "popular",
      "unpopular",
    ],
    subtopic: ["person", "figure", "opinion", "event", "leader", "spokesperson", "expert", "topic"],
    topic: [
      "science",
      "politics",
      "parenting",
      "travel",
      "cuisine",
      "sports",
      "pop culture",
      "tech",
      "history",
    ],
  },
  // The original titles every one of these with the word "style" (docs/spec/domain.md#defect-35).
  title: "topic",
};

/** Instructions to ask something. */
export function genericInstructionDataset(): Dataset {
  return templateDataset(GENERIC_INSTRUCTION);
}
