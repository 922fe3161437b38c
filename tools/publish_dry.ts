/**
 * Checks that the package can be published: `deno doc --lint` and `deno publish --dry-run` on what would be sent.
 *
 *     deno task publish:dry
 * @module
 */
import { docLintArguments } from "./build/lint_docs.ts";
import { inStagedPackage } from "./build/stage_package.ts";

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  const config = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  for (const args of [docLintArguments(config), ["publish", "--dry-run", "--allow-dirty"]]) {
    const { code, text } = await inStagedPackage(root, args);
    console.error(text);
    if (code !== 0) Deno.exit(code);
  }
}
