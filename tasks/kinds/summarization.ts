import { pick } from "../../src/base/mod.ts";
import { writeSummary } from "../writing/extractor.ts";
import { summaryPrompt } from "../writing/prompts.ts";
import { rouge, type TaskSpec } from "../task_spec.ts";
import type { Context } from "../types.ts";
import { contentWords } from "../writing/words.ts";

/** Ways to ask for a summary of `{subject}`. */
const SUMMARY_REQUESTS = [
  "Please summarize {subject} for me.",
  "Can you give me a summary of {subject}?",
  "I need a short overview of {subject}.",
  "What are the main points about {subject}?",
];

/** A summary of a text the miners do not get (docs/spec/domain.md#13-definition-of-each-task). */
export const SUMMARIZATION: TaskSpec = {
  name: "summarization",
  desc: "get help with summarization",
  goal: "summarize the following topic",
  datasets: { online: ["wiki"], offline: ["bundled"], local: ["local"] },
  challengeType: "inference",
  cleanReference: true,
  rewards: [rouge("rouge-l", 0.5), { name: "relevance", weight: 0.5 }],
  penalties: [rouge("rouge-1", 0.5)],
  cleaning: ["remove_quotes", "prune_ending", "remove_roles"],
  active: true,
  needsWriter: true,
  needsTranslator: false,
  extractive: {
    reference: ({ content }) => writeSummary(content),
    challenge: (context, _question, random) =>
      pick(random, SUMMARY_REQUESTS).replace("{subject}", () => subjectOf(context)),
  },
  build(context) {
    const query = `${context.title}, ${context.topic}`;
    return Promise.resolve({ query, referencePrompt: summaryPrompt(context.content) });
  },
};

/** The title, and the topic if the text itself speaks of it: what only its keeper calls it leads nobody to the text. */
function subjectOf({ title, topic, content }: Context): string {
  const text = content.toLowerCase();
  const spoken = contentWords(topic).some((word) => text.includes(word.key)) && !title.includes(topic);
  return spoken ? `${title}, ${topic}` : title;
}
