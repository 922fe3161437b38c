import assert from "node:assert/strict";
import fc from "fast-check";
import { estimateTokens, StopGate, tokenPieces } from "../../../src/text/mod.ts";

function pass(pieces: string[], stops: string[]): { text: string; out: string[] } {
  const gate = new StopGate(stops);
  const out = [...pieces.map((piece) => gate.push(piece)), gate.flush()];
  return { text: out.join(""), out };
}

Deno.test("a stop text is found across pieces", () => {
  assert.equal(pass(["Hello wo", "rl", "d! more"], ["world"]).text, "Hello ");
});

Deno.test("the earliest of several stop texts wins", () => {
  assert.equal(pass(["abcdef"], ["def", "cd"]).text, "ab");
});

Deno.test("text that only begins like a stop text comes out at the end", () => {
  assert.equal(pass(["stop it ST"], ["STOP"]).text, "stop it ST");
});

Deno.test("nothing passes after a stop text", () => {
  const gate = new StopGate(["."]);
  assert.equal(gate.push("a.b"), "a");
  assert.equal(gate.push("c"), "");
  assert.equal(gate.flush(), "");
  assert.ok(gate.ended);
});

Deno.test("half a surrogate pair waits for its other half", () => {
  const gate = new StopGate();
  assert.equal(gate.push("a\ud83d"), "a");
  assert.equal(gate.push("\ude00b"), "😀b");
});

Deno.test("however a text is cut, the gate passes the text up to the first stop", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "😀", "é"), maxLength: 24 });
  const stops = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "😀"), minLength: 1, maxLength: 3 }), {
    maxLength: 3,
  });
  fc.assert(fc.property(letters, stops, fc.array(fc.nat(30), { maxLength: 6 }), (text, stop, cuts) => {
    const at = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
    const pieces = [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
    const first = Math.min(...stop.map((s) => text.indexOf(s)).filter((i) => i >= 0), text.length);
    const { text: got, out } = pass(pieces, stop);
    assert.equal(got, text.slice(0, first));
    for (const piece of out) assert.ok(piece.isWellFormed());
  }));
});

Deno.test("token pieces join to the text they come from, and their number is the estimate", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (raw) => {
    const text = raw.toWellFormed();
    const pieces = [...tokenPieces(text)];
    assert.equal(pieces.join(""), text);
    assert.equal(pieces.length, estimateTokens(text));
    const some = pieces.slice(0, 3).join("");
    assert.ok(estimateTokens(some) <= Math.min(3, pieces.length));
  }));
});
