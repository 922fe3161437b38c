import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

/** Constructions that texts for users avoid, in the string literals of the program. */
const BANNED: readonly RegExp[] = [
  /\bfor ever\b/,
  /\bwhoever\b/,
  /\bnobody waits\b/i,
  /\byou said no\b/,
  /\bonce more:/,
  /\bgoes on after\b/,
  /\bis no (?:address|power|frame)\b/,
  /\bdoes not hold together\b/,
  /\bthe worst first\b/,
  /\bdid not take it\b/,
];

const LITERAL = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** Banned constructions in the literals of a source; lines of comments are left out. */
function banned(source: string): string[] {
  const code = source.split("\n").filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line)).join("\n");
  return [...code.matchAll(LITERAL)].flatMap(([text]) =>
    BANNED.filter((pattern) => pattern.test(text)).map((pattern) => `${pattern} in ${text.slice(0, 120)}`)
  );
}

Deno.test("a banned construction is found in a literal, not in a comment", () => {
  assert.equal(banned('throw new Error("waits for ever");').length, 1);
  assert.equal(banned("log(`failed, once more: ${error}`);").length, 1);
  assert.deepEqual(banned('/** "waits for ever" */\nlog("retrying");'), []);
});

full("no text of the program uses a banned construction", async () => {
  const { readTree } = await import("../../../tools/architecture/tree.ts");
  const tree = await readTree(new URL("../../..", import.meta.url).pathname.replace(/\/$/, ""));
  const found = [...tree].filter(([path]) => /^(src|neurons|tasks|rewards)\/.*\.ts$/.test(path)).filter((
    [path],
  ) => !/\.data\b|simulate\//.test(path)).flatMap(([path, text]) =>
    banned(text).map((hit) => `${path}: ${hit}`)
  );
  assert.deepEqual(found, []);
});
