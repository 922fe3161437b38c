import { genericPrompt, genericReferencePrompt } from "../writing/prompts.ts";
import { rouge, type TaskSpec } from "../task_spec.ts";

/** A question out of the blue (docs/spec/domain.md#13-definition-of-each-task). */
export const GENERIC: TaskSpec = {
  name: "generic",
  desc: "get help on answering a general instruction",
  goal: "to get the answer to the following instruction",
  datasets: { online: [], offline: ["generic_instruction"], local: [], optional: ["hf_instruction"] },
  challengeType: "query",
  cleanReference: true,
  rewards: [rouge("rouge-1", 0.25), { name: "relevance", weight: 0.75 }],
  penalties: [rouge("rouge-1", 0.5)],
  cleaning: ["remove_quotes", "prune_ending", "remove_roles"],
  active: true,
  needsWriter: true,
  needsTranslator: false,
  // Its answers are in no text.
  extractive: null,
  async build(context, tools) {
    const query = await tools.ask({ system: "", prompt: genericPrompt(context.content) });
    return { query, referencePrompt: genericReferencePrompt(query) };
  },
};
