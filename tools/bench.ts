/**
 * Runs benchmarks: JSON lines `{name, unit, value, n, baseline?, ratio?}` on stdout (ratio > 1 = ours is better), a
 * table on stderr.
 *
 *     deno task bench                    all groups
 *     deno task bench rewards            one group
 *     deno task bench engine.24m.n8      what of a group begins like this
 * @module
 */

/** Which file measures which names. */
const GROUPS: readonly { prefixes: readonly string[]; file: string }[] = [
  { prefixes: ["rewards"], file: "tests/bench/rewards_bench.ts" },
  { prefixes: ["startup", "store", "localnet"], file: "tests/bench/system_bench.ts" },
  { prefixes: ["engine", "goodput", "embed"], file: "tests/bench/engine_bench.ts" },
];

async function main(wanted: readonly string[]): Promise<number> {
  const root = new URL("..", import.meta.url).pathname;
  const fits = (group: typeof GROUPS[number]) =>
    wanted.length === 0 ||
    wanted.some((name) => group.prefixes.some((p) => name === p || name.startsWith(`${p}.`)));
  const chosen = GROUPS.filter(fits);
  if (chosen.length === 0) {
    console.error(`no benchmark begins like that; groups: ${GROUPS.flatMap((g) => g.prefixes).join(", ")}`);
    return 2;
  }
  for (const { file, prefixes } of chosen) {
    const names = wanted.filter((name) => prefixes.some((p) => name === p || name.startsWith(`${p}.`)));
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-P", "--quiet", root + file, ...names],
      cwd: root,
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    if (code !== 0) return code;
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
