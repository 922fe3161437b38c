import { findAllDates, findDate, findYear, isYearOnly, parseDays } from "../src/text/mod.ts";
import { scoreEach } from "./score_each.ts";
import type { RewardModel, RewardModules, RewardParams } from "./types.ts";

/** Days between dates that cannot be compared. */
const FAR_DAYS = 9999;

/** Parameters of the `date` model. */
export interface DateParams {
  /**
   * How a reference that is only a year is compared: `seed` keeps the misplaced bracket of version 2.3.0, which gives
   * nothing to anyone; `v2.3.1` counts 365 days a year. @default {"v2.3.1"}
   */
  yearRule?: "seed" | "v2.3.1";
  /** An answer with two or more different dates gets 0 (profile hardened). @default {false} */
  single?: boolean;
  /**
   * Which date counts: the first one of the reference, as in the original, or the one that was hidden from the miners
   * (`extra.date`). Where a text lacks the one, the other counts. @default {"hidden"}
   */
  from?: "reference" | "hidden";
}

/** Days between a date of the reference and a date of an answer (docs/spec/domain.md#55-date). */
export function dateDifference(
  wanted: string,
  given: string,
  yearRule: "seed" | "v2.3.1" = "v2.3.1",
): number {
  if (isYearOnly(wanted)) {
    const [wantedYear, givenYear] = [findYear(wanted), findYear(given)];
    if (wantedYear === null || givenYear === null) return FAR_DAYS;
    return yearRule === "seed"
      ? Math.abs(wantedYear - givenYear * 365)
      : Math.abs(wantedYear - givenYear) * 365;
  }
  const [wantedDays, givenDays] = [parseDays(wanted), parseDays(given)];
  if (wantedDays !== null && givenDays !== null) return Math.abs(wantedDays - givenDays);
  return wanted === given ? 0 : FAR_DAYS;
}

/** True when an answer names dates that contradict each other. A year alone agrees with any date of that year. */
export function namesSeveralDates(completion: string): boolean {
  const days = new Set<number | string>();
  const years = new Set<number | string>();
  for (const date of findAllDates(completion)) {
    const day = parseDays(date);
    if (!isYearOnly(date)) days.add(day ?? date);
    years.add(day === null ? findYear(date) ?? date : new Date(day * 86_400_000).getUTCFullYear());
  }
  return days.size > 1 || years.size > 1;
}

/**
 * exp(−days²/1000) between the date of the reference and the first date of the answer; below 0.001 nothing.
 * @param wanted date of the reference; null = it has none, and everybody gets 0
 * (docs/spec/domain.md#defect-3)
 */
export function dateScore(wanted: string | null, completion: string, params: DateParams = {}): number {
  if (wanted === null || completion === "") return 0;
  const given = findDate(completion);
  if (!given || (params.single && namesSeveralDates(completion))) return 0;
  const score = Math.exp(-(dateDifference(wanted, given.date, params.yearRule) ** 2 / 1000));
  return score < 0.001 ? 0 : score;
}

/**
 * Nearness of dates (docs/spec/domain.md#55-date). A generated reference may name another date before the one that
 * was hidden from the miners; `from` says which of the two counts.
 */
export function createDate(params: RewardParams, modules: RewardModules): RewardModel {
  return {
    name: "date",
    score: (input, signal) => {
      const hidden = typeof input.extra.date === "string" ? findDate(input.extra.date) : null;
      const first = findDate(input.reference);
      const { from = "hidden" } = params as DateParams;
      const wanted = (from === "reference" ? first ?? hidden : hidden ?? first)?.date ?? null;
      return scoreEach(input, modules, (text) => dateScore(wanted, text, params as DateParams), signal);
    },
  };
}

/** The rule in words, for `sn1 explain`. */
createDate.rule = ({ yearRule = "v2.3.1", single, from }: RewardParams): string =>
  `first date${from === "reference" ? ", of the reference too" : ""}: exp(−days²/1000), years as in ${
    yearRule === "seed" ? "v2.3.0" : yearRule
  }${single ? ", one date only" : ""}`;
