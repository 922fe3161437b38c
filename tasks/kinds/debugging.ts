import { corrupt, drawCorruption } from "../writing/corrupt.ts";
import type { TaskSpec } from "../task_spec.ts";

const FENCE = "```";

/** Broken code to be mended (docs/spec/domain.md#13-definition-of-each-task); not asked by default. */
export const DEBUGGING: TaskSpec = {
  name: "debugging",
  desc: "get help with debugging",
  goal: "ask for help fixing broken code.",
  datasets: { online: ["hf_coding"], offline: [], local: [] },
  challengeType: "inference",
  cleanReference: true,
  rewards: [{ name: "diff", weight: 1 }],
  penalties: [],
  cleaning: [],
  active: false,
  needsWriter: true,
  needsTranslator: false,
  extractive: { challenge: () => "This code is broken, please mend it." },
  build(context, { random }) {
    const query = corrupt(context.content, drawCorruption(random), random);
    return Promise.resolve({ query, reference: context.content, referencePrompt: null });
  },
  formatChallenge: (challenge, task) => `${challenge}\n${FENCE}\n${task.query}\n${FENCE}`,
};
