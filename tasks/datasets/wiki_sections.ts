import { pySplit, pySplitLines, pyStrip, stripChars } from "../../src/text/mod.ts";

/** Section titles that hold lists of pointers instead of text. */
export const EXCLUDED_HEADERS = ["See also", "References", "Further reading", "External links"] as const;
/** Parts of category names that are about the wiki itself. */
export const EXCLUDED_CATEGORIES = ["articles", "wiki", "pages", "cs1"] as const;

/** A section with enough text. */
export interface WikiSection {
  /** The last section title without text of its own before it; "" = none. */
  header: string;
  title: string;
  lines: string[];
}

/** How sections are chosen. */
export interface SectionRules {
  /** @default {50} */
  minWords?: number;
  /** @default {EXCLUDED_HEADERS} */
  excluded?: readonly string[];
  /**
   * Look for excluded titles only in the header above, as the original does (docs/spec/domain.md#defect-20).
   * @default {false}
   */
  headerOnly?: boolean;
}

/** Section titles that stand in the plain text itself: lines like `== History ==`. */
export function titlesFromContent(content: string): string[] {
  return pySplitLines(content).flatMap((line) => {
    const start = line.indexOf("=");
    const end = line.lastIndexOf("=");
    if (start < 0 || !/^=+\s/.test(line.slice(start)) || !/\s=+$/.test(line.slice(start, end + 1))) return [];
    return [stripChars(line.slice(start, end + 1), (char) => char === "=" || char === " ")];
  });
}

/**
 * The text under a title: from the first `== title ==` (also inside `=== title ===`) to the next `==`.
 * @returns null when there is no such title
 */
export function sectionText(content: string, title: string): string | null {
  const mark = `== ${title} ==`;
  const found = content.indexOf(mark);
  if (found < 0) return null;
  const start = found + mark.length;
  const next = content.indexOf("==", start);
  let text = content.slice(start, next < 0 ? undefined : next);
  while (text.startsWith("=")) text = text.slice(1);
  return pyStrip(text);
}

/**
 * The sections worth asking about, in the order of `titles` (docs/spec/domain.md#22-wiki); a repeated one
 * once.
 */
export function walkSections(
  content: string,
  titles: readonly string[],
  rules: SectionRules = {},
): WikiSection[] {
  const { minWords = 50, excluded = EXCLUDED_HEADERS, headerOnly = false } = rules;
  const sections = new Map<string, WikiSection>();
  let header = "";
  for (const title of titles) {
    const text = sectionText(content, title);
    if (!text) {
      header = title;
      continue;
    }
    if (excluded.includes(header) || (!headerOnly && excluded.includes(title))) continue;
    if (pySplit(text).length < minWords) continue;
    sections.set(JSON.stringify([header, title]), { header, title, lines: pySplitLines(text) });
  }
  return [...sections.values()];
}

/**
 * Links by nearness of their titles to the summary, best first, with their scores; ties keep their order.
 * @param limit links returned
 */
export function rankLinks(
  summary: string,
  links: readonly string[],
  limit = 10,
  summaryWords = 50,
): [title: string, score: number][] {
  const words = new Set(pySplit(summary).slice(0, summaryWords));
  const scored = links.map((link): [string, number] => {
    const own = pySplit(link);
    const set = new Set(own);
    const common = [...set].filter((word) => words.has(word)).length;
    const union = words.size + set.size - common;
    return [link, union === 0 || own.length === 0 ? 0 : common / union / own.length];
  });
  return scored.sort((a, b) => b[1] - a[1]).slice(0, limit);
}

/**
 * Categories with one of `include` in their name (all, when null) and none of `exclude`; case does not matter.
 */
export function filterCategories(
  categories: readonly string[],
  exclude: readonly string[] | null = EXCLUDED_CATEGORIES,
  include: readonly string[] | null = null,
): string[] {
  const has = (category: string, parts: readonly string[]) =>
    parts.some((part) => category.toLowerCase().includes(part.toLowerCase()));
  return categories.filter((category) =>
    (!include || has(category, include)) && !(exclude && has(category, exclude))
  );
}
