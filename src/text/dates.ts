import { asciiDigits, PY_SPACE, PY_WORD, pyStrip } from "./python_text.ts";

/**
 * Dates in texts as validators of subnet 1 find, read and hide them (docs/spec/domain.md#23-wiki_date,
 * docs/spec/domain.md#55-date). Here because the date reward and the date_qa task must agree to the
 * character.
 */

/** English names of the months, January first. */
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const LONG = MONTHS.join("|");
const SHORT = MONTHS.map((name) => name.slice(0, 3)).filter((name) => name !== "May");
const notWordBefore = `(?<![${PY_WORD}])`;
const notWordAfter = `(?![${PY_WORD}])`;
const SP = `[${PY_SPACE}]`;

/** The four ways to write a date, tried in this order at each place; December has no short form after a day. */
const DATE = [
  `\\p{Nd}{1,2}[-/]\\p{Nd}{1,2}[-/]\\p{Nd}{2,4}`,
  `(?:${LONG}|${SHORT.join("|")})${SP}+\\p{Nd}{1,2}(?:st|nd|rd|th)?,?${SP}+\\p{Nd}{4}`,
  `\\p{Nd}{1,2}${SP}+(?:${LONG}|${SHORT.filter((name) => name !== "Dec").join("|")})${SP}+\\p{Nd}{4}`,
  `\\p{Nd}{4}`,
].map((form) => `${notWordBefore}(?:${form})${notWordAfter}`).join("|");

const dateRegex = new RegExp(DATE, "u");
const dateRegexAll = new RegExp(DATE, "gu");
const sentenceEnd = new RegExp(
  `(?<![${PY_WORD}]\\.[${PY_WORD}][^\\n])(?<![A-Z][a-z]\\.)(?<=[.?])${SP}`,
  "u",
);
const yearRegex = new RegExp(`${notWordBefore}\\p{Nd}{3,4}${notWordAfter}`, "u");

/** Characters of a text that are looked at; longer texts are cut. */
export const MAX_DATE_TEXT = 65_536;

/** A date found in a text. */
export interface FoundDate {
  /** As it stands there. */
  date: string;
  /** The sentence it stands in. */
  sentence: string;
}

/** Sentences as the date search splits them: at one white-space character after `.` or `?`, not after "e.g." or "Mr.". */
export function splitDateSentences(text: string): string[] {
  return text.slice(0, MAX_DATE_TEXT).split(sentenceEnd);
}

/**
 * The first date of the first sentence that has one.
 * @returns null when there is none
 */
export function findDate(text: string): FoundDate | null {
  for (const sentence of splitDateSentences(text)) {
    const match = dateRegex.exec(sentence);
    if (match) return { date: match[0], sentence };
  }
  return null;
}

/** All dates of one sentence or text, in order. */
export function findAllDates(text: string): string[] {
  return text.slice(0, MAX_DATE_TEXT).match(dateRegexAll) ?? [];
}

/**
 * Replaces every occurrence of a date by the marker `<date>`.
 * @returns the sentence without white space at its ends
 */
export function maskDate(found: FoundDate): string {
  return pyStrip(found.sentence.replaceAll(found.date, "<date>"));
}

/** True when the text is a year and nothing else. */
export function isYearOnly(date: string): boolean {
  return /^\p{Nd}+$/u.test(date);
}

/** The first standalone group of three or four digits, as a number. */
export function findYear(text: string): number | null {
  const match = yearRegex.exec(text);
  return match ? Number(asciiDigits(match[0])) : null;
}

/** Two-digit years below this belong to 20xx. A constant, so that a record scores the same in any year. */
const TWO_DIGIT_PIVOT = 76;

/**
 * Days since 1970-01-01 in the proleptic Gregorian calendar.
 * @param date a text that {@link findDate} returned
 * @returns null for impossible days and years that cannot be told (three digits, below 1000)
 */
export function parseDays(date: string): number | null {
  const text = asciiDigits(date);
  const numeric = /^(\d{1,2})[-/](\d{1,2})[-/](\d{2,4})$/.exec(text);
  if (numeric) {
    const [first, second] = [Number(numeric[1]), Number(numeric[2])];
    const year = fullYear(numeric[3]!);
    return first > 12 ? toDays(year, second, first) : toDays(year, first, second);
  }
  if (/^\d{4}$/.test(text)) return toDays(fullYear(text), 1, 1);
  const words = text.split(/[^\p{L}\d]+/u);
  if (words.length !== 3) return null;
  const dayFirst = /^\d/.test(words[0]!);
  const name = words[dayFirst ? 1 : 0]!.slice(0, 3);
  const day = Number.parseInt(words[dayFirst ? 0 : 1]!, 10);
  const month = MONTHS.findIndex((long) => long.startsWith(name)) + 1;
  return month === 0 ? null : toDays(namedYear(words[2]!), month, day);
}

function fullYear(digits: string): number | null {
  const value = Number(digits);
  if (digits.length === 2) return value < TWO_DIGIT_PIVOT ? 2000 + value : 1900 + value;
  return digits.length === 4 && value >= 1000 ? value : null;
}

/** Year after a month's name: there the parser this follows reads "0001" as a two-digit year, 2001. */
function namedYear(digits: string): number | null {
  return fullYear(digits.startsWith("00") ? digits.slice(2) : digits);
}

function toDays(year: number | null, month: number, day: number): number | null {
  if (year === null || month < 1 || month > 12 || day < 1) return null;
  const ms = Date.UTC(year, month - 1, day);
  const back = new Date(ms);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? ms / 86_400_000 : null;
}
