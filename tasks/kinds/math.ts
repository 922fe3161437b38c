import { TaskError } from "../errors.ts";
import type { TaskSpec } from "../task_spec.ts";

/** A calculation with one number as its answer (docs/spec/domain.md#13-definition-of-each-task). */
export const MATH: TaskSpec = {
  name: "math",
  desc: "get help solving a math problem",
  goal: "to get the answer to the following math question",
  datasets: { online: [], offline: ["math"], local: [] },
  challengeType: "paraphrase",
  cleanReference: true,
  rewards: [{ name: "float_diff", weight: 1 }],
  penalties: [],
  cleaning: [],
  active: true,
  needsWriter: false,
  needsTranslator: false,
  build(context) {
    const { solution } = context.extra;
    if (typeof solution !== "string" || !Number.isFinite(Number(solution)) || solution.trim() === "") {
      throw new TaskError("bad_context", `${context.source} gave a problem without a number as its solution`);
    }
    return Promise.resolve({ query: context.content, reference: solution, referencePrompt: null });
  },
};
