import assert from "node:assert/strict";
import { findProgram, without } from "../../kit/optional_programs.ts";
import { full, withTempDir } from "../../kit/mod.ts";

Deno.test("a look-up of an optional program never throws, whatever the permissions and the name", () => {
  for (const name of ["sh", "no-such-program", "", "/", "/no/such", "a\0b", "x".repeat(100_000)]) {
    const found = findProgram(name);
    assert.ok(found === null || typeof found === "string", name.slice(0, 20));
    const skip = without(name);
    assert.ok(skip === false || skip.startsWith("no "), String(skip).slice(0, 40));
  }
});

full("a program is found on PATH, by path, and only when it can be run", async () => {
  await withTempDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/runs`, "", { mode: 0o755 });
    await Deno.writeTextFile(`${dir}/data`, "", { mode: 0o644 });
    await Deno.mkdir(`${dir}/folder`);
    const before = Deno.env.get("PATH");
    try {
      Deno.env.set("PATH", `${dir}/missing:${dir}`);
      assert.equal(findProgram("runs"), `${dir}/runs`);
      assert.equal(findProgram("sh"), null);
      assert.deepEqual(
        [without("runs"), without("runs", "data", "folder")],
        [false, "no data, no folder here"],
      );
      Deno.env.set("PATH", "");
      assert.equal(findProgram("runs"), null);
      assert.equal(findProgram(`${dir}/runs`), `${dir}/runs`);
    } finally {
      Deno.env.set("PATH", before ?? "");
    }
  });
});

/** Programs that a machine may lack; the ones in tests/ may be named, but only started after `without()`. */
const OPTIONAL = [
  "zsh",
  "fish",
  "chromium",
  "promtool",
  "prometheus",
  "python",
  "python3",
  "tmux",
  "systemd-analyze",
  "script",
  "curl",
  "ps",
  "strace",
  "unshare",
  "setpriv",
  "dash",
];

full("every test that starts an optional program asks for it with without()", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const faults: string[] = [];
  let files = 0;
  const visit = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(root + path)) {
      if (isDirectory) await visit(`${path}/${name}`);
      if (!/_test\.ts$/.test(name)) continue;
      files++;
      const text = await Deno.readTextFile(`${root}${path}/${name}`);
      const asked = new Set(
        [...text.matchAll(/without\(([^)]*)\)/g)].flatMap(([, words]) =>
          [...words!.matchAll(/"([^"]+)"/g)].map((match) => match[1]!)
        ),
      );
      for (const [, program] of text.matchAll(/Deno\.Command\(\s*"([^"]+)"/g)) {
        if (OPTIONAL.includes(program!) && !asked.has(program!)) faults.push(`${path}/${name}: ${program}`);
      }
    }
  };
  for (const folder of ["tests/unit", "tests/e2e", "tests/conformance"]) await visit(folder);
  assert.ok(files > 100, `${files} files`);
  assert.deepEqual(faults, []);
});
