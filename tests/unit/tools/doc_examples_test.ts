import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

const PACKAGES = ["src", "tasks", "rewards", "neurons"];

async function* withExamples(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* withExamples(path);
    else if (path.endsWith(".ts") && /^ *\* ```ts$/m.test(await Deno.readTextFile(path))) yield path;
  }
}

full("every example in a doc comment and in docs/sdk.md runs, that of mod.ts first", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const files = ["mod.ts", "docs/sdk.md"];
  for (const name of PACKAGES) {
    for await (const path of withExamples(root + name)) files.push(path.slice(root.length));
  }
  assert.ok(files.length > 3, "no examples found");
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-P", "--doc", "--quiet", ...files],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.ok(success, output);
  assert.match(output, /mod\.ts#\d+-\d+\.ts \.\.\. ok/, output);
  assert.match(output, /sdk\.md#\d+-\d+\.ts \.\.\. ok/, output);
});

full("docs/sdk.md has an import line and a row for each entry point", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const page = await Deno.readTextFile(`${root}docs/sdk.md`);
  const { name, exports } = JSON.parse(await Deno.readTextFile(`${root}deno.json`));
  for (const entry of Object.keys(exports)) {
    const specifier = name + entry.slice(1);
    assert.ok(page.includes(`from "${specifier}";`), `no import line for ${specifier}`);
    assert.ok(page.includes(`| \`${specifier}\``), `no row for ${specifier}`);
  }
});
