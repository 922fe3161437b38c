import { TaskError } from "../errors.ts";
import { DATE_QA_SYSTEM, datePrompt, dateReferencePrompt } from "../writing/prompts.ts";
import { writeAnswer, writeDateQuestion } from "../writing/extractor.ts";
import type { TaskSpec } from "../task_spec.ts";

/**
 * A question whose answer is a date hidden in a sentence (docs/spec/domain.md#13-definition-of-each-task).
 */
export const DATE_QA: TaskSpec = {
  name: "date_qa",
  desc: "get help answering a specific date-based question",
  goal: "to get the answer to the following date-based question",
  datasets: { online: ["wiki_date"], offline: ["bundled_date"], local: ["local_date"] },
  challengeType: "query",
  cleanReference: false,
  rewards: [{ name: "date", weight: 0.7 }, { name: "rouge", weight: 0.3 }],
  penalties: [],
  cleaning: ["remove_tags", "first_question"],
  active: true,
  needsWriter: true,
  needsTranslator: false,
  extractive: {
    question: (context, _asked, random) => writeDateQuestion(context, random),
    reference(context, question) {
      const { content, extra: { date, sentence } } = context;
      if (typeof date !== "string") return writeAnswer(context, question);
      return typeof sentence === "string" ? sentence : content.replaceAll("<date>", date);
    },
  },
  async build(context, tools) {
    const { date } = context.extra;
    // Without the hidden date nobody's answer could be judged (docs/spec/domain.md#defect-3).
    if (typeof date !== "string" || !context.content.includes("<date>")) {
      throw new TaskError(
        "bad_context",
        `${context.source} gave a text without a hidden date: ${context.title}`,
      );
    }
    const prompt = datePrompt(context.title, context.content);
    const query = await tools.ask({ system: DATE_QA_SYSTEM, prompt });
    return { query, referencePrompt: dateReferencePrompt(date, query, context.content), subtopic: date };
  },
};
