import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import { readLocal } from "../../../tasks/datasets/local.ts";
import { sectionsOf } from "../../../tasks/datasets/local_sections.ts";
import { DatasetError, loadDocuments, openSources } from "../../../tasks/mod.ts";
import { nullLogger } from "../../../src/base/mod.ts";
import { InstantClock } from "../../kit/instant_clock.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const words = (count: number, word = "word") =>
  Array.from({ length: count }, (_, i) => `${word}${i}`).join(" ");

Deno.test("a text file is split into sections of at least fifty words by paragraphs", () => {
  const { sections } = sectionsOf(
    "txt",
    "my_ship-log",
    `${words(30, "a")}\n\n${words(30, "b")}\r\n\r\n${words(120, "c")}\n\n${words(20, "d")}`,
  );
  assert.deepEqual(sections.map((s) => s.text.split(/\s+/).length), [180]);
  assert.ok(sections.every((s) => s.title === "my ship log"));
  assert.deepEqual(sectionsOf("txt", "short", words(49)).sections, []);
});

Deno.test("a long paragraph is cut", () => {
  const { sections } = sectionsOf("txt", "long", words(2000));
  assert.deepEqual(sections.map((s) => s.text.split(" ").length), [600, 600, 600, 200]);
});

Deno.test("Markdown sections carry their headings and lose their marks", () => {
  const text =
    `# The Harbour\n\nIntro is short.\n\n## History of **it**\n\n- ${
      words(60)
    } with [a link](https://example.org/x) and *stress*\n\n` +
    "```\n# not a heading\n```\n\n## Empty\n";
  const { sections } = sectionsOf("md", "file", text);
  assert.equal(sections.length, 1);
  assert.deepEqual([sections[0]!.title, sections[0]!.topic], ["The Harbour", "History of it"]);
  assert.ok(sections[0]!.text.endsWith("with a link and stress\n# not a heading"), sections[0]!.text);
});

Deno.test("lines of a .jsonl file become documents, and bad lines are counted", () => {
  const lines = [
    JSON.stringify({ title: "One", text: words(60) }),
    JSON.stringify({ content: words(70) }),
    "not json",
    JSON.stringify({ title: "no text" }),
    JSON.stringify([1]),
    "null",
    "",
  ];
  const { sections, badLines } = sectionsOf("jsonl", "data", lines.join("\n"));
  assert.deepEqual(sections.map((s) => s.title), ["One", "data 2"]);
  assert.equal(badLines, 4);
});

Deno.test("control characters of a document never reach a question", () => {
  const { sections } = sectionsOf("txt", "evil", `\u001b[31m${words(60)}\u202e\ud800`);
  assert.ok(sections[0]!.text.isWellFormed());
  for (const bad of ["\u001b", "\u202e", "[31m"]) assert.ok(!sections[0]!.text.includes(bad));
});

full("a folder is read in order, into its subfolders, within its bounds", () =>
  withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/a/b/c`, { recursive: true });
    await Deno.writeTextFile(`${dir}/z.txt`, words(60, "z"));
    await Deno.writeTextFile(`${dir}/a/b/deep.md`, words(60, "deep"));
    await Deno.writeTextFile(`${dir}/a/b/c/deeper.md`, words(60, "deeper"));
    await Deno.writeTextFile(`${dir}/a/big.txt`, words(5000, "big"));
    await Deno.writeTextFile(`${dir}/a/short.txt`, "too short");
    await Deno.writeTextFile(`${dir}/a/ignored.pdf`, words(60));
    await Deno.writeTextFile(`${dir}/.hidden.txt`, words(60));
    await Deno.writeFile(`${dir}/a/binary.txt`, new Uint8Array([0xff, 0xfe, 0, 1]));
    await Deno.symlink(dir, `${dir}/loop`);
    const { documents, skipped } = await readLocal(dir, { depth: 2, fileBytes: 10_000 });
    assert.deepEqual(documents.map((d) => d[0]!.title), ["deep", "z"]);
    for (const part of ["big.txt has", "short.txt has no section", "lies too deep", "binary.txt"]) {
      assert.ok(skipped.some((note) => note.includes(part)), `${part}: ${skipped}`);
    }
    const limited = await readLocal(dir, { files: 1 });
    assert.equal(limited.documents.length, 1);
    await assert.rejects(readLocal(dir, { totalBytes: 5 }), DatasetError);
  }));

full("a folder that is missing or empty is refused with what to do", () =>
  withTempDir(async (dir) => {
    for (const path of [dir, `${dir}/nowhere`]) {
      await assert.rejects(readLocal(path), (error: unknown) =>
        error instanceof DatasetError && error.code === "config" && /\.jsonl/.test(error.hint!) &&
        error.message.includes(path));
    }
  }));

full("with --dataset.path questions are asked on those texts", () =>
  withTempDir(async (dir) => {
    await Deno.writeTextFile(
      `${dir}/harbour.txt`,
      `The pier opened on May 4, 1901, with a parade. ${words(60)}.`,
    );
    const sources = await openSources({ path: dir, online: false }, {
      clock: new InstantClock(),
      logger: nullLogger,
      random: seededRandom(1),
      fetch: () => Promise.reject(new Error("no network in this test")),
      userAgent: "x",
    });
    assert.equal((await sources.contextFor("qa", seededRandom(1))).source, "local");
    assert.equal((await sources.contextFor("date_qa", seededRandom(1))).extra.date, "May 4, 1901");
    assert.equal((await sources.contextFor("math", seededRandom(1))).source, "math");
    assert.deepEqual((await loadDocuments(dir)).map((d) => d.title), ["harbour"]);
    assert.ok((await loadDocuments()).length >= 40);
  }));
