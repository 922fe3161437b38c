import { summaryPrompt } from "../writing/prompts.ts";
import { rouge, type TaskSpec } from "../task_spec.ts";

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
  build(context) {
    const query = `${context.title}, ${context.topic}`;
    return Promise.resolve({ query, referencePrompt: summaryPrompt(context.content) });
  },
};
