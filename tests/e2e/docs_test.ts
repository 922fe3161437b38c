import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { without } from "../kit/optional_programs.ts";

const root = new URL("../../", import.meta.url).pathname;

full("every command of every page runs, or is read by the program's own parser", async () => {
  const { docsModules, docsPages, runPages } = await import("../../tools/docs/run_pages.ts");
  const results = await runPages(await docsPages(root), await docsModules(root));
  for (const { path, run, parsed } of results) {
    if (run + parsed > 0) console.log(`${path}: ${run} commands run, ${parsed} parsed`);
  }
  const problems = results.flatMap((result) => result.problems);
  assert.equal(problems.length, 0, `\n${problems.join("\n")}\n\n"deno task docs" does the same by hand`);
  assert.ok(
    results.some(({ run }) => run > 0) && results.some(({ parsed }) => parsed > 0),
    "nothing was read",
  );
}, { skip: without("script", "curl") });
