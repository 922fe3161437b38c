import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { ENTRY_POINTS, LAYERS, RESERVED_PACKAGES } from "../../../tools/architecture/rules.data.ts";

const root = new URL("../../../", import.meta.url).pathname;
const readPage = () => Deno.readTextFile(`${root}ARCHITECTURE.md`);

/** The text between a heading and the next one of the same level. */
function section(page: string, title: string): string {
  const from = page.indexOf(`\n## ${title}\n`);
  assert.ok(from >= 0, `ARCHITECTURE.md has no section "${title}"`);
  const rest = page.slice(from + 4);
  const end = rest.indexOf("\n## ");
  return end < 0 ? rest : rest.slice(0, end);
}

/** Rows of the first table of a text, without its head. */
function rows(text: string): string[][] {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, at) => at > first && !line.startsWith("|"));
  return lines.slice(first + 2, end < 0 ? undefined : end)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

const codes = (text: string) => [...text.matchAll(/`([^`\s]+)`/g)].map(([, code]) => code!);

full("ARCHITECTURE.md shows the layers that the rules check, in their order", async () => {
  const layers = rows(section(await readPage(), "Layers")).map(([, packages]) => codes(packages!).sort());
  assert.deepEqual(layers, LAYERS.map((layer) => layer.map(({ path }) => path).sort()));
});

full("ARCHITECTURE.md says what every package holds, and names every exception", async () => {
  const text = section(await readPage(), "Layers");
  const described = rows(text.slice(text.indexOf("What each package holds"))).map(([name]) =>
    codes(name!)[0]
  );
  const names = LAYERS.flat().map(({ path }) => path.replace(/\/$/, ""));
  assert.deepEqual(described.toSorted(), names.toSorted());
  const exceptions = text.slice(text.indexOf("Exceptions"));
  for (
    const path of [
      ...ENTRY_POINTS.map(({ file }) => file),
      ...RESERVED_PACKAGES.map(({ package: name }) => name),
    ]
  ) {
    assert.ok(exceptions.includes(path), `the exception for ${path} is not explained`);
  }
});

full("every file and folder that ARCHITECTURE.md names exists", async () => {
  const page = await readPage();
  const named = new Set([
    ...codes(page).filter((code) =>
      /^(src|tasks|rewards|neurons|tools|docs|tests)\/|^[\w.-]+\.ts$/.test(code)
    ),
    ...[...page.matchAll(/\]\(([^)#:]+)[^)]*\)/g)].map(([, path]) => path!),
  ]);
  named.delete("mod.ts");
  assert.ok(named.size > 40, `only ${named.size} paths were found`);
  const missing: string[] = [];
  for (const path of named) if (!await Deno.stat(root + path).catch(() => null)) missing.push(path);
  assert.deepEqual(missing, []);
});

full("ARCHITECTURE.md links every decision, and leads to a line in at most three files", async () => {
  const page = await readPage();
  for await (const { name } of Deno.readDir(`${root}docs/decisions`)) {
    if (/^\d/.test(name)) assert.ok(page.includes(`docs/decisions/${name}`), `no link to ${name}`);
  }
  const paths = section(page, "Three reading paths").split("\n- ").slice(1);
  assert.equal(paths.length, 3);
  for (const path of paths) {
    const files = [...path.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file!);
    assert.ok(files.length <= 3, path);
    const [, symbol] = /\(`#?(\w+)`\)/.exec(path) ?? [];
    assert.ok(symbol, `no name at the end of: ${path}`);
    const last = await Deno.readTextFile(root + files.at(-1)!);
    assert.match(
      last,
      new RegExp(`(function|async|#)\\s*#?${symbol}\\b`),
      `${files.at(-1)} has no ${symbol}`,
    );
    // The way leads there: an earlier file uses that name, or imports the file.
    const earlier = await Promise.all(files.slice(0, -1).map((file) => Deno.readTextFile(root + file)));
    const name = files.at(-1)!.split("/").at(-1)!;
    assert.ok(earlier.some((text) => text.includes(symbol) || text.includes(`/${name}"`)), path);
  }
});
