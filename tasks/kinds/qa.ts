import {
  followUpPrompt,
  followUpReferencePrompt,
  QA_SYSTEM,
  qaPrompt,
  qaReferencePrompt,
} from "../writing/prompts.ts";
import { historyText } from "../writing/quote.ts";
import { rouge, type TaskSpec } from "../task_spec.ts";

/**
 * A question on a text, and follow-ups in the same conversation
 * (docs/spec/domain.md#13-definition-of-each-task).
 */
export const QA: TaskSpec = {
  name: "qa",
  desc: "get help on answering a question",
  goal: "to get the answer to the following question",
  datasets: { online: ["wiki"], offline: ["bundled"], local: ["local"], optional: ["stack_overflow"] },
  challengeType: "inference",
  cleanReference: true,
  rewards: [rouge("rouge-1", 0.5), { name: "relevance", weight: 0.5 }],
  penalties: [rouge("rouge-1", 0.5)],
  cleaning: ["remove_quotes", "prune_ending", "remove_roles", "remove_post_question_text"],
  active: true,
  needsWriter: true,
  needsTranslator: false,
  async build(context, tools) {
    if (tools.history.length === 0) {
      const query = await tools.ask({ system: QA_SYSTEM, prompt: qaPrompt(context.content) });
      return { query, referencePrompt: qaReferencePrompt(context.content, query) };
    }
    const history = historyText(tools.history);
    const query = await tools.ask({ system: QA_SYSTEM, prompt: followUpPrompt(context.content, history) });
    return { query, referencePrompt: followUpReferencePrompt(context.content, history, query) };
  },
};
