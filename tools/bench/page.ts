import { type Group, GROUPS, INTRODUCTIONS } from "./groups.data.ts";
import { AFTERWORDS, type Note, NOTES } from "./notes.data.ts";
import type { Results, StoredResult } from "./results.ts";

/** Whether a result is as good as its note wants; null where nothing is wanted or known. */
export function meetsTarget({ target }: Note, { value, ratio }: StoredResult): boolean | null {
  if (!target) return null;
  if ("ratio" in target) {
    const lowest = Number(String(ratio).split(" ")[0]);
    return Number.isNaN(lowest) ? null : lowest >= target.ratio;
  }
  if (value === undefined) return null;
  return "least" in target ? value >= target.least : value <= target.most;
}

function wanted({ target }: Note): string {
  if (!target) return "";
  if ("ratio" in target) return `ratio ≥ ${target.ratio}`;
  return "least" in target ? `≥ ${target.least}` : `≤ ${target.most}`;
}

/** Group of a name: the one with the longest prefix that fits. */
export function groupOf(name: string): Group | undefined {
  const fits = (prefix: string) => name === prefix || name.startsWith(`${prefix}.`);
  const length = (group: Group) => Math.max(0, ...group.prefixes.filter(fits).map((prefix) => prefix.length));
  return GROUPS.filter((group) => length(group) > 0).sort((a, b) => length(b) - length(a))[0];
}

const noteOf = (name: string): Note => NOTES.find((note) => note.name === name) ?? { name };

function row(name: string, result: StoredResult): string {
  const { value, unit, baseline, ratio, date } = result;
  const note = noteOf(name);
  const verdict = meetsTarget(note, result);
  const cells = [
    `\`${name}\``,
    value === undefined ? "" : `${value} ${unit}`,
    baseline === undefined ? "" : `${baseline} ${unit}`,
    ratio === undefined ? "" : typeof ratio === "number" ? ratio.toFixed(2) : ratio,
    `${wanted(note)}${verdict === null ? "" : verdict ? " ✓" : " ✗"}`,
    date,
  ];
  return `| ${cells.join(" | ")} |`;
}

function section(group: Group, results: Results): string[] {
  const order = (name: string) => {
    const at = NOTES.findIndex((note) => note.name === name);
    return at < 0 ? NOTES.length : at;
  };
  const names = Object.keys(results).filter((name) => groupOf(name) === group)
    .sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const key = group.prefixes[0]!;
  const command = `\`\`\`\ndeno task bench ${group.prefixes.join(" ")}\n\`\`\``;
  const head = [`## ${group.title}`, command, `Baseline: ${group.peer}`, INTRODUCTIONS[key] ?? ""];
  if (names.length === 0) return [...head, "Not measured yet."];
  const machines = new Map<string, string[]>();
  for (const name of names) {
    const { machine } = results[name]!;
    machines.set(machine, [...machines.get(machine) ?? [], name]);
  }
  const where = [...machines].map(([machine, list]) =>
    machines.size === 1
      ? `Measured on ${machine}.`
      : `${list.map((n) => `\`${n}\``).join(", ")}: on ${machine}.`
  );
  const notes = names.map(noteOf).filter(({ text }) => text)
    .map(({ name, text }) => `- \`${name}\`: ${text}`);
  return [
    ...head,
    where.join("\n"),
    [
      "| name | value | baseline | ratio | wanted | measured |",
      "| --- | --- | --- | --- | --- | --- |",
      ...names.map((name) => row(name, results[name]!)),
    ].join("\n"),
    notes.join("\n"),
    AFTERWORDS[key] ?? "",
  ];
}

/** The page docs/performance.md of these results. */
export function performancePage(results: Results): string {
  const missed = Object.entries(results)
    .filter(([name, result]) => meetsTarget(noteOf(name), result) === false).map(([name]) => `\`${name}\``);
  const parts = [
    "# Performance",
    "Written by `deno task bench --write`, do not edit: what was measured stays in `docs/assets/bench.json`, and a run " +
    "of one group replaces that group's numbers only. Every number is a median of at least five runs, in turns with " +
    "its baseline in the same minutes; **ratio > 1 means that ours is better**, whichever way the unit counts. On a " +
    "busy machine values are low and only ratios mean something. Baselines of the Python SDK need the environments " +
    "of `deno task test:interop`.",
    missed.length === 0
      ? "Every target is met."
      : `Below their targets: ${missed.join(", ")}; the notes say why.`,
    ...GROUPS.flatMap((group) => section(group, results)),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
