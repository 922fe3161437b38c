import type { Clock } from "../../base/mod.ts";
import { formatDuration, formatSize } from "./number_format.ts";
import { bar, liveBlock } from "./live_region.ts";
import type { Output } from "./output.ts";

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
      const left = rate > 0
        ? `  ${formatSize(rate)}/s  ${formatDuration((total - done) / rate * 1000)} left`
        : "";
      live.draw([`${bar(share, 24)} ${formatSize(done)} of ${formatSize(total)}${left}  ${label}`.trimEnd()]);
    },
    clear: () => live.clear(),
  };
}
