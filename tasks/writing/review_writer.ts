import { pick, type Random, sample } from "../../src/base/mod.ts";
import { TaskError } from "../errors.ts";
import { REVIEW_LENGTHS, REVIEW_SENTENCES, REVIEW_TAILS } from "./reviews.data.ts";
import type { Context } from "../types.ts";

/**
 * A review of a thing (title) in a style (topic) with a sentiment (subtopic), from ready-made sentences.
 * @throws TaskError `bad_context` for an unknown sentiment
 */
export function writeReview(context: Pick<Context, "title" | "topic" | "subtopic">, random: Random): string {
  const bank = REVIEW_SENTENCES[context.subtopic];
  if (!bank) throw new TaskError("bad_context", `no review can be ${JSON.stringify(context.subtopic)}`);
  const sentences = sample(random, bank, REVIEW_LENGTHS[context.topic] ?? 3);
  const tails = REVIEW_TAILS[context.topic];
  if (tails) sentences.push(pick(random, tails));
  const text = sentences.join(" ").replaceAll("{thing}", context.title);
  return context.topic === "terribly written" ? misspell(text, random) : text;
}

/** Lower case, no punctuation, and here and there a letter twice; words stay readable. */
function misspell(text: string, random: Random): string {
  return text.toLowerCase().replace(/[.,']/g, "").split(" ")
    .map((word) => (word.length > 6 && random.next() < 0.2 ? word.replace(/([a-z])$/, "$1$1") : word))
    .join(" ");
}
