import { pick, type Random, shuffle } from "../../src/base/mod.ts";
import { pySplitLines } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../types.ts";
import { CODING_LANGUAGES } from "./coding_languages.data.ts";
import type { HfRows } from "./hf_rows.ts";

const MIN_LINES = 5;
const MAX_LINES = 100;
/** Characters of a file. */
const MAX_CODE = 16_000;
/** Keyword pairs that become search phrases. */
const MAX_LINKS = 20;
const WORDS = ["code", "programming", "coding", "code reference", "programming technique"];

/**
 * Files of public code in eight languages (docs/spec/domain.md#26-hf_coding), by random offsets of a
 * parquet-backed data set.
 */
export class HfCodingDataset implements Dataset {
  readonly name = "hf_coding";
  readonly offline = false;
  #queue: Context[] = [];

  constructor(readonly rows: HfRows) {}

  async next(random: Random, signal?: AbortSignal): Promise<Context | null> {
    if (this.#queue.length === 0) {
      this.#queue = (await this.rows.some(random, signal)).flatMap((row) => codeContext(row, random) ?? []);
    }
    return this.#queue.pop() ?? null;
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

function codeContext(row: Record<string, unknown>, random: Random): Context | null {
  const { code, language, repo_name: repo, path, size, license } = row;
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
