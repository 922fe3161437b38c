import assert from "node:assert/strict";
import fc from "fast-check";
import { Sequencer } from "../../../neurons/validator/score/sequencer.ts";

Deno.test("results of the oldest conversation are applied at once, those of younger ones wait their turn", () => {
  const applied: string[] = [];
  const sequencer = new Sequencer<string>((r) => applied.push(r));
  const a = sequencer.open();
  const b = sequencer.open();
  b.push("b0");
  a.push("a0");
  assert.deepEqual(applied, ["a0"]);
  b.end();
  a.push("a1");
  a.end();
  assert.deepEqual(applied, ["a0", "a1", "b0"]);
});

Deno.test("any interleaving of conversations is applied in the order they began", () => {
  fc.assert(fc.property(fc.array(fc.nat(4), { maxLength: 80 }), (turns) => {
    const applied: string[] = [];
    const sequencer = new Sequencer<string>((r) => applied.push(r));
    const places = Array.from({ length: 5 }, () => sequencer.open());
    const counts = [0, 0, 0, 0, 0];
    for (const who of turns) places[who]!.push(`${who}.${counts[who]!++}`);
    for (const place of places.reverse()) place.end();
    assert.deepEqual(applied, counts.flatMap((n, who) => Array.from({ length: n }, (_, i) => `${who}.${i}`)));
  }));
});

Deno.test("a writer that fails leaves later conversations able to go on", () => {
  const applied: string[] = [];
  const sequencer = new Sequencer<string>((r) => {
    if (r === "bad") throw new Error("disk full");
    applied.push(r);
  });
  const a = sequencer.open();
  const b = sequencer.open();
  assert.throws(() => a.push("bad"), /disk full/);
  a.end();
  b.push("b");
  b.end();
  assert.deepEqual(applied, ["b"]);
});
