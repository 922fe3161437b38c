import assert from "node:assert/strict";
import fc from "fast-check";
import { readModule } from "../../../tools/architecture/imports.ts";
import { tokenize } from "../../../tools/architecture/lexer.ts";
import { full } from "../../kit/mod.ts";

const specifiers = (source: string) => readModule(source).imports.map((found) => found.specifier);

Deno.test("readModule() tells static, type-only and lazy imports apart", () => {
  const { imports } = readModule([
    'import a, { b } from "./a.ts";',
    'import type { C } from "./c.ts";',
    'import { type D, type E } from "./d.ts";',
    'import { type F, g } from "./f.ts";',
    'import "./h.ts";',
    'export * from "./i.ts";',
    'export type { J } from "./j.ts";',
    'const k = await import("./k.ts");',
    'import type from "./l.ts";',
  ].join("\n"));
  assert.deepEqual(imports.map(({ specifier, typeOnly, lazy }) => [specifier, typeOnly, lazy]), [
    ["./a.ts", false, false],
    ["./c.ts", true, false],
    ["./d.ts", true, false],
    ["./f.ts", false, false],
    ["./h.ts", false, false],
    ["./i.ts", false, false],
    ["./j.ts", true, false],
    ["./k.ts", false, true],
    ["./l.ts", false, false],
  ]);
  assert.deepEqual(imports.map((found) => found.line), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("readModule() does not take comments, texts, templates and expressions for imports", () => {
  const decoys = [
    '// import "./a.ts"',
    '/* import "./b.ts" */',
    "const c = 'import \"./c.ts\"';",
    'const d = `import "./d.ts" ${1 + 1} export * from "./d.ts"`;',
    'const e = /import "[/\'`]e.ts"/.test(c) ? 6 / 2 / 1 : 0;',
    "import.meta.url;",
    'const f = g[1]! / h()! / i! / 2 + "import ".length / 2; // /',
    'const j = !/import ["]k["]/.test(c);',
  ];
  assert.deepEqual(specifiers(decoys.join("\n") + '\nimport "./real.ts";'), ["./real.ts"]);
});

Deno.test("readModule() sees an import() inside a template's expression", () => {
  assert.deepEqual(specifiers('const a = `x ${await import("./b.ts")} ${`${"}"}`} y`;import "./c.ts"'), [
    "./b.ts",
    "./c.ts",
  ]);
});

Deno.test("readModule() says which exported declarations have a doc comment", () => {
  const { exported } = readModule([
    "/** Doc. */",
    "export function a(): void;",
    "export function a(x?: number): void {}",
    "/* not a doc */",
    "export interface B {}",
    "/** Doc. */",
    "// deno-lint-ignore no-explicit-any",
    "export abstract class C {}",
    "export async function* d() {}",
    "function inner() {}",
    "namespace N { export function hidden() {} }",
  ].join("\n"));
  assert.deepEqual(exported.map(({ name, documented }) => [name, documented]), [
    ["a", true],
    ["B", false],
    ["C", true],
    ["d", false],
  ]);
});

Deno.test("tokenize() ends on any text and never counts lines backwards", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
    let last = 1;
    for (const token of tokenize(text)) {
      assert.ok(token.line >= last);
      last = token.line;
    }
  }));
});

full("tokenize() ends every source file of the project with all brackets closed", async () => {
  const { readTree } = await import("../../../tools/architecture/tree.ts");
  const tree = await readTree(new URL("../../..", import.meta.url).pathname.replace(/\/$/, ""));
  const sources = [...tree].filter(([path]) => path.endsWith(".ts"));
  assert.ok(sources.length > 30);
  for (const [path, text] of sources) {
    const tokens = tokenize(text + "\nlast");
    assert.equal(tokens.at(-1)!.depth, 0, path);
    assert.equal(tokens.at(-1)!.text, "last", path);
  }
});
