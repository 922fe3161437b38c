import type { HistoryPoint } from "../types.ts";
import { type Html, html } from "./html.ts";

/** A bar from 0 to 1, for the eye only: the number stands beside it. */
export function bar(value: number | null): Html {
  const width = Math.round(100 * Math.min(1, Math.max(0, value ?? 0)));
  return html`
    <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="6" />
      <rect class="fill" width="${width}" height="6" />
    </svg>
  `;
}

/** Points of a history drawn in a row; later ones are enough for the eye. */
const SPARK_POINTS = 60;

/** A small curve of the newest points, between their own lowest and highest value, for the eye only. */
export function sparkline(history: readonly HistoryPoint[]): Html {
  const points = history.slice(-SPARK_POINTS);
  if (points.length < 2) {
    return html`<svg class="spark" viewBox="0 0 80 20" aria-hidden="true"></svg>`;
  }
  const values = points.map(([, value]) => value);
  const low = Math.min(...values);
  const height = Math.max(...values) - low || 1;
  const place = (value: number, i: number) =>
    `${(1 + i * 78 / (points.length - 1)).toFixed(1)},${(18 - (value - low) * 16 / height).toFixed(1)}`;
  const line = values.map(place).join(" ");
  return html`
    <svg class="spark" viewBox="0 0 80 20" preserveAspectRatio="none" aria-hidden="true">
      <polygon points="1,20 ${line} 79,20" />
      <polyline points="${line}" />
    </svg>
  `;
}

/** Class of a shade between 0 and 1, in tenths. */
export function heat(value: number | undefined): string {
  return value === undefined ? "" : `h${Math.round(10 * Math.min(1, Math.max(0, value)))}`;
}

/** What a miner's operator reads in a status of its own answers. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: "answered",
  400: "unreadable request",
  401: "not signed well",
  403: "not welcome",
  404: "no such path",
  405: "wrong method",
  408: "too late",
  413: "too large",
  429: "too often",
  500: "own fault",
  503: "no room",
};

/** A status in words; empty where there are none. */
export function statusWord(status: number): string {
  return STATUS_WORDS[status] ?? "";
}

/** Class of an HTTP status. */
export function statusTone(status: number | null): string {
  if (status === null) return "unknown";
  if (status === 200) return "ok";
  return status < 300 || status === 408 || status === 429 || status === 503 ? "warn" : "error";
}
