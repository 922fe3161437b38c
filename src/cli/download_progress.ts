import type { Clock } from "../base/mod.ts";
import { bar, liveBlock } from "./live.ts";
import type { Output } from "./output.ts";

/** Bytes as people read them: `1.24 GB`, `38.1 MB`, `512 B`. */
export function formatSize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} B`;
}

/** Shows how far a download is. */
export interface DownloadShown {
  /** @param label what is being fetched */
  update(done: number, total: number, label?: string): void;
  /** Removes the live line. */
  clear(): void;
}

/** Between two redraws on a terminal, ms. */
const REDRAW_MS = 100;

/**
 * A download's progress on stderr: one live line with bar, rate and time left on a terminal, else a line per tenth.
 */
export function downloadProgress(
  out: Pick<Output, "terminal" | "columns" | "note">,
  clock: Clock,
): DownloadShown {
  const live = liveBlock(out);
  let first: { at: number; done: number } | null = null;
  let drawn = -Infinity;
  let tenth = -1;
  return {
    update(done, total, label = "") {
      const now = clock.monotonic();
      // What was there before the start does not count for the rate.
      first ??= { at: now, done };
      const share = total > 0 ? done / total : 1;
      if (!out.terminal) {
        if (Math.floor(share * 10) !== tenth) {
          out.note(`${Math.round(share * 100)} % of ${formatSize(total)}`);
        }
        tenth = Math.floor(share * 10);
        return;
      }
      if (now - drawn < REDRAW_MS && done < total) return;
      drawn = now;
      const rate = now > first.at ? (done - first.done) / (now - first.at) * 1000 : 0;
      const left = rate > 0 ? `  ${formatSize(rate)}/s  ${duration((total - done) / rate)} left` : "";
      live.draw([`${bar(share, 24)} ${formatSize(done)} of ${formatSize(total)}${left}  ${label}`.trimEnd()]);
    },
    clear: () => live.clear(),
  };
}

/** Seconds as `40 s`, `3 min`, `2 h`. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
