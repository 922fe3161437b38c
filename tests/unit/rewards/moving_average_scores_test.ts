import assert from "node:assert/strict";
import fc from "fast-check";
import { MovingAverageScores } from "../../../rewards/moving_average_scores.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

Deno.test("a reward moves the average of its hotkey and every score decays", () => {
  const book = MovingAverageScores.from([{ hotkey: "b", uid: 1, score: 0.5 }], metagraphOf(["a", "b", "c"]));
  const next = book.update([{ uid: 0, hotkey: "a", reward: 1 }], { alpha: 0.1, decay: 0.001 });
  assert.ok(Math.abs(next.scores[0]! - 0.099) < 1e-6);
  assert.ok(Math.abs(next.scores[1]! - 0.499) < 1e-6);
  assert.equal(next.scores[2], 0);
});

Deno.test("a reward earned by a hotkey that left its uid is not given to the newcomer", () => {
  const book = MovingAverageScores.from([], metagraphOf(["a", "new"]));
  const next = book.update([{ uid: 1, hotkey: "old", reward: 1 }], {});
  assert.equal(next.scores[1], 0);
});

Deno.test("scores follow their hotkeys through replacement, growth and shrinking", () => {
  const rows = [{ hotkey: "a", uid: 0, score: 0.25 }, { hotkey: "b", uid: 1, score: 0.5 }];
  const book = MovingAverageScores.from(rows, metagraphOf(["a", "b"]));
  assert.deepEqual([...book.resize(metagraphOf(["a", "x", "b"])).scores], [0.25, 0, 0.5]);
  assert.deepEqual([...book.resize(metagraphOf(["b"])).scores], [0.5]);
  assert.deepEqual(book.rows(), rows);
});

Deno.test("no series of rewards leaves [0, 1] or makes a score NaN", () => {
  const reward = fc.oneof(fc.double({ min: 0, max: 1 }), fc.constantFrom(NaN, Infinity, -Infinity));
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), reward), { maxLength: 60 }), (steps) => {
    let book = MovingAverageScores.from([], metagraphOf(["a", "b", "c"]));
    for (const [uid, value] of steps) {
      book = book.update([{ uid, hotkey: book.hotkeys[uid]!, reward: value }], {});
    }
    for (const score of book.scores) assert.ok(score >= 0 && score <= 1);
  }));
});
