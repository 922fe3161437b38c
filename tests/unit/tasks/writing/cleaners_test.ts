import assert from "node:assert/strict";
import fc from "fast-check";
import { CLEANERS, cleanText } from "../../../../tasks/writing/cleaners.ts";
import { full } from "../../../kit/mod.ts";
import { readVectors, reportCases } from "../../../kit/vectors.ts";

full("cleaners give the texts of the original", async () => {
  const file = await readVectors("cleaners.json");
  if (!file) return;
  for (const { id, input, expected } of file.cases) {
    assert.equal(cleanText(input.text, input.steps), expected, id);
  }
  reportCases("cleaners.json", file.cases.length);
});

Deno.test("a step that is unknown or fails ends the pipeline with the text before it, and says so", () => {
  const stopped: string[] = [];
  const note = (step: string) => stopped.push(step);
  assert.equal(cleanText('"a b"', ["remove_quotes", "nope", "remove_tags"], note), "a b");
  assert.equal(
    cleanText("Is it? I do not know that at all", ["remove_post_question_text"], note),
    "Is it? I do not know that at all",
  );
  assert.deepEqual(stopped, ["nope", "remove_post_question_text"]);
  assert.equal(cleanText("x", ["toString"]), "x");
});

Deno.test("the corrected role cleaner keeps names, times, addresses and line contents", () => {
  const clean = (text: string) => cleanText(text, ["remove_role_labels"]);
  assert.equal(clean("NASA landed at 20:17 UTC. it worked"), "NASA landed at 20:17 UTC. It worked");
  assert.equal(clean("Assistant: see https://example.org/a:b"), "See https://example.org/a:b");
  assert.equal(clean("Question: Why?\nAnswer: Because."), "Why? Because.");
  assert.equal(clean("<|im_start|>user hi<|im_end|>"), "Hi");
  assert.equal(clean("Note: this stays"), "Note: this stays");
});

Deno.test("the corrected cut ends a text after its last early question mark", () => {
  const cut = (text: string) => cleanText(text, ["cut_post_question_text"]);
  assert.equal(cut("Hm? too early to be the end of it"), "Hm? too early to be the end of it");
  assert.equal(cut("What is it? I do not know that, to be honest."), "What is it?");
  assert.equal(cut("Is this short?"), "Is this short?");
});

Deno.test("no text makes a cleaning pipeline throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.string().map((s) => `${s}: "${s}"? <date>. ${s}`)),
      fc.array(fc.constantFrom(...Object.keys(CLEANERS)), { maxLength: 5 }),
      (text, steps) => void assert.equal(typeof cleanText(text, steps), "string"),
    ),
    { numRuns: 300 },
  );
});

Deno.test("cleaning a long hostile text takes one pass", () => {
  for (const text of ["a ".repeat(50_000), "\n".repeat(100_000), ": ".repeat(50_000), "a".repeat(100_000)]) {
    for (const step of Object.keys(CLEANERS)) assert.equal(typeof cleanText(text, [step]), "string");
  }
});
