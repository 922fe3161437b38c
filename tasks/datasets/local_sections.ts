import { pySplit, pySplitLines, stripControl } from "../../src/text/mod.ts";
import type { Article } from "./bundled.data/types.ts";

/** Words a section must have to be asked about, and after which a long one is cut into several. */
export const MIN_SECTION_WORDS = 50;
const MAX_SECTION_WORDS = 600;

/** Fields of a .jsonl line that may hold its text or title. */
const TEXT_FIELDS = ["text", "content", "body"];
const TITLE_FIELDS = ["title", "name", "id"];

/** Kinds of files that are read. */
export type LocalKind = "txt" | "md" | "jsonl";

/** What a file gave. */
export interface FileSections {
  sections: Article[];
  /** Lines of a .jsonl file that are not an object with a text. */
  badLines: number;
}

/**
 * The sections of one file: .md by headings, .txt by paragraphs, .jsonl one per line with `text`, `content` or `body`
 * (and `title`). Sections under 50 words are joined to the next one of the same document or left out.
 * @param name file name without folder and ending; the title of its sections
 */
export function sectionsOf(kind: LocalKind, name: string, content: string): FileSections {
  const text = stripControl(content.toWellFormed().replaceAll("\r\n", "\n"));
  if (kind === "jsonl") return jsonSections(name, text);
  const title = name.replace(/[_-]+/g, " ").trim() || name;
  return {
    sections: kind === "md" ? markdownSections(title, text) : textSections(title, title, text),
    badLines: 0,
  };
}

function jsonSections(name: string, text: string): FileSections {
  const sections: Article[] = [];
  let badLines = 0;
  pySplitLines(text).forEach((line, i) => {
    if (line.trim() === "") return;
    const row = parseObject(line);
    const body = row && firstText(row, TEXT_FIELDS);
    if (!row || !body) badLines++;
    else {
      const title = firstText(row, TITLE_FIELDS) ?? `${name} ${i + 1}`;
      sections.push(...textSections(title, firstText(row, ["topic", "section"]) ?? title, body));
    }
  });
  return { sections, badLines };
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}

function firstText(row: Record<string, unknown>, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = row[field];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return undefined;
}

function markdownSections(fileTitle: string, text: string): Article[] {
  const sections: Article[] = [];
  let title = fileTitle;
  let heading = "";
  let lines: string[] = [];
  let fenced = false;
  const flush = () => {
    sections.push(...textSections(title, heading || title, plainMarkdown(lines.join("\n"))));
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (/^\s{0,3}(?:```|~~~)/.test(line)) fenced = !fenced;
    const match = fenced ? null : /^(#{1,6})\s+(\S.*)$/.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    flush();
    const words = plainMarkdown(match[2]!).replace(/[#\s]+$/, "").trim() || fileTitle;
    if (match[1] === "#") [title, heading] = [words, ""];
    else heading = words;
  }
  flush();
  return sections;
}

/** Markdown without the marks that would look odd inside a question. */
function plainMarkdown(text: string): string {
  return text
    .replace(/^\s{0,3}(?:```|~~~).*$/gm, "")
    .replace(/!?\[([^[\]\n]{0,500})\]\([^)\n]{0,2000}\)/g, "$1")
    .replace(/^[ \t]{0,8}(?:[-*+]|\d{1,9}[.)]|>)[ \t]+/gm, "")
    .replace(/[*_`]{1,3}([^*_`\n]{1,500})[*_`]{1,3}/g, "$1");
}

/** Paragraphs, joined until they have enough words and cut where they have too many. */
function textSections(title: string, topic: string, text: string): Article[] {
  const sections: Article[] = [];
  let parts: string[] = [];
  let words = 0;
  const flush = () => {
    if (words >= MIN_SECTION_WORDS) sections.push({ title, topic, text: parts.join("\n") });
    parts = [];
    words = 0;
  };
  for (const paragraph of text.split(/\n[ \t]*\n/)) {
    const all = pySplit(paragraph);
    for (let at = 0; at < all.length; at += MAX_SECTION_WORDS) {
      const piece = all.slice(at, at + MAX_SECTION_WORDS);
      parts.push(piece.join(" "));
      words += piece.length;
      if (words >= MIN_SECTION_WORDS * 2) flush();
    }
  }
  flush();
  return sections;
}
