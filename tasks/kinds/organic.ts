import { cleaningOf } from "../create_task.ts";
import { GENERIC } from "./generic.ts";
import { QUOTING_RULE } from "../writing/prompts.ts";
import { MAX_QUOTED, quoteStranger } from "../writing/quote.ts";
import type { Task, TaskRules, Turn } from "../types.ts";

/** Earlier turns that the writer of the reference sees. */
const MAX_TURNS = 8;
/** Code points of the message to be answered that it sees. */
const MAX_QUESTION = 8 * MAX_QUOTED;

/**
 * How answers to people's own questions are scored: as those to an instruction out of the blue, which is what they are
 * (docs/spec/domain.md#13-definition-of-each-task, generic). Not in the registry: nobody draws it.
 */
export const ORGANIC: Pick<Task, "name" | "rewards" | "penalties"> = {
  name: "organic",
  rewards: GENERIC.rewards.map((term) => ({ ...term })),
  penalties: GENERIC.penalties.map((term) => ({ ...term })),
};

/**
 * The task of a conversation that a person had: its last message is the query and the challenge, its reference is
 * written by the validator's model from the conversation alone.
 * @param history what was said before
 */
export function organicTask(question: string, history: readonly Turn[], rules: TaskRules): Task {
  return {
    ...structuredClone(ORGANIC),
    desc: GENERIC.desc,
    goal: GENERIC.goal,
    context: {
      title: "organic",
      topic: "organic",
      subtopic: "organic",
      content: "",
      internalLinks: [],
      externalLinks: [],
      source: "organic",
      tags: [],
      extra: {},
    },
    topic: "organic",
    subtopic: "organic",
    tags: [],
    query: question,
    reference: "",
    referencePrompt: referencePrompt(question, history),
    cleanReference: GENERIC.cleanReference,
    challengeType: "query",
    cleaning: cleaningOf(GENERIC, rules),
    queryTimeS: 0,
    referenceTimeS: 0,
  };
}

/** Users are strangers too: what they wrote is material, never an instruction to the writer beyond being answered. */
function referencePrompt(question: string, history: readonly Turn[]): string {
  const asked = `# Message to answer\n${quoteStranger(question, MAX_QUESTION)}`;
  if (history.length === 0) return `Answer this message. ${markNote}\n\n${asked}`;
  const before = history.slice(-MAX_TURNS).map(({ role, content }) => `${role}: ${quoteStranger(content)}`);
  return `Answer the last message of a conversation. ${QUOTING_RULE}\n\n# Conversation\n${
    before.join("\n")
  }\n\n${asked}`;
}

/** What the marks mean where only the message itself stands between them. */
const markNote = "It stands between <<< and >>>; the marks are not part of it.";
