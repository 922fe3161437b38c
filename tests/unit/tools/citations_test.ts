import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { readPage } from "../../../tools/docs/page.ts";
import { readTree } from "../../../tools/architecture/tree.ts";

const root = new URL("../../../", import.meta.url).pathname.replace(/\/$/, "");

/** Pages that code cites, with an anchor. */
const CITED = /(?<![\w./])((?:docs\/(?:spec|decisions)\/[\w-]+|docs\/interface|ARCHITECTURE)\.md)#([\w-]*)/g;

/** Ways of citing that lead nowhere for a reader of the repository. */
const OLD: readonly RegExp[] = [
  /\b(?:wire-protocol|sn1-domain|chain-475|runtime-facts)\b/,
  /§/,
  /\(contract\b|\bdesign\.md\b|\(design\b|\bdesign decision \d/,
  /\bfix(?:es)? (?:11\.\d-)?\d+\b/,
];

/** A section number beside the path of a specification, and the number itself. */
const SECTION = /docs\/spec\/(\w+)\.md §(\d+(?:\.\d+)*)/g;

/** Not read: vectors, the specifications themselves (their links are read as links), the rules that look for such text. */
const EXEMPT =
  /^tests\/vectors\/|^docs\/spec\/|^tools\/architecture\/rules\.data\.ts$|^tests\/unit\/tools\/(?:architecture_|citations_)/;

/** Files of the repository whose text may cite something. */
async function cited(): Promise<[string, string][]> {
  const tree = await readTree(root);
  return [...tree].filter(([path]) =>
    /\.(?:ts|js|mjs|md|py|sh|yml|html|css)$/.test(path) && !EXEMPT.test(path)
  );
}

/** A comment as one text: line breaks and the marks at the start of lines become single blanks. */
const joined = (text: string) => text.replace(/[ \t]*\n[ \t]*(?:\*(?!\/)|\/\/|#)?[ \t]*/g, " ");

full("every citation of a page leads to a heading or an anchor of it", async () => {
  const anchors = new Map<string, string[]>();
  const wrong: string[] = [];
  let count = 0;
  for (const [path, text] of await cited()) {
    for (const [, page, anchor] of text.matchAll(CITED)) {
      count++;
      if (!anchors.has(page!)) {
        const content = await Deno.readTextFile(`${root}/${page}`).catch(() => null);
        anchors.set(page!, content === null ? [] : readPage(content).anchors);
      }
      if (!anchors.get(page!)!.includes(anchor!)) wrong.push(`${path}: ${page}#${anchor}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 250, `only ${count} citations were found`);
});

full("a section number beside the path of a specification exists there", async () => {
  const wrong: string[] = [];
  for (const [path, text] of await cited()) {
    for (const [, page, number] of joined(text).matchAll(SECTION)) {
      const content = await Deno.readTextFile(`${root}/docs/spec/${page}.md`).catch(() => "");
      const heading = new RegExp(`^#+ ${number!.replaceAll(".", "\\.")}\\.? `, "m");
      if (!heading.test(content)) wrong.push(`${path}: docs/spec/${page}.md §${number}`);
    }
  }
  assert.deepEqual(wrong, []);
});

full("nothing cites a document that is not in the repository", async () => {
  const wrong: string[] = [];
  for (const [path, text] of await cited()) {
    const rest = joined(text).replace(SECTION, "").replace(/(?<=docs\/spec\/[^)]{0,80}), §[\d.]+/g, "");
    for (const pattern of OLD) {
      const hit = pattern.exec(rest);
      if (hit) wrong.push(`${path}: ${rest.slice(Math.max(0, hit.index - 40), hit.index + 40)}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("an old citation and a dangling one are recognized, also over two lines", () => {
  for (
    const text of [
      "(sn1-domain §5.1)",
      "(wire-protocol\n * §3.3)",
      "(contract, HTTP)",
      "(fix 38)",
      "fix 11.1-4",
    ]
  ) {
    assert.ok(OLD.some((pattern) => pattern.test(joined(text))), text);
  }
  for (
    const text of ["a prefix 38", "docs/spec/wire.md#33-nonce-semantics", "the contract of a lease", "to fix"]
  ) {
    assert.ok(!OLD.some((pattern) => pattern.test(joined(text))), text);
  }
  assert.deepEqual(
    [..."see docs/spec/wire.md#0-x and ARCHITECTURE.md#layers".matchAll(CITED)].map((m) => m[2]),
    [
      "0-x",
      "layers",
    ],
  );
  assert.deepEqual([...joined("// docs/spec/chain.md\n// §6.2").matchAll(SECTION)].map((m) => m[2]), ["6.2"]);
});
