import { MONTHS } from "../../text/mod.ts";

/** Dates in prose, read and written in the American form that validators compare with. */

const NAMES = String
  .raw`(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?`;

const MONTH_FIRST = new RegExp(String.raw`\b${NAMES}\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`);
const DAY_FIRST = new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+${NAMES},?\s+(\d{4})\b`);
const ISO = /\b(\d{4})-(\d{2})-(\d{2})\b/;

function american(year: string, month: number, day: string): string | null {
  const d = Number(day);
  return month >= 1 && month <= 12 && d >= 1 && d <= 31 ? `${MONTHS[month - 1]} ${d}, ${year}` : null;
}

const monthNumber = (name: string): number =>
  MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;

/**
 * The first full date (day, month, year) of a text, as `Month D, YYYY`, and where it stands.
 * @returns null when there is none
 */
export function findFullDate(text: string): { date: string; at: number; length: number } | null {
  if (!/\d{4}/.test(text)) return null;
  const found = [
    [MONTH_FIRST.exec(text), (m: RegExpExecArray) => american(m[3]!, monthNumber(m[1]!), m[2]!)],
    [DAY_FIRST.exec(text), (m: RegExpExecArray) => american(m[3]!, monthNumber(m[2]!), m[1]!)],
    [ISO.exec(text), (m: RegExpExecArray) => american(m[1]!, Number(m[2]), m[3]!)],
  ] as const;
  let first: { date: string; at: number; length: number } | null = null;
  for (const [match, write] of found) {
    if (!match || (first && match.index >= first.at)) continue;
    const date = write(match);
    if (date) first = { date, at: match.index, length: match[0].length };
  }
  return first;
}

/** A standalone year from 1000 to 2099, or null. */
export function findYear(text: string): string | null {
  return /(?<![\d,.-])(?:1\d{3}|20\d{2})(?![\d%]|[,.]\d)/.exec(text)?.[0] ?? null;
}
