import type { TaskDefinition } from "../../rewards/mod.ts";

const rouge = (ngram: string, weight: number) => ({ name: "rouge", ngram, metric: "f", weight });
const define = (
  name: string,
  rewards: TaskDefinition["rewards"],
  penalties: TaskDefinition["penalties"] = [],
): TaskDefinition => ({ name, rewards, penalties });

/**
 * The seven default tasks as docs/spec/domain.md#13-definition-of-each-task defines them, in their order;
 * independent of the tasks package.
 */
export const TASK_DEFINITIONS: readonly TaskDefinition[] = [
  define("qa", [rouge("rouge-1", 0.5), { name: "relevance", weight: 0.5 }], [rouge("rouge-1", 0.5)]),
  define("date_qa", [{ name: "date", weight: 0.7 }, { name: "rouge", weight: 0.3 }]),
  define("summarization", [rouge("rouge-l", 0.5), { name: "relevance", weight: 0.5 }], [
    rouge("rouge-1", 0.5),
  ]),
  define("generic", [rouge("rouge-1", 0.25), { name: "relevance", weight: 0.75 }], [rouge("rouge-1", 0.5)]),
  define("math", [{ name: "float_diff", weight: 1 }]),
  define("translation", [rouge("rouge-1", 1)], [rouge("rouge-1", 1)]),
  define("sentiment", [{ name: "ordinal", weight: 1 }]),
];
