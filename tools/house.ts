/**
 * The house rules: floors and doors of the rooms, import circles, file lengths, gated packages, doc comments.
 *
 *     deno task house            findings as lines; exit 1 when one is an error
 *     deno task house --json     one JSON document: {files, findings}
 * @module
 */
import { checkTree } from "./house/rules.ts";
import { readTree } from "./house/tree.ts";

if (import.meta.main) {
  const tree = await readTree(new URL("..", import.meta.url).pathname.replace(/\/$/, ""));
  const findings = checkTree(tree);
  const errors = findings.filter((finding) => finding.severity === "error").length;
  if (Deno.args.includes("--json")) {
    console.log(JSON.stringify({ files: tree.size, findings }, null, 2));
  } else {
    for (const { severity, path, line, rule, message } of findings) {
      console.log(`${severity} ${path}${line > 0 ? `:${line}` : ""} [${rule}] ${message}`);
    }
    console.log(`house: ${tree.size} files, ${errors} errors, ${findings.length - errors} warnings`);
  }
  if (errors > 0) Deno.exit(1);
}
