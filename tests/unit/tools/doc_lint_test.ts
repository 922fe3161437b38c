import assert from "node:assert/strict";
import { full, withTempDir } from "../../kit/mod.ts";

const root = new URL("../../..", import.meta.url).pathname.replace(/\/$/, "");

full("everything that the package exports has a doc comment", async () => {
  const { lintDocs } = await import("../../../tools/build/lint_docs.ts");
  const { code, text } = await lintDocs(root);
  assert.equal(code, 0, text);
});

const FAULTS: [string, string, RegExp][] = [
  ["a symbol", "export const one: number = 1;", /missing-jsdoc/],
  ["a member", "/** A thing. */\nexport interface Thing { size: number }", /missing-jsdoc/],
  [
    "a private type",
    "interface Hidden { a: 1 }\n/** Takes. */\nexport function take(_: Hidden): void {}",
    /private-type-ref/,
  ],
  [
    "a tag alone",
    "/** A thing. */\nexport interface Thing {\n  /** @default {1} */\n  size?: number;\n}",
    /missing-jsdoc/,
  ],
];
full("a fault in any entry point fails the check", () =>
  withTempDir(async (folder) => {
    const { lintDocs } = await import("../../../tools/build/lint_docs.ts");
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      JSON.stringify({
        name: "@a/b",
        version: "1.0.0",
        exports: { ".": "./good.ts", "./more": "./more.ts" },
      }),
    );
    await Deno.writeTextFile(`${folder}/good.ts`, "/** One. */\nexport const one: number = 1;\n");
    for (const [what, source, wanted] of FAULTS) {
      await Deno.writeTextFile(`${folder}/more.ts`, `${source}\n`);
      const { code, text } = await lintDocs(folder);
      assert.notEqual(code, 0, what);
      assert.match(text, wanted, what);
    }
    await Deno.writeTextFile(`${folder}/more.ts`, "/** Two. */\nexport const two: number = 2;\n");
    assert.equal((await lintDocs(folder)).code, 0);
  }));
