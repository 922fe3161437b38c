import type { ChaosItem, ChaosResult } from "../../tests/chaos/kit.ts";
import type { SoakReport } from "../../tests/soak/summary.ts";

/** The last result of one item, and how it came about. */
export interface NotedResult extends ChaosResult {
  /** Day, UTC. */
  date: string;
  seed: string;
  /** Mean load of the machine over the minute before, and its cores. */
  load: number;
  cores: number;
}

/** Results by id. */
export type NotedResults = Readonly<Record<string, NotedResult>>;

const cell = (text: string) =>
  text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/([*_`])/g, "\\$1").replaceAll(/\s+/g, " ");
const number = (value: number) => value.toLocaleString("en-US");

/** `docs/reliability.md` from the last result of every item and the last soak. */
export function reliabilityPage(
  items: readonly Pick<ChaosItem, "id" | "what">[],
  results: NotedResults,
  soak: SoakReport | null,
): string {
  const known = items.flatMap(({ id }) => results[id] ?? []);
  const total = known.reduce((sum, { injected }) => sum + injected, 0);
  const good = known.filter(({ ok }) => ok).length;
  const seconds = known.reduce((sum, result) => sum + result.seconds, 0);
  return `# Reliability

Made by \`deno task test:chaos --write\` and \`deno task test:soak --write\`; do not edit.

Each item below is an attack or an accident that is made, counted and judged. One that makes nothing fails: it would show
nothing. The last full runs made ${number(total)} faults in ${
    Math.round(seconds / 60)
  } minutes; ${good} of ${items.length} items held.

\`\`\`sh
deno task test:chaos                            # all of it, each item in a process of its own
deno task test:chaos --only signature-matrix    # one item
deno task test:chaos --seed another             # other dice; equal seeds make equal faults
deno task test:chaos --short                    # small numbers, seconds
\`\`\`

A short form of ${"`test:chaos`"} is part of \`deno task test\`.

| item | what is done, and what must hold |
| --- | --- |
${items.map(({ id, what }) => `| \`${id}\` | ${cell(what)} |`).join("\n")}

## Last results

Times are those of the machine they ran on, with its load at the start (mean over a minute) and its cores.

| item | result | injected | seconds | day, seed | load | measured |
| --- | --- | ---: | ---: | --- | --- | --- |
${items.map((item) => resultRow(item.id, results[item.id])).join("\n")}

${soakSection(soak)}

## What this does not show

- Loopback is no internet: latency, loss and address translation are missing, and all addresses are in 127.0.0.0/8.
- A kill ends a process, not the power: what the disk promises after \`fsync\` is taken at its word.
- The clock set back **while an axon is down** lets requests of the time before pass once more, for as long as it was set
  back: an axon trusts its clock at the start. Keep NTP running.
- Connections of a run are traced for a miner and a validator on a local chain. Of the named services that tell a miner
  its address only the list is tested; the runtime's own look for updates is turned off by the launcher.
`;
}

function resultRow(id: string, result: NotedResult | undefined): string {
  if (!result) return `| \`${id}\` | not run yet | | | | | |`;
  const { ok, injected, seconds, date, seed, load, cores, notes, error } = result;
  const told = ok ? notes.join("; ") : error ?? "";
  return `| \`${id}\` | ${ok ? "held" : "**FAILED**"} | ${number(injected)} | ${seconds} | ${date}, ${
    cell(seed)
  } | ${load.toFixed(1)} on ${cores} | ${cell(told)} |`;
}

function soakSection(soak: SoakReport | null): string {
  if (!soak) return "## Soak\n\nNot run yet: `deno task test:soak --write`.";
  const { minutes, miners, steps, faults, windows, rss, descriptors, lag, date, load } = soak;
  const share = (100 * windows.landed / Math.max(1, windows.total)).toFixed(0);
  return `## Soak

${minutes} minutes of a validator process (embedded engine, a tiny model) among ${miners} miners on a local chain with a block a
second, while one thing after the other breaks: ${
    Object.entries(faults).map(([name, count]) => `${name} (${count} times)`).join(", ")
  }.

\`\`\`sh
deno task test:soak --minutes ${minutes} --miners ${miners}
\`\`\`

${date} UTC, load ${load.start.toFixed(1)} at the start and ${
    load.end.toFixed(1)
  } at the end on ${load.cores} cores${
    Math.max(load.start, load.end) > load.cores
      ? ": **the machine was busy with other work all the while**, so delays of the event loop are those of waiting for a core"
      : ""
  }.

| | |
| --- | ---: |
| steps | ${number(steps)} |
| windows (epochs of the chain) in which weights landed | ${windows.landed} of ${windows.total} (${share} %) |
| longest time without weights | ${windows.longestGapBlocks} blocks |
| resident memory, after a warm-up of ${rss.warmUpMinutes} min | ${rss.firstMb} MB, at the end ${rss.lastMb} MB, at most ${rss.mostMb} MB |
| its slope (least squares) | ${rss.slopeMbPerHour} MB/h |
| descriptors | ${descriptors.first}, at the end ${descriptors.last}, at most ${descriptors.most} |
| event loop lag (worst per 5 s), median, p99, worst | ${lag.p50Ms}, ${lag.p99Ms}, ${lag.maxMs} ms |

A slope over a quarter of an hour of a heap that is collected now and then is no trend: it shows that nothing grows without
end, and the picture shows how far it swings. Descriptors swing by the miners that are being asked.

![Memory, descriptors and loop lag of the validator over the run](assets/soak.svg)`;
}
