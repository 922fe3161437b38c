import { truncate } from "../../text/mod.ts";
import { type Output, writeStderr } from "./output.ts";

/** A block of lines on stderr that is redrawn in place. Without a terminal nothing is drawn. */
export interface LiveBlock {
  /** Replaces the lines. */
  draw(lines: readonly string[]): void;
  /** Removes the block, so that what follows is printed from its place on. */
  clear(): void;
}

/** Characters of an escape sequence that take no room. */
// deno-lint-ignore no-control-regex
const STYLE = /\u001b\[[0-9;]*m/g;

/**
 * A live block on the terminal of `out`.
 * @param write where the control sequences go; stderr unless a test looks
 */
export function liveBlock(
  out: Pick<Output, "terminal" | "columns">,
  write: (text: string) => void = (text) => writeStderr(text),
): LiveBlock {
  let drawn = 0;
  const up = () => drawn > 0 ? `\u001b[${drawn}F\u001b[0J` : "";
  return {
    draw(lines) {
      if (!out.terminal) return;
      const width = Math.max(20, out.columns - 1);
      // A line that wraps would break the arithmetic of the next redraw.
      const fitted = lines.map((line) =>
        line.replace(STYLE, "").length <= width ? line : truncate(line.replace(STYLE, ""), width)
      );
      write(up() + fitted.join("\n") + "\n");
      drawn = fitted.length;
    },
    clear() {
      if (drawn > 0) write(up());
      drawn = 0;
    },
  };
}

/** A bar of block characters for a share in [0, 1]. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * width * 8);
  const full = Math.floor(eighths / 8);
  const rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]!;
  return ("█".repeat(full) + rest).padEnd(width);
}
