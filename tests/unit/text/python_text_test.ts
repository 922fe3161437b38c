import assert from "node:assert/strict";
import { asciiDigits, pySplit, pySplitLines, pyStrip, stripChars } from "../../../src/text/mod.ts";

Deno.test("words are split at Python's white space, which is not JavaScript's", () => {
  assert.deepEqual(pySplit(" a\u00a0b\x1cc\x85d\u3000e\n"), ["a", "b", "c", "d", "e"]);
  assert.deepEqual(pySplit("a\ufeffb"), ["a\ufeffb"]);
  assert.deepEqual([pySplit(""), pySplit(" \t\n")], [[], []]);
});

Deno.test("white space goes off both ends only", () => {
  assert.equal(pyStrip("\x1f a b \u2003"), "a b");
  assert.equal(pyStrip("\ufeffa"), "\ufeffa");
  assert.equal(stripChars("...1.5..", (c) => c === "."), "1.5");
  assert.equal(stripChars("....", (c) => c === "."), "");
});

Deno.test("lines break at every separator Python knows, without a last empty one", () => {
  assert.deepEqual(pySplitLines("a\r\nb\rc\x0bd\x1ee\u2028f\n"), ["a", "b", "c", "d", "e", "f"]);
  assert.deepEqual([pySplitLines(""), pySplitLines("\n"), pySplitLines("a\n\nb")], [[], [""], [
    "a",
    "",
    "b",
  ]]);
});

Deno.test("digits of any script become ASCII", () => {
  assert.equal(asciiDigits("３.٤৫𝟗𝟎"), "3.4590");
  assert.equal(asciiDigits("x½²"), "x½²");
});
