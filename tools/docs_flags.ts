/**
 * Writes the pages that are made from the commands' schemas: docs/flags.md and docs/migration.md.
 *
 * Usage: `deno task flags`
 * @module
 */
import { stalePages } from "./docs/generated.ts";

const root = new URL("../", import.meta.url).pathname;
const stale = await stalePages(root);
for (const [path, text] of stale) await Deno.writeTextFile(root + path, text);
console.error(stale.size > 0 ? `written: ${[...stale.keys()].join(", ")}` : "nothing has changed");
