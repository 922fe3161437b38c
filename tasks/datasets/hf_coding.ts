import { pick, pySplitLines, type Random, randomInt, shuffle } from "../../src/base/mod.ts";
import { DatasetError } from "../errors.ts";
import type { Context, Dataset } from "../types.ts";
import { CODING_LANGUAGES } from "./coding_languages.data.ts";
import type { SourceClient } from "./source_client.ts";

/** Rows asked for at once; the server allows 100. */
const ROWS = 50;
const MIN_LINES = 5;
const MAX_LINES = 100;
/** Characters of a file. */
const MAX_CODE = 16_000;
/** Keyword pairs that become search phrases. */
const MAX_LINKS = 20;
const WORDS = ["code", "programming", "coding", "code reference", "programming technique"];

/** Which rows are asked for. */
export interface HfCodingOptions {
  /** Root of the datasets server. */
  base: string;
  dataset: string;
  config: string;
}

/** Files of public code in eight languages (sn1-domain §2.6), by random offsets of a parquet-backed data set. */
export class HfCodingDataset implements Dataset {
  readonly name = "hf_coding";
  readonly offline = false;
  #queue: Context[] = [];
  #size: number | null = null;

  constructor(readonly client: SourceClient, readonly options: HfCodingOptions) {}

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    if (this.#queue.length === 0) this.#queue = shuffle(random, await this.#rows(random, signal));
    return this.#queue.pop() ?? null;
  }

  async #rows(random: Random, signal?: AbortSignal): Promise<Context[]> {
    this.#size ??= await this.#count(signal);
    const offset = randomInt(random, Math.max(1, this.#size - ROWS));
    const reply = await this.#get(
      "rows",
      { split: "train", offset: String(offset), length: String(ROWS) },
      signal,
    );
    if (!Array.isArray(reply.rows)) throw new DatasetError("bad_reply", `${this.client.source} sent no rows`);
    return reply.rows.flatMap((entry) => codeContext((entry as { row?: unknown } | null)?.row, random) ?? []);
  }

  async #count(signal?: AbortSignal): Promise<number> {
    const reply = await this.#get("size", {}, signal);
    const rows = (reply.size as { config?: { num_rows?: unknown } } | undefined)?.config?.num_rows;
    if (typeof rows !== "number" || !(rows > 0)) {
      throw new DatasetError("bad_reply", `${this.client.source} does not say how many rows there are`);
    }
    return rows;
  }

  async #get(
    path: string,
    parameters: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const { base, dataset, config } = this.options;
    const url = new URL(path, base);
    for (const [name, value] of Object.entries({ dataset, config, ...parameters })) {
      url.searchParams.set(name, value);
    }
    const reply = await this.client.getJson(url, () => null, signal);
    return typeof reply === "object" && reply !== null ? reply as Record<string, unknown> : {};
  }
}

/** Language words and libraries that stand in code outside of comment lines. */
export function codeKeywords(code: string, language: string): string[] {
  const { keywords, libraries, comments } = CODING_LANGUAGES[language]!;
  const text = pySplitLines(code)
    .filter((line) => !comments.some((mark) => line.trimStart().startsWith(mark)))
    .join("\n").toLowerCase();
  const found = new Set(text.match(/\w+/g) ?? []);
  return [...keywords, ...libraries].filter((word) => found.has(word));
}

function codeContext(row: unknown, random: Random): Context | null {
  const { code, language, repo_name: repo, path, size, license } = (row ?? {}) as Record<string, unknown>;
  if (
    typeof code !== "string" || typeof language !== "string" || !Object.hasOwn(CODING_LANGUAGES, language)
  ) return null;
  if (typeof repo !== "string" || typeof path !== "string" || repo === "" || path === "") return null;
  const lines = pySplitLines(code).length;
  if (lines < MIN_LINES || lines > MAX_LINES || code.length > MAX_CODE || !code.isWellFormed()) return null;
  const keywords = codeKeywords(code, language);
  return {
    title: repo,
    topic: language,
    subtopic: path,
    content: code,
    internalLinks: [repo, path, language],
    externalLinks: keywords.slice(1, MAX_LINKS + 1).map((word, i) =>
      shuffle(random, [keywords[i]!, word, pick(random, WORDS), language]).join(" ")
    ),
    source: "hf_coding",
    tags: [language, repo, path],
    extra: {
      size: typeof size === "number" ? size : code.length,
      license: typeof license === "string" ? license : "",
    },
  };
}
