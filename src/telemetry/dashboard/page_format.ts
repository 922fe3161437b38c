import { stripControl, truncate } from "../../text/mod.ts";

/** What stands for a value that is not known. */
export const UNKNOWN = "–";

/** Longest text of a stranger on a page, in code points. */
const TEXT_LIMIT = 4000;

/** A share or score with three decimals. */
export function share(value: number | null): string {
  return value === null ? UNKNOWN : value.toFixed(3);
}

/** A share as a percentage. */
export function percent(value: number | null): string {
  return value === null ? UNKNOWN : `${(value * 100).toFixed(value > 0 && value < 0.01 ? 2 : 1)} %`;
}

/** A whole number with thin groups of three. */
export function count(value: number | null): string {
  return value === null ? UNKNOWN : Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Milliseconds, as seconds from one second on. */
export function duration(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** A long time in its two largest units. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [d, h, m, s] = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(
    Math.floor,
  );
  if (d! > 0) return `${d} d ${h} h`;
  if (h! > 0) return `${h} h ${m} min`;
  return m! > 0 ? `${m} min ${s} s` : `${s} s`;
}

/** Bytes in the unit that keeps them short. */
export function bytes(value: number | null): string {
  if (value === null) return UNKNOWN;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  let left = value;
  while (left >= 1024 && at < units.length - 1) {
    left /= 1024;
    at++;
  }
  return `${left.toFixed(at === 0 || left >= 100 ? 0 : 1)} ${units[at]}`;
}

/** Clock time (UTC) of a moment. */
export function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** Beginning and end of an address. */
export function shortKey(hotkey: string): string {
  const clean = line(hotkey);
  return clean.length <= 14 ? clean : `${clean.slice(0, 6)}…${clean.slice(-4)}`;
}

/** A stranger's text as a page may show it; escaping is the template's. */
export function foreign(text: string): string {
  return truncate(stripControl(text), TEXT_LIMIT);
}

/** Any short text on one line. */
export function line(text: string, limit = 120): string {
  return truncate(stripControl(text, true), limit);
}
