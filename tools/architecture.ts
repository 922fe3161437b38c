/**
 * The architecture rules: layers and entry points of the packages, import circles, file lengths, gated libraries,
 * doc comments.
 *
 *     deno task architecture            findings as lines; exit 1 when one is an error
 *     deno task architecture --json     one JSON document: {files, findings}
 * @module
 */
import { checkTree } from "./architecture/rules.ts";
import { readTree } from "./architecture/tree.ts";

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
    console.log(`architecture: ${tree.size} files, ${errors} errors, ${findings.length - errors} warnings`);
  }
  if (errors > 0) Deno.exit(1);
}
