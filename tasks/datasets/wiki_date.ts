import { pick, type Random } from "../../src/base/mod.ts";
import { MONTHS } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../types.ts";
import { articleContext } from "./article_context.ts";
import { hideDate } from "./dated.ts";
import type { WikiDataset } from "./wiki.ts";
import type { WikiApi } from "./wiki_api.ts";

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Sections of a page about a day, and what their lines say happened. */
const DAY_SECTIONS: Readonly<Record<string, string>> = { Events: "", Births: " was born", Deaths: " died" };
/** Share of contexts that come from a page about a day; articles with a day-precise date are the rest. */
const DAY_PAGES = 0.25;
const MIN_YEAR = 1000;

/**
 * Sentences with a hidden date: from sections of random articles, fetched for this purpose and left as they are
 * (docs/spec/domain.md#defect-19), and from the pages about single days of the year.
 */
export class WikiDateDataset implements Dataset {
  readonly name = "wiki_date";
  readonly offline = false;

  constructor(readonly wiki: WikiDataset, readonly api: WikiApi) {}

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    if (random.next() < DAY_PAGES) return await this.#dayPage(random, signal);
    const context = await this.wiki.next(random, signal);
    const hidden = context && hideDate(context, random);
    return hidden && { ...hidden, source: this.name };
  }

  async #dayPage(random: Random, signal?: AbortSignal): Promise<Context | null> {
    const month = Math.floor(random.next() * 12);
    const day = `${MONTHS[month]} ${1 + Math.floor(random.next() * DAYS[month]!)}`;
    const found = await this.api.lookup(day, signal);
    if (found.kind !== "page") return null;
    const section = pick(random, Object.keys(DAY_SECTIONS));
    const event = dayEvent(found.page.text, section, random);
    if (!event) return null;
    const date = `${day}, ${event.year}`;
    const text = `${event.what}${DAY_SECTIONS[section]} on ${date}.`;
    const title = event.what.slice(0, 80);
    const context = articleContext({ title, topic: section, text }, this.name, { url: found.page.url });
    return hideDate(context, random);
  }
}

/** A random line "year – what" below a heading or one of its subheadings. */
function dayEvent(text: string, section: string, random: Random): { year: string; what: string } | null {
  const from = text.search(new RegExp(`^== ${section} ==$`, "m"));
  if (from < 0) return null;
  const rest = text.slice(from + section.length + 6);
  const end = rest.search(/^== [^=]/m);
  const lines = (end < 0 ? rest : rest.slice(0, end)).split("\n").flatMap((line) => {
    const match = /^(\d{4})\s*[–-]\s*(\S.{10,300})$/.exec(line.trim());
    return match && Number(match[1]) >= MIN_YEAR
      ? [{ year: match[1]!, what: match[2]!.replace(/[.\s]+$/, "") }]
      : [];
  });
  return lines.length > 0 ? pick(random, lines) : null;
}
