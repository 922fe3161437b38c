import assert from "node:assert/strict";
import { bundleFaults, graphFaults, runTimeNames } from "../../../tools/build/bundle_check.ts";
import { full, withTempDir } from "../../kit/mod.ts";

Deno.test("runTimeNames() finds each way to name a file that a bundler does not see", () => {
  const cases: [code: string, names: string[]][] = [
    ['import.meta.resolve("pkg/lib.wasm")', ["pkg/lib.wasm"]],
    ["import.meta.resolve(name)", ["name"]],
    ['new URL("lib.wasm", import.meta.url)', ["lib.wasm"]],
    ["new URL(`./worker.js`, import.meta.url)", ["./worker.js"]],
    ['new Worker(new URL("./worker.js", import.meta.url), { type: "module" })', ["./worker.js"]],
    ['new globalThis.URL("a.node", import.meta.url)', ["a.node"]],
    ["await import(name)", ["name"]],
    ["await import(`./${name}.js`)", ["`./${name}.js`"]],
    ["await import(`./chunk.js`)", []],
    ['await import(/* @vite-ignore */ "./chunk.js")', []],
    ["import(\n  /*webpackIgnore:true*/\n  path)", ["path"]],
    ['await import("./chunk.js")', []],
    ["new URL(import.meta.url)", []],
    ['new URL("https://a.example/", base)', []],
    ["obj.import(name); $import(name); `import()` of", []],
  ];
  for (const [code, names] of cases) assert.deepEqual(runTimeNames(code), names, code);
});

Deno.test("graphFaults() follows code, static and dynamic, and leaves imports of types alone", () => {
  const faults = graphFaults({
    roots: ["file:///app/sn1.js"],
    modules: [
      {
        specifier: "file:///app/sn1.js",
        dependencies: [
          { specifier: "./a.js", code: { specifier: "file:///app/a.js" } },
          { specifier: "left-pad", code: { error: 'Import "left-pad" not a dependency' } },
          { specifier: "./types.js" },
        ],
      },
      {
        specifier: "file:///app/a.js",
        dependencies: [{ specifier: "./b.js", code: { specifier: "file:///app/b.js" } }],
      },
      { specifier: "file:///app/b.js", error: "Module not found" },
      { specifier: "file:///app/types.js", error: "Module not found" },
    ],
  });
  assert.deepEqual(faults, [
    'sn1.js imports "left-pad": Import "left-pad" not a dependency',
    "b.js: Module not found",
  ]);
});

full("bundleFaults() names what a real bundle lacks: a package, a chunk, a file beside it", async () => {
  await withTempDir(async (app) => {
    await Deno.writeTextFile(`${app}/deno.json`, JSON.stringify({ nodeModulesDir: "manual", lock: false }));
    await Deno.writeTextFile(`${app}/there.wasm`, "");
    await Deno.writeTextFile(
      `${app}/sn1.js`,
      [
        'import "node:path";',
        'await import("./gone.js");',
        'await import("left-pad");',
        'import.meta.resolve("pkg/lib.wasm");',
        'new URL("there.wasm", import.meta.url);',
        'new URL("missing.wasm", import.meta.url);',
      ].join("\n"),
    );
    const faults = await bundleFaults(app, "sn1.js");
    assert.equal(faults.length, 4, faults.join("\n"));
    for (const name of ["gone.js", "left-pad", "pkg/lib.wasm", "missing.wasm"]) {
      assert.equal(faults.filter((fault) => fault.includes(name)).length, 1, name);
    }
    await Deno.writeTextFile(`${app}/sn1.js`, 'import "node:path";\nexport const a = 1;\n');
    assert.deepEqual(await bundleFaults(app, "sn1.js"), []);
  });
});

full("no source of the program names a file that it looks for at run time", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const allowed = [
    "src/llm/local/engine_command.ts: ./entry.ts",
    "src/llm/local/engine_command.ts: ../../../",
    "src/plugins/load_plugins.ts: url",
  ];
  const found: string[] = [];
  let files = 0;
  const visit = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(root + path)) {
      if (isDirectory) await visit(`${path}/${name}`);
      else if (name.endsWith(".ts")) {
        files++;
        const code = await Deno.readTextFile(`${root}${path}/${name}`);
        const beside = [...code.matchAll(/import\.meta\.(?:dirname|filename)|createRequire/g)].map(([word]) =>
          word
        );
        found.push(...[...runTimeNames(code), ...beside].map((wanted) => `${path}/${name}: ${wanted}`));
      }
    }
  };
  for (const folder of ["src", "neurons", "tasks", "rewards"]) await visit(folder);
  assert.ok(files > 300, `${files} files`);
  assert.deepEqual(found.sort(), allowed.sort());
});
