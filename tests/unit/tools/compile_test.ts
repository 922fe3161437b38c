import assert from "node:assert/strict";
import { compileArguments, compileExcludes, lacksBaseBinary } from "../../../tools/build/compile.ts";
import { COMPILE_EXCLUDES, PERMISSION_SET } from "../../../tools/build/packages.data.ts";
import { portableConfig } from "../../../tools/build/portable.ts";
import config from "../../../deno.json" with { type: "json" };
import { full } from "../../kit/mod.ts";

Deno.test("compileExcludes() names the installed versions and nothing that only begins alike", () => {
  const excludes = compileExcludes(["bintrees@1.0.2", "bintrees-other@1.0.0", "sharp@1.0.0"]);
  assert.deepEqual(excludes, ["node_modules/.deno/bintrees@1.0.2/node_modules/bintrees/test"]);
});

Deno.test("compileArguments() extracts itself and asks for the named permissions, never for all", () => {
  const args = compileArguments("out/sn1", ["a"]);
  assert.ok(args.includes("--self-extracting"));
  assert.ok(args.includes(`-P=${PERMISSION_SET}`));
  assert.ok(args.includes("--exclude=a"));
  assert.ok(!args.some((arg) => arg === "-A" || arg === "--allow-all"));
  assert.equal(args.at(-1), "main.ts");
});

Deno.test("lacksBaseBinary() tells a missing base from a fault of our own", () => {
  assert.ok(lacksBaseBinary("error: x\n    0: Setting up base binary.\n    1: dns error"));
  assert.ok(!lacksBaseBinary("error: TS2304 [ERROR]: Cannot find name 'x'."));
});

Deno.test("the permission sets of deno.json are complete and the engine has no network and no processes", () => {
  const { sn1, engine } = config.permissions as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(sn1!).sort(), ["env", "ffi", "net", "read", "run", "sys", "write"]);
  assert.deepEqual(["net", "run"].filter((name) => name in engine!), []);
});

Deno.test("portableConfig() keeps permissions, and finds packages without lock or network", () => {
  const portable = portableConfig(config);
  assert.deepEqual(portable.permissions, config.permissions);
  assert.equal(portable.nodeModulesDir, "manual");
  assert.equal(portable.lock, false);
  assert.equal("imports" in portable, false);
});

full("every folder that the compiled form leaves out exists", async () => {
  const root = new URL("../../..", import.meta.url).pathname;
  const installed = (await Array.fromAsync(Deno.readDir(`${root}node_modules/.deno`))).map((entry) =>
    entry.name
  );
  const excludes = compileExcludes(installed);
  assert.ok(excludes.length >= COMPILE_EXCLUDES.length);
  for (const path of excludes) assert.ok((await Deno.stat(root + path)).isDirectory, path);
});
