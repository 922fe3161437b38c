import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";
import { NOT_SWEPT, type Reader, READERS } from "./readers.ts";

/** Longest time at the full size, ms: ten times the 20 ms that are meant, for a busy machine. */
const LIMIT_MS = 200;
/** Part of the size that is tried first. */
const PART = 8;
/** What is slower than this at the first size could be over the limit at the full one, if it is quadratic. */
const SUSPECT_MS = LIMIT_MS / PART ** 2;
const RUNS = 5;

/** Characters of every kind: all of ASCII and some of each group that texts treat apart. */
const CHARACTERS = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  ..."\u0085\u00a0\u00ad\u00e9\u0301\u0661\u200b\u200d\u2028\u202e\u2067\u3000\ufeff\uffff",
  ..."\u{1face}\u{1f600}\u{1d7d7}\u{e0001}\u4e2d",
  "\ud800",
  "\udc00",
];
const TOKENS = ["ab ", "a.", ". ", "a\n", "\r\n", "1,", "((", '\\"', "<a", "==", "a b. ", "\ud83d\ude00 "];

function timeOf(read: (text: string) => unknown, text: string): number {
  const began = performance.now();
  read(text);
  return performance.now() - began;
}

/** The shortest of several runs: other processes can only add time. */
function bestOf(reader: Reader, text: string): number {
  let best = Infinity;
  for (let run = 0; run < RUNS && best > LIMIT_MS / 10; run++) {
    best = Math.min(best, timeOf(reader.read, text));
  }
  return best;
}

function fill(token: string, size: number, end: string): string {
  return token.repeat(Math.ceil(size / token.length)).slice(0, Math.max(0, size - end.length)) + end;
}

for (const reader of READERS) {
  Deno.test(`${reader.name} takes no repeated text long`, () => {
    for (const token of [...CHARACTERS, ...TOKENS, ...reader.tokens ?? []]) {
      for (const end of ["", "x!"]) {
        const part = fill(token, Math.ceil(reader.size / PART), end);
        if (timeOf(reader.read, part) <= SUSPECT_MS) continue;
        const took = bestOf(reader, fill(token, reader.size, end));
        assert.ok(
          took <= LIMIT_MS,
          `${reader.size} characters of ${JSON.stringify(token)} ending in "${end}" take ${
            took.toFixed(0)
          } ms`,
        );
      }
    }
  });
}

full("every export of a file that reads text is swept, or says why not", async () => {
  const root = new URL("../../../", import.meta.url).pathname;
  const swept = new Set(READERS.map(({ name }) => name.split(".CLEANERS")[0]!));
  const files = new Set(
    READERS.map(({ name }) => name.split("#")[0]!).filter((file) => file.startsWith("src/")),
  );
  // Whole folders: a new file in them must be listed too.
  for (const folder of ["src/text"]) {
    for await (const { name } of Deno.readDir(root + folder)) {
      if (name !== "mod.ts") files.add(`${folder}/${name}`);
    }
  }
  let checked = 0;
  for (const file of files) {
    if (
      !["src/text/", "src/telemetry/", "src/protocol/python_", "src/protocol/utf8"].some((p) =>
        file.startsWith(p)
      )
    ) continue;
    const source = await Deno.readTextFile(root + file);
    for (const [, name] of source.matchAll(/^export (?:async )?(?:function\*?|class) (\w+)/gm)) {
      assert.ok(
        swept.has(`${file}#${name}`) || name! in NOT_SWEPT,
        `${file}#${name} is not in tests/unit/sweep/readers.ts`,
      );
      checked++;
    }
  }
  assert.ok(checked > 25, `${checked} exports`);
});
