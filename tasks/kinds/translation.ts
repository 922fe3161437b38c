import { pick } from "../../src/base/mod.ts";
import { TRANSLATION_REQUESTS } from "../writing/challenge_templates.data.ts";
import { TaskError } from "../errors.ts";
import { LANGUAGES } from "../languages.ts";
import { rouge, type TaskSpec } from "../task_spec.ts";

/** Characters of a section that are translated; small models lose the thread on more. */
const MAX_TEXT = 1200;

/**
 * English → X for the text, X → Y for the reference (docs/spec/domain.md#13-definition-of-each-task); no
 * language model takes part.
 */
export const TRANSLATION: TaskSpec = {
  name: "translation",
  desc: "get translation help",
  goal: "to get the translation for the given piece of text",
  datasets: { online: ["wiki"], offline: ["bundled"], local: ["local"] },
  challengeType: "query",
  cleanReference: true,
  rewards: [rouge("rouge-1", 1)],
  penalties: [rouge("rouge-1", 1)],
  cleaning: [],
  active: true,
  needsWriter: false,
  needsTranslator: true,
  singleTurn: true,
  async build(context, { modules: { translator }, random, signal }) {
    const pairs = (translator?.pairs ?? []).filter(([from, to]) =>
      from !== to && LANGUAGES[from] && LANGUAGES[to]
    );
    const firsts = pairs.filter(([from, to]) => from === "en" && pairs.some(([next]) => next === to));
    if (!translator || firsts.length === 0) {
      throw new TaskError(
        "unsupported",
        "translation needs a translator with a pair from English and one onwards",
      );
    }
    const [, source] = pick(random, firsts);
    const [, target] = pick(random, pairs.filter(([from]) => from === source));
    const text = await translator.translate(cutAtSentence(context.content), "en", source, signal);
    const reference = await translator.translate(text, source, target, signal);
    if (text.trim() === "" || reference.trim() === "") {
      throw new TaskError("no_text", `the translator gave nothing for ${source} → ${target}`);
    }
    const request = pick(random, TRANSLATION_REQUESTS).replace("{language}", LANGUAGES[target]!);
    return { query: `${request} \n${text}`, reference, referencePrompt: null };
  },
};

function cutAtSentence(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const cut = text.slice(0, MAX_TEXT).toWellFormed();
  const end = cut.lastIndexOf(". ");
  return end > 0 ? cut.slice(0, end + 1) : cut;
}
