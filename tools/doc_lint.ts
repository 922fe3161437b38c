/**
 * Checks the doc comments of the public entry points, as publish:dry does on what would be sent.
 *
 *     deno task doc:lint
 * @module
 */
import { lintDocs } from "./build/lint_docs.ts";

if (import.meta.main) {
  const { code, text } = await lintDocs(new URL("..", import.meta.url).pathname.replace(/\/$/, ""));
  if (code !== 0) console.error(text);
  Deno.exit(code);
}
