/**
 * Checks that the package can be published: `deno publish --dry-run` on what would be sent.
 *
 *     deno task publish:dry
 * @module
 */
import { inStagedPackage } from "./build/stage_package.ts";

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  const { code, text } = await inStagedPackage(root, ["publish", "--dry-run", "--allow-dirty"]);
  console.error(text);
  Deno.exit(code);
}
