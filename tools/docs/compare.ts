/** Lines that count: no blank ones, blanks within a line are one. */
function counted(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/\s+/g, " ").trim()).filter((line) => line !== "");
}

/** What a shown line stands for: `…` is any text, `<name>` any text without blanks. */
function pattern(line: string): RegExp {
  const source = line.split(/(…|<[a-z][a-z0-9 -]*>)/).map((part) =>
    part === "…" ? ".*" : /^<.*>$/.test(part) ? "\\S+" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
  );
  return new RegExp(`^${source.join("")}$`);
}

/**
 * Whether an output is what a page shows. Blank lines and the width of blanks do not count; `…` in a line is any
 * text, a line of it any number of lines, `<name>` any one word.
 * @param gaps lines may come between those shown, and after them: a log
 */
export function matches(shown: readonly string[], output: readonly string[], gaps = false): boolean {
  const wanted = counted(shown);
  const lines = counted(output);
  const patterns = wanted.map((line) => line === "…" ? null : pattern(line));
  // Reached: numbers of output lines that may be used up so far.
  let reached = new Set([0]);
  const spread = (from: Set<number>) => {
    const first = Math.min(...from);
    return new Set(Array.from({ length: lines.length - first + 1 }, (_, i) => first + i));
  };
  for (const wants of patterns) {
    if (wants === null || gaps) reached = spread(reached);
    if (wants === null) continue;
    reached = new Set(
      [...reached].filter((at) => at < lines.length && wants.test(lines[at]!)).map((at) => at + 1),
    );
    if (reached.size === 0) return false;
  }
  return gaps || reached.has(lines.length);
}

/** What differs from run to run, and what stands for it in a page. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b5[1-9A-HJ-NP-Za-km-z]{47}\b/g, "5…"],
  [/\b0x[0-9a-f]{8,}\b/g, "0x…"],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, "…"],
  [/\b\d+(?:\.\d+)? ms\b/g, "… ms"],
  [/\bblock \d+/g, "block …"],
];

/** An output as a page shows it: what differs from run to run as `…`. */
export function masked(output: readonly string[]): string[] {
  return output.map((line) =>
    VOLATILE.reduce((text, [what, sign]) => text.replace(what, sign), line).trimEnd()
  );
}
