/**
 * Removes what a terminal, a log or a page could mistake for a command: escape sequences, C0/C1 controls and
 * bidirectional overrides. Newlines and tabs stay unless `oneLine`.
 * @param oneLine replace white-space runs by one blank
 */
export function stripControl(text: string, oneLine = false): string {
  // deno-lint-ignore no-control-regex
  const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
  // deno-lint-ignore no-control-regex
  const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  const clean = text.replace(ansi, "").replace(controls, "");
  return oneLine ? clean.replace(/\s+/g, " ").trim() : clean;
}

/**
 * At most `limit` code points of `text`, with an ellipsis when something was cut.
 */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const points = Array.from(text.slice(0, limit * 2 + 2));
  return points.length <= limit ? points.join("") : points.slice(0, Math.max(0, limit - 1)).join("") + "…";
}

/**
 * The candidate nearest to `word` by edit distance, for "did you mean".
 * @returns undefined when nothing is close
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance, given up (returns `limit`) once it cannot be smaller than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return Math.min(limit, row[b.length]!);
}

/** An address as it is dialed: `203.0.113.5:8091`, IPv6 in brackets, `[2001:db8::1]:8091`. */
export function formatHostPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}
