import { pick, type Random } from "../../src/base/mod.ts";
import { findAllDates, isYearOnly, maskDate, splitDateSentences } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../types.ts";

/** Words of a sentence that can be asked about. */
const MIN_WORDS = 6;
const MAX_WORDS = 80;

/**
 * The context of a text with one date hidden (docs/spec/domain.md#23-wiki_date,
 * docs/spec/domain.md#defect-19): content = one sentence with `<date>` in its place, extra.date = the date,
 * extra.sentence = the sentence. Sentences with a day are preferred to those with only a year. The given
 * context stays as it is.
 * @returns null when no sentence has a date
 */
export function hideDate(context: Context, random: Random): Context | null {
  const dated = splitDateSentences(context.content.replace(/\s+/g, " ")).flatMap((sentence) => {
    const words = sentence.split(" ").length;
    // The first date of a sentence is the one the date reward looks at.
    const date = findAllDates(sentence)[0];
    return date && words >= MIN_WORDS && words <= MAX_WORDS ? [{ date, sentence }] : [];
  });
  const precise = dated.filter(({ date }) => !isYearOnly(date));
  const candidates = precise.length > 0 ? precise : dated;
  if (candidates.length === 0) return null;
  const found = pick(random, candidates);
  return {
    ...context,
    content: maskDate(found),
    extra: { ...context.extra, date: found.date, sentence: found.sentence.trim() },
  };
}

/** A dataset of texts turned into one of sentences with a hidden date. */
export function datedDataset(name: string, texts: Dataset): Dataset {
  return {
    name,
    offline: texts.offline,
    async next(random, signal) {
      const context = await texts.next(random, signal);
      const hidden = context && hideDate(context, random);
      return hidden && { ...hidden, source: name };
    },
  };
}
