import type { Cell, Verdict } from "./case.ts";
import { KNOWN_FAULTS } from "./faults.data.ts";
import type { Part } from "./parts.ts";
import type { SdkVersion } from "./versions.data.ts";

const WORDS: Record<Verdict["kind"], string> = {
  ok: "ok",
  fault: "fault",
  none: "–",
  skipped: "skipped",
  failed: "FAILED",
};

type Find = (part: Part, row: string, version: SdkVersion) => Cell | undefined;

function finder(cells: readonly Cell[]): Find {
  const byKey = new Map(cells.map((cell) => [`${cell.direction}|${cell.case}|${cell.version}`, cell]));
  return (part, row, version) => byKey.get(`${part.direction}|${row}|${version.id}`);
}

/** Faults in the order of their first cell, numbered from 1. */
function numbered(cells: readonly Cell[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { verdict } of cells) {
    if (verdict.kind === "fault" && !numbers.has(verdict.name)) numbers.set(verdict.name, numbers.size + 1);
  }
  return numbers;
}

function word(cell: Cell | undefined, faults: Map<string, number>): string {
  if (!cell) return "";
  const { verdict } = cell;
  return verdict.kind === "fault" ? `fault ${faults.get(verdict.name)}` : WORDS[verdict.kind];
}

/** The matrix for a terminal, and below it the named faults, what does not apply, and failures in full. */
export function textReport(
  parts: readonly Part[],
  versions: readonly SdkVersion[],
  cells: readonly Cell[],
): string {
  const find = finder(cells);
  const faults = numbered(cells);
  const width = Math.max(...parts.flatMap(({ rows }) => rows.map((row) => row.length))) + 4;
  const lines: string[] = [];
  for (const part of parts) {
    lines.push("", part.direction.padEnd(width) + versions.map((v) => v.bittensor.padEnd(10)).join(""));
    for (const row of part.rows) {
      const words = versions.map((version) => word(find(part, row, version), faults).padEnd(10));
      lines.push(`  ${row}`.padEnd(width) + words.join(""));
    }
  }
  lines.push("");
  for (const [name, number] of faults) lines.push(`fault ${number}: ${name}`);
  const reasons = new Set(cells.flatMap(({ verdict }) => verdict.kind === "skipped" ? [verdict.reason] : []));
  for (const reason of reasons) lines.push(`skipped: ${reason}`);
  for (const { verdict, ...cell } of cells) {
    if (verdict.kind === "failed") {
      lines.push("", `FAILED ${cell.direction}, ${cell.case}, ${cell.version}:`, `  ${verdict.detail}`);
    }
  }
  const count = (kind: Verdict["kind"]) => cells.filter(({ verdict }) => verdict.kind === kind).length;
  lines.push(
    "",
    `${cells.length} cells: ${count("ok")} ok, ${count("fault")} known faults, ${
      count("none")
    } do not apply, ` +
      `${count("skipped")} skipped, ${count("failed")} failed`,
  );
  return lines.join("\n");
}

/** One line per reason: the releases, and the rows that it excludes. */
function notApplying(cells: readonly Cell[]): string[] {
  const rows = new Map<string, { versions: Set<string>; cases: Set<string> }>();
  for (const { verdict, version, ...cell } of cells) {
    if (verdict.kind !== "none") continue;
    const row = rows.get(verdict.reason) ?? { versions: new Set(), cases: new Set() };
    rows.set(verdict.reason, row);
    row.versions.add(version);
    row.cases.add(cell.direction === "chain" ? "chain" : cell.case);
  }
  return [...rows].map(([reason, { versions, cases }]) =>
    `${[...versions].join(", ")}: ${[...cases].join("; ")} (${reason})`
  );
}

/** The page docs/interop.md: the same on every machine as long as the verdicts are. */
export function markdownReport(
  parts: readonly Part[],
  versions: readonly SdkVersion[],
  cells: readonly Cell[],
): string {
  const find = finder(cells);
  const faults = numbered(cells);
  const lines = [
    "# Interop with the Python SDK",
    "",
    "Written by `deno task test:interop`; do not edit. Real releases of `bittensor` talk to this program in both",
    "directions over the loopback interface, open its key files and read its local chain. **ok** means: same",
    "verdict and same fields on both sides. A **fault** is a known deviation of that release, expected by name;",
    "the run fails when one does not show. **–** means that the question makes no sense for that release.",
    "",
    "Run one release with `deno task test:interop --only 10`; without Python or its package registry the task says",
    "`skipped` and why. Environments are kept in `~/.cache/sn1-interop` (`SN1_INTEROP_CACHE`), one per release.",
  ];
  for (const part of parts) {
    lines.push(
      "",
      `## ${part.direction[0]!.toUpperCase()}${part.direction.slice(1)}`,
      "",
      `| case | ${versions.map((v) => v.bittensor).join(" | ")} |`,
      `| --- | ${versions.map(() => "---").join(" | ")} |`,
    );
    for (const row of part.rows) {
      lines.push(`| ${row} | ${versions.map((v) => word(find(part, row, v), faults)).join(" | ")} |`);
    }
  }
  lines.push("", "## Known faults", "");
  for (const [name, number] of faults) {
    const sources = [...new Set(KNOWN_FAULTS.filter((f) => f.name === name).map((f) => f.source))]
      .map((source) => source.replace(/^docs\/(spec\/wire\.md#\S+)$/, "[wire protocol]($1)"));
    lines.push(`${number}. ${name} (${sources.join(", ")})`);
  }
  lines.push("", "## Does not apply", "");
  for (const line of notApplying(cells)) lines.push(`- ${line}`);
  return `${lines.join("\n")}\n`;
}
