/**
 * Builds `./sn1` as one self-unpacking file, for places where `deno task build` cannot fetch its base binary.
 *
 *     deno task build:portable [--output FILE]
 * @module
 */
import { buildPortable } from "./build/portable.ts";
import { OUTPUT } from "./build/packages.data.ts";

if (import.meta.main) {
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    console.error(`build:portable makes a file for linux/x64 with glibc; this is ${Deno.build.target}`);
    Deno.exit(1);
  }
  const root = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
  const at = Deno.args.indexOf("--output");
  const output = at >= 0 ? Deno.args[at + 1] : `${root}/${OUTPUT}`;
  if (!output) {
    console.error("--output needs a file name");
    Deno.exit(2);
  }
  const result = await buildPortable(root, output);
  console.error(`built ${OUTPUT} (portable form): ${Math.round(result.bytes / 1e6)} MB`);
  console.error(`beside the bundle: ${result.packages.join(" ") || "no packages"}`);
}
