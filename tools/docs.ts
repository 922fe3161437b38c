/**
 * Runs every command the pages show, and writes what is generated.
 *
 *     deno task docs                 writes generated pages, runs all pages, puts real outputs in place
 *     deno task docs --check         the same without writing; exit 1 when something is stale or wrong
 *     deno task docs --read          run nothing: flags, links and reasons only
 *     deno task docs docs/miner.md   only these pages
 *
 * @module
 */
import { docsModules, docsPages, runPages } from "./docs/run_pages.ts";
import { rewritten } from "./docs/run_page.ts";

const root = new URL("../", import.meta.url).pathname;
const pages = await docsPages(root);
const readOnly = Deno.args.includes("--read");
const check = readOnly || Deno.args.includes("--check");
const named = Deno.args.filter((arg) => !arg.startsWith("--"));
const wrong = Deno.args.find((arg) => arg.startsWith("--") && arg !== "--check" && arg !== "--read") ??
  named.find((path) => !pages.includes(path));
if (wrong !== undefined) {
  console.error(`"${wrong}" is neither --check, --read nor a page such as docs/miner.md`);
  Deno.exit(2);
}
const modules = { ...await docsModules(root), readOnly };
if (!check && named.length === 0) {
  // Pages that take hours (bench, mechanism, agreement, interop) have tasks of their own.
  for (const task of ["flags", "metrics", "troubleshooting"].filter((name) => modules.tasks.has(name))) {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", task],
      cwd: root,
    })
      .spawn().status;
    if (!success) Deno.exit(1);
  }
}
const results = await runPages(named.length > 0 ? named : pages, modules);
let problems = 0;
for (const result of results) {
  console.log(`${result.path}: ${result.run} commands run, ${result.parsed} parsed`);
  if (!check && result.rewrites.length > 0) {
    const text = await Deno.readTextFile(root + result.path);
    await Deno.writeTextFile(root + result.path, rewritten(text, result.rewrites));
    console.log(`  ${result.rewrites.length} outputs written anew: look at them before you commit`);
  }
  for (const problem of result.problems) console.error(problem);
  problems += result.problems.length;
}
console.log(
  `${results.length} pages: ${results.reduce((sum, { run }) => sum + run, 0)} commands run, ` +
    `${results.reduce((sum, { parsed }) => sum + parsed, 0)} parsed, ${problems} problems`,
);
Deno.exit(problems > 0 ? 1 : 0);
