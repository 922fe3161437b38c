import { TaskError } from "../errors.ts";
import { reviewPrompt } from "../writing/prompts.ts";
import { SENTIMENT_TEMPLATE } from "../writing/message_templates.ts";
import { writeReview } from "../writing/review_writer.ts";
import type { TaskSpec } from "../task_spec.ts";

/** What a review feels like (docs/spec/domain.md#13-definition-of-each-task). */
export const SENTIMENT: TaskSpec = {
  name: "sentiment",
  desc: "get help analyzing the sentiment of a review",
  goal: "to get the sentiment to the following review",
  datasets: { online: [], offline: ["review"], local: [] },
  challengeType: "paraphrase",
  cleanReference: true,
  rewards: [{ name: "ordinal", weight: 1 }],
  penalties: [],
  cleaning: [],
  active: true,
  needsWriter: true,
  needsTranslator: false,
  singleTurn: true,
  extractive: { question: (context, _asked, random) => writeReview(context, random) },
  template: SENTIMENT_TEMPLATE,
  async build(context, tools) {
    if (!["positive", "neutral", "negative"].includes(context.subtopic)) {
      throw new TaskError("bad_context", `${context.source} gave no sentiment: ${context.subtopic}`);
    }
    const query = await tools.ask({ system: "", prompt: reviewPrompt(context.content) });
    return { query, reference: context.subtopic, referencePrompt: null };
  },
};
