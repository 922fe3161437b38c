import { pick } from "../../src/base/mod.ts";
import { TaskError } from "../errors.ts";
import { writeAnswer, writeDateQuestion, writeQuestion, writeSummary } from "./extractor.ts";
import { writeReview } from "./review_writer.ts";
import type { Context, Persona, Questioner, WritingRequest } from "../types.ts";
import { contentWords } from "./words.ts";

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

/** Ways to ask for a summary of `{subject}`. */
const SUMMARY_REQUESTS = [
  "Please summarize {subject} for me.",
  "Can you give me a summary of {subject}?",
  "I need a short overview of {subject}.",
  "What are the main points about {subject}?",
];

/**
 * Writes without a language model: questions name the title and the rarest words of one sentence, references are
 * that sentence and its neighbour. Miners that own the text can find it, and overlap with it orders them by how much
 * they own. It cannot write what is in no text (task `generic`).
 */
export class ExtractiveQuestioner implements Questioner {
  readonly generates = false;

  supports(task: string): boolean {
    return task !== "generic";
  }

  question({ task, context, history, random }: WritingRequest): Promise<string> {
    if (task === "sentiment") return settled(() => writeReview(context, random));
    if (task === "date_qa") return settled(() => writeDateQuestion(context, random));
    const asked = history.filter((turn) => turn.role === "user").map((turn) => turn.content);
    return settled(() => writeQuestion(context, asked, random) ?? nothing(task, context.title));
  }

  reference({ task, context, question }: WritingRequest): Promise<string> {
    return settled(() => {
      if (task === "summarization") return writeSummary(context.content);
      const { date, sentence } = context.extra;
      if (task === "date_qa" && typeof date === "string") {
        return typeof sentence === "string" ? sentence : context.content.replaceAll("<date>", date);
      }
      return writeAnswer(context, question) || nothing(task, context.title);
    });
  }

  challenge(request: WritingRequest & { persona: Persona }): Promise<string> {
    const { task, context, question, persona, random } = request;
    return settled(() => {
      const opening = OPENINGS[persona.tone] ?? "";
      if (task === "debugging") return `${opening}This code is broken, please mend it.`;
      if (task !== "summarization") return opening + question;
      return opening + pick(random, SUMMARY_REQUESTS).replace("{subject}", () => subjectOf(context));
    });
  }
}

/** The title, and the topic if the text itself speaks of it: what only its keeper calls it leads nobody to the text. */
function subjectOf({ title, topic, content }: Context): string {
  const text = content.toLowerCase();
  const spoken = contentWords(topic).some((word) => text.includes(word.key)) && !title.includes(topic);
  return spoken ? `${title}, ${topic}` : title;
}

function nothing(task: string, title: string): never {
  throw new TaskError("no_text", `nothing can be asked for task ${task} about ${title}`);
}

/** The result of `work` as a promise, whatever it does. */
function settled<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
