/**
 * Runs benchmarks: JSON lines `{name, unit, value, n, baseline?, ratio?}` on stdout (ratio > 1 = ours is better), a
 * table on stderr.
 *
 *     deno task bench                    all groups
 *     deno task bench rewards            one group
 *     deno task bench engine.24m.n8      what of a group begins like this
 *     deno task bench --write axon       and puts the numbers into docs/performance.md
 *     deno task bench --page             writes the page from what is stored, measures nothing
 * @module
 */
import { type Group, GROUPS } from "./bench/groups.data.ts";
import { performancePage } from "./bench/page.ts";
import { machineWords, mergeResults, readResults, type ResultLine, writeResults } from "./bench/results.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const STORED = `${ROOT}docs/assets/bench.json`;
const PAGE = `${ROOT}docs/performance.md`;

/** The names that were asked for and are in a group: with its prefix, or the beginning of it. */
function namesFor(group: Group, wanted: readonly string[]): string[] {
  return wanted.filter((name) =>
    group.prefixes.some((p) => name === p || name.startsWith(`${p}.`) || p.startsWith(`${name}.`))
  );
}

/** Runs one file, showing what it prints. */
async function runGroup(
  group: Group,
  names: readonly string[],
): Promise<{ code: number; lines: ResultLine[] }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P", "--quiet", ROOT + group.file, ...names],
    cwd: ROOT,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines: ResultLine[] = [];
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const part of parts) {
      console.log(part);
      lines.push(JSON.parse(part));
    }
  }
  return { code: (await child.status).code, lines };
}

async function writePage(): Promise<void> {
  await Deno.writeTextFile(PAGE, performancePage(await readResults(STORED)));
  const fmt = new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", PAGE], cwd: ROOT });
  if (!(await fmt.output()).success) throw new Error(`deno fmt ${PAGE} failed`);
}

async function main(args: readonly string[]): Promise<number> {
  const flags = args.filter((arg) => arg.startsWith("-"));
  const unknown = flags.find((flag) => flag !== "--write" && flag !== "--page");
  if (unknown) {
    console.error(`no flag ${unknown}; there are --write and --page`);
    return 2;
  }
  if (flags.includes("--page")) {
    await writePage();
    return 0;
  }
  const wanted = args.filter((arg) => !arg.startsWith("-"));
  const chosen = GROUPS.map((group) => ({ group, names: namesFor(group, wanted) }))
    .filter(({ names }) => wanted.length === 0 || names.length > 0);
  if (chosen.length === 0) {
    console.error(`no benchmark begins like that; groups: ${GROUPS.flatMap((g) => g.prefixes).join(", ")}`);
    return 2;
  }
  let failed = 0;
  for (const { group, names } of chosen) {
    const machine = machineWords(Deno.loadavg()[0]!);
    const { code, lines } = await runGroup(group, names);
    // What was measured before a failure is true all the same.
    if (flags.includes("--write") && lines.length > 0) {
      const run = { date: new Date().toISOString().slice(0, 10), machine };
      await writeResults(STORED, mergeResults(await readResults(STORED), lines, run));
      await writePage();
    }
    if (code !== 0) {
      console.error(`${group.file} ended with code ${code}`);
      failed ||= code;
    }
  }
  return failed;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
