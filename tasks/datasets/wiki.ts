import { BoundedMap, pick, type Random } from "../../src/base/mod.ts";
import { pySplit } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../types.ts";
import type { WikiApi, WikiLookup, WikiPage } from "./wiki_api.ts";
import {
  EXCLUDED_HEADERS,
  filterCategories,
  rankLinks,
  titlesFromContent,
  walkSections,
} from "./wiki_sections.ts";

/** Random titles fetched at once. */
const TITLES = 10;
/** Disambiguation pages followed in a row. */
const MAX_HOPS = 3;
/** Pages kept; a page is at most 300 kB of text. */
const CACHE_PAGES = 100;

/** Sections of random articles of a MediaWiki (docs/spec/domain.md#22-wiki). */
export class WikiDataset implements Dataset {
  readonly name: string = "wiki";
  readonly offline = false;
  readonly #api: WikiApi;
  readonly #cache = new BoundedMap<string, WikiLookup>(CACHE_PAGES);

  constructor(api: WikiApi) {
    this.#api = api;
  }

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    const titles = await this.#api.randomTitles(TITLES, signal);
    return titles.length === 0 ? null : await this.get(pick(random, titles), random, signal);
  }

  /** A section of one article; null when it does not exist or has no section worth asking about. */
  async get(name: string, random: Random, signal?: AbortSignal): Promise<Context | null> {
    const page = await this.#page(name, random, signal);
    return page && sectionContext(name, page, random);
  }

  async #page(name: string, random: Random, signal?: AbortSignal): Promise<WikiPage | null> {
    let title = name;
    let suggested = false;
    for (let hop = 0; hop <= MAX_HOPS; hop++) {
      const found = await this.#lookup(title, signal);
      if (found.kind === "page") return found.page;
      if (found.kind === "disambiguation" && found.options.length > 0) title = pick(random, found.options);
      else if (found.kind === "missing" && !suggested) {
        suggested = true;
        const [hit] = await this.#api.search(title, 1, signal);
        if (hit === undefined) return null;
        title = hit;
      } else return null;
    }
    return null;
  }

  async #lookup(title: string, signal?: AbortSignal): Promise<WikiLookup> {
    const known = this.#cache.get(title);
    if (known) return known;
    const found = await this.#api.lookup(title, signal);
    this.#cache.set(title, found);
    return found;
  }
}

/** The context of one random section of a page; null when none has enough text. */
function sectionContext(name: string, page: WikiPage, random: Random): Context | null {
  const titles = page.sectionTitles.length > 0 ? page.sectionTitles : titlesFromContent(page.text);
  const sections = walkSections(page.text, titles);
  if (sections.length === 0) return null;
  const { header, title, lines } = pick(random, sections);
  const content = lines.join("\n");
  return {
    title: name,
    topic: header || title,
    subtopic: title,
    content,
    internalLinks: titles.filter((section) => !(EXCLUDED_HEADERS as readonly string[]).includes(section)),
    externalLinks: rankLinks(page.summary, page.links).map(([link]) => link),
    source: "wiki",
    tags: filterCategories(page.categories),
    extra: {
      url: page.url,
      page_length: pySplit(page.text).length,
      section_length: pySplit(content).length,
    },
  };
}
