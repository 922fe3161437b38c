import assert from "node:assert/strict";
import fc from "fast-check";
import { AnswerText } from "../../../src/api/answer_text.ts";
import { estimateTokens, tokenPieces } from "../../../src/text/mod.ts";

function pass(pieces: readonly string[], stop: string[] = [], maxTokens: number | null = null) {
  const text = new AnswerText({ stop, maxTokens });
  let out = "";
  let used = 0;
  for (const piece of pieces) {
    out += text.push(piece);
    used++;
    if (text.finish) break;
  }
  out += text.end();
  return { out, finish: text.finish, tokens: text.tokens, used };
}

/** A text cut at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const points = Array.from(text);
  const at = [0, ...places.map((p) => p % (points.length + 1)).sort((a, b) => a - b), points.length];
  return at.slice(1).map((end, i) => points.slice(at[i], end).join(""));
}

Deno.test("an answer ends before its stop text, wherever it is cut, and the miner is not needed any more", () => {
  const { out, finish, used } = pass(["Hello wo", "rl", "d! more", "unread"], ["world"]);
  assert.deepEqual([out, finish, used], ["Hello ", "stop", 3]);
});

Deno.test("an answer ends at its number of tokens, and says so", () => {
  assert.deepEqual(pass(["one two ", "three four", " five"], [], 3), {
    out: "one two three",
    finish: "length",
    tokens: 3,
    used: 2,
  });
  assert.equal(pass(["one two three"], [], 3).finish, "stop");
});

Deno.test("pieces change nothing: text and tokens are those of the whole, at any limit", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "Z", " ", "\n", "1", ".", "é", "😀", "word"), maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.option(fc.integer({ min: 1, max: 20 })),
      (text, places, limit) => {
        const { out, finish, tokens } = pass(cut(text, places), [], limit);
        const whole = [...tokenPieces(text)];
        const expected = limit === null ? whole : whole.slice(0, limit);
        assert.equal(out, expected.join(""));
        assert.equal(tokens, expected.length);
        assert.equal(finish, expected.length < whole.length ? "length" : "stop");
        assert.equal(estimateTokens(text), whole.length);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("a flood of blanks in crumbs is passed on at the cost of its length", () => {
  const text = new AnswerText({ stop: [], maxTokens: 2 });
  let out = 0;
  // Re-reading what went before would take minutes.
  for (let i = 0; i < 300_000; i++) out += text.push(i % 2 ? " " : "\n").length;
  assert.deepEqual([out, text.tokens], [300_000, 1]);
  assert.equal(text.push("word next") + text.push(" third"), "word next");
  assert.equal(text.finish, "length");
});
