/**
 * Shows that the suite notices when a rule is broken: applies each mutation of the table to a copy of the tree, one at
 * a time, and runs the tests named with it. A mutation that leaves them green is a hole in the suite.
 *
 *     deno task test:mutants              all
 *     deno task test:mutants replay       those whose name contains `replay`
 * @module
 */
import { type Mutant, MUTANTS } from "./mutants/mutants.data.ts";

/** Folders and files a copy needs; node_modules is linked. */
const TREE = [
  "src",
  "tasks",
  "rewards",
  "neurons",
  "tests",
  "tools",
  "main.ts",
  "mod.ts",
  "deno.json",
  "deno.lock",
];
/** One run of the named tests, ms. A mutation that makes them hang counts as noticed. */
const LIMIT_MS = 240_000;

type Verdict = "noticed" | "SURVIVED" | "BROKEN TABLE";

async function main(filter: string | undefined): Promise<number> {
  const root = new URL("..", import.meta.url).pathname;
  const chosen = MUTANTS.filter((m) => !filter || m.name.includes(filter));
  const folder = await Deno.makeTempDir({ prefix: "sn1-mutants-" });
  try {
    await copyTree(root, folder);
    const baseline = await runTests(folder, [...new Set(chosen.flatMap((m) => m.tests))]);
    if (!baseline) {
      console.log("the named tests fail without any mutation: mend them first");
      return 1;
    }
    let failed = 0;
    for (const mutant of chosen) {
      const verdict = await tryMutant(folder, mutant);
      if (verdict !== "noticed") failed++;
      console.log(`${verdict.padEnd(13)} ${mutant.name}  (${mutant.file})`);
    }
    console.log(`${chosen.length - failed} passed, ${failed} failed`);
    return failed === 0 && chosen.length > 0 ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function copyTree(root: string, folder: string): Promise<void> {
  const { success } = await new Deno.Command("cp", {
    args: ["-r", ...TREE.map((path) => root + path), folder],
  }).output();
  if (!success) throw new Error(`cannot copy the tree to ${folder}`);
  await Deno.symlink(`${root}node_modules`, `${folder}/node_modules`);
}

async function tryMutant(folder: string, mutant: Mutant): Promise<Verdict> {
  const path = `${folder}/${mutant.file}`;
  const original = await Deno.readTextFile(path);
  // Exactly one place: a table that no longer fits the code must be mended, not silently skipped.
  if (original.split(mutant.find).length !== 2) return "BROKEN TABLE";
  await Deno.writeTextFile(path, original.replace(mutant.find, () => mutant.replace));
  try {
    return await runTests(folder, mutant.tests) ? "SURVIVED" : "noticed";
  } finally {
    await Deno.writeTextFile(path, original);
  }
}

async function runTests(folder: string, tests: readonly string[]): Promise<boolean> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  try {
    const { success } = await new Deno.Command(Deno.execPath(), {
      // Types are not the judge here: a mutation that only the type checker sees would prove nothing about the tests.
      args: ["test", "-P", "--quiet", "--no-check", "--fail-fast", ...tests],
      cwd: folder,
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    return success;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args[0]));
