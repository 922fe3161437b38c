/**
 * The reliability suite: attacks and accidents, each counted.
 *
 *     deno task test:chaos                     all items, each in a process of its own
 *     deno task test:chaos --only ITEM …       these items (or those whose name starts so)
 *     deno task test:chaos --seed TEXT         other dice; equal seeds make equal faults
 *     deno task test:chaos --short             the small numbers of the normal suite
 *     deno task test:chaos --write             also notes the results on docs/reliability.md
 *     deno task test:chaos --list
 */
import { parseArgs } from "node:util";
import { noteResults } from "../../tools/reliability/write.ts";
import { ITEMS } from "./catalogue.ts";
import type { ChaosItem, ChaosResult } from "./kit.ts";

/** Longest run of one item unless it says otherwise, seconds. */
const LIMIT_S = 120;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", multiple: true },
    seed: { type: "string", default: "chaos" },
    short: { type: "boolean" },
    write: { type: "boolean" },
    list: { type: "boolean" },
  },
});
const wanted = [...values.only ?? [], ...positionals].flatMap((text) => text.split(","));
const exact = wanted.filter((name) => ITEMS.some(({ id }) => id === name));
const chosen = ITEMS.filter(({ id }) =>
  wanted.length === 0 || exact.includes(id) ||
  wanted.some((name) => !exact.includes(name) && id.startsWith(name))
);
const unknown = wanted.find((name) => !ITEMS.some(({ id }) => id.startsWith(name)));
if (unknown !== undefined) {
  console.error(`no item is named "${unknown}"; the items are\n${ITEMS.map(({ id }) => id).join(" ")}`);
  Deno.exit(2);
}
if (values.list) {
  for (const { id, what } of ITEMS) console.log(`${id.padEnd(20)} ${what}`);
  Deno.exit(0);
}

/** Ends a process and what it started. */
function endGroup(pid: number): void {
  new Deno.Command("kill", { args: ["-KILL", "--", `-${pid}`], stderr: "null" }).outputSync();
}

/** Runs one item in a process of its own; one that hangs or dies has failed. */
async function runApart(item: ChaosItem): Promise<ChaosResult> {
  const started = performance.now();
  const entry = new URL("./one.ts", import.meta.url).pathname;
  const flags = ["run", "-P=sn1", "--quiet", "--no-check", "--v8-flags=--expose-gc"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...flags, entry, item.id, values.seed, values.short ? "short" : "full"],
    stdout: "piped",
    stderr: "piped",
    // A group of its own, so that what the item started can be ended with it.
    detached: true,
  }).spawn();
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, (item.limitS ?? LIMIT_S) * 1000);
  const [stdout, stderr, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.status,
  ]);
  clearTimeout(limit);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(last) as ChaosResult;
  } catch {
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const why = late
      ? `not done within ${item.limitS ?? LIMIT_S} s`
      : `its process ended with ${code}: ${stderr.trim().slice(-400)}`;
    return { id: item.id, ok: false, injected: 0, seconds, notes: [], error: why };
  }
}

const load = Deno.loadavg()[0]!;
const started = performance.now();
const results: ChaosResult[] = [];
for (const item of chosen) {
  const result = await runApart(item);
  results.push(result);
  const { id, ok, injected, seconds, notes, error } = result;
  console.log(
    `${ok ? "ok    " : "FAILED"} ${id.padEnd(20)} ${String(injected).padStart(9)} injected ${
      seconds.toFixed(1).padStart(6)
    } s  ${error ?? notes.join("; ")}`,
  );
}
const failed = results.filter(({ ok }) => !ok).length;
const total = results.reduce((sum, { injected }) => sum + injected, 0);
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`${total} faults injected in ${minutes} min, seed ${values.seed}`);
console.log(`${results.length - failed} passed, ${failed} failed`);
if (values.write) {
  if (values.short) console.error("the page shows full runs only: --write is ignored with --short");
  else await noteResults(ITEMS, results, values.seed, load);
}
Deno.exit(failed === 0 && results.length > 0 ? 0 : 1);
