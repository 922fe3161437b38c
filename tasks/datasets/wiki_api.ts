import { DatasetError } from "../errors.ts";
import type { SourceClient } from "./source_client.ts";

/** A page with everything a context needs. */
export interface WikiPage {
  title: string;
  url: string;
  /** Plain text with `== headings ==`. */
  text: string;
  /** Text before the first heading. */
  summary: string;
  sectionTitles: string[];
  links: string[];
  categories: string[];
}

/** What a title leads to. */
export type WikiLookup =
  | { kind: "page"; page: WikiPage }
  | { kind: "disambiguation"; options: string[] }
  | { kind: "missing" };

/** Seconds of replication lag from which a wiki may send us away; bots are asked to say 5. */
const MAX_LAG_S = 5;
/** Replies of one list that are put together, and entries kept of it. */
const MAX_CONTINUES = 4;
const MAX_ENTRIES = 2000;
/** UTF-16 units of a page that are kept. */
const MAX_TEXT = 300_000;

type Json = Record<string, unknown>;

/** The calls of the MediaWiki Action API that the wiki datasets need (docs/spec/domain.md#22-wiki). */
export class WikiApi {
  constructor(readonly client: SourceClient, readonly base: string) {}

  /** Titles of random articles. @throws DatasetError */
  async randomTitles(count: number, signal?: AbortSignal): Promise<string[]> {
    const reply = await this.#query({ list: "random", rnnamespace: "0", rnlimit: String(count) }, signal);
    return titlesOf(object(object(reply, "query"), "random"));
  }

  /** Titles for a search; the wiki's own suggestion first. @throws DatasetError */
  async search(words: string, count: number, signal?: AbortSignal): Promise<string[]> {
    const reply = object(
      await this.#query({
        list: "search",
        srprop: "",
        srlimit: String(count),
        srinfo: "suggestion",
        srsearch: words,
      }, signal),
      "query",
    );
    const suggestion = (object(reply, "searchinfo") as Json).suggestion;
    const hits = titlesOf(object(reply, "search"));
    return typeof suggestion === "string" && suggestion !== "" ? [suggestion, ...hits] : hits;
  }

  /** What a title leads to; redirects are followed. @throws DatasetError */
  async lookup(title: string, signal?: AbortSignal): Promise<WikiLookup> {
    const parameters = {
      prop: "info|pageprops|extracts|links|categories",
      inprop: "url",
      ppprop: "disambiguation",
      explaintext: "1",
      plnamespace: "0",
      pllimit: "max",
      cllimit: "max",
      redirects: "1",
      titles: title,
    };
    const page: Json = {};
    let more: Json | null = {};
    for (let round = 0; more && round < MAX_CONTINUES; round++) {
      const reply: Json = await this.#query({ ...parameters, ...stringsOf(more) }, signal);
      mergePage(page, firstPage(reply));
      more = reply.continue ? reply.continue as Json : null;
    }
    if ("missing" in page || "invalid" in page || typeof page.title !== "string") return { kind: "missing" };
    const links = titlesOf(page.links).slice(0, MAX_ENTRIES);
    if ("disambiguation" in (object(page, "pageprops") as Json)) {
      return { kind: "disambiguation", options: links };
    }
    const text = typeof page.extract === "string" ? page.extract.slice(0, MAX_TEXT).toWellFormed() : "";
    const categories = titlesOf(page.categories).slice(0, MAX_ENTRIES).map((name) =>
      name.replace(/^Category:/, "")
    );
    return {
      kind: "page",
      page: {
        title: page.title,
        url: typeof page.fullurl === "string" ? page.fullurl : "",
        text,
        summary: text.split(/\n=+\s/u)[0]!.trim(),
        sectionTitles: await this.#sectionTitles(page.title, signal),
        links,
        categories,
      },
    };
  }

  async #sectionTitles(title: string, signal?: AbortSignal): Promise<string[]> {
    const reply = await this.#call(
      { action: "parse", prop: "sections", page: title, redirects: "1" },
      signal,
    );
    const sections = object(object(reply, "parse"), "sections");
    if (!Array.isArray(sections)) return [];
    return sections.flatMap((
      section: Json,
    ) => (typeof section?.line === "string" ? [plainLine(section.line)] : []));
  }

  #query(parameters: Record<string, string>, signal?: AbortSignal): Promise<Json> {
    return this.#call({ action: "query", ...parameters }, signal);
  }

  async #call(parameters: Record<string, string>, signal?: AbortSignal): Promise<Json> {
    const url = new URL(this.base);
    const all = { format: "json", formatversion: "2", maxlag: String(MAX_LAG_S), ...parameters };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    const reply = await this.client.getJson(url, (value) => {
      const error = object(value, "error") as Json;
      return error.code === "maxlag" || error.code === "ratelimited" ? `it says ${error.code}` : null;
    }, signal);
    const error = object(reply, "error") as Json;
    // A page that is gone between two calls is no failure of the source.
    if (typeof error.code === "string" && error.code !== "missingtitle") {
      throw new DatasetError("bad_reply", `${this.client.source} reports ${error.code}`);
    }
    return reply as Json;
  }
}

/** A member of what may be an object; {} when it is not there. */
function object(value: unknown, name: string): unknown {
  return (typeof value === "object" && value !== null ? (value as Json)[name] : undefined) ?? {};
}

function titlesOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: Json) => (typeof item?.title === "string" ? [item.title] : []));
}

function stringsOf(values: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function firstPage(reply: Json): Json {
  const pages = object(object(reply, "query"), "pages");
  return Array.isArray(pages) && typeof pages[0] === "object" ? pages[0] as Json : {};
}

/** Puts the parts of a page that came in several replies together. */
function mergePage(page: Json, part: Json): void {
  for (const [name, value] of Object.entries(part)) {
    page[name] = Array.isArray(page[name]) && Array.isArray(value)
      ? [...page[name], ...value]
      : page[name] ?? value;
  }
}

/** A heading without the markup the parser leaves in it. */
function plainLine(line: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };
  return line.replace(/<[^<>]*>/g, "").replace(/&(#?\w+);/g, (all, name: string) => entities[name] ?? all)
    .trim();
}
