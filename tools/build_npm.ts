/**
 * Builds the npm form of `@sn1/sdk`.
 *
 *     deno task build:npm [--output FILE.tgz]
 * @module
 */
import { buildNpmPackage } from "./build/npm_package.ts";

if (import.meta.main) {
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  const at = Deno.args.indexOf("--output");
  const { version } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const output = at >= 0 ? Deno.args[at + 1] : `${root}/dist/sn1-sdk-${version}.tgz`;
  if (!output) {
    console.error("--output needs a file name");
    Deno.exit(2);
  }
  await Deno.mkdir(output.replace(/[^/]*$/, "") || ".", { recursive: true });
  await buildNpmPackage(root, output);
  console.error(`built ${output}`);
}
