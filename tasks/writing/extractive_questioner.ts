import { TaskError } from "../errors.ts";
import { findTask } from "../task_registry.ts";
import type { ExtractiveWriting } from "../task_spec.ts";
import type { Persona, Questioner, WritingRequest } from "../types.ts";
import { writeAnswer, writeQuestion } from "./extractor.ts";

/** How a tone starts a message; other tones start with the question. */
const OPENINGS: Readonly<Record<string, string>> = {
  polite: "Hello, I would be glad of some help. ",
  friendly: "Hi there! ",
  formal: "Good day. ",
  casual: "Hey, ",
  informal: "hey ",
  rushed: "Quick one: ",
  positive: "Hi, lovely to be here! ",
};

/**
 * Writes without a language model: questions name the title and the rarest words of one sentence, references are
 * that sentence and its neighbor. Miners that own the text can find it, and overlap with it orders them by how much
 * they own. It cannot write what is in no text (task `generic`).
 */
export class ExtractiveQuestioner implements Questioner {
  /** Always false: its texts come from the context and need no cleaners. */
  readonly generates = false;

  /** False for tasks that need a language model, such as `generic`. */
  supports(task: string): boolean {
    return findTask(task).extractive !== null;
  }

  question({ task, context, history, random }: WritingRequest): Promise<string> {
    const asked = history.filter((turn) => turn.role === "user").map((turn) => turn.content);
    const write = writingOf(task).question ?? writeQuestion;
    return settled(() => write(context, asked, random) ?? nothing(task, context.title));
  }

  reference({ task, context, question }: WritingRequest): Promise<string> {
    const write = writingOf(task).reference ?? writeAnswer;
    return settled(() => write(context, question) || nothing(task, context.title));
  }

  challenge(
    { task, context, question, persona, random }: WritingRequest & { persona: Persona },
  ): Promise<string> {
    const write = writingOf(task).challenge ?? (() => question);
    return settled(() => (OPENINGS[persona.tone] ?? "") + write(context, question, random));
  }
}

/** @throws TaskError `unsupported` for a task that needs a language model */
function writingOf(task: string): ExtractiveWriting {
  const { extractive = {} } = findTask(task);
  if (extractive === null) throw new TaskError("unsupported", `task ${task} needs a language model`);
  return extractive;
}

function nothing(task: string, title: string): never {
  throw new TaskError("no_text", `nothing can be asked for task ${task} about ${title}`);
}

/** The result of `work` as a promise, whatever it does. */
function settled<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
