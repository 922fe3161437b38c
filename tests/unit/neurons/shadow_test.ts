import assert from "node:assert/strict";
import { scoresFromWeights, shadowVtrust } from "../../../neurons/validator/weights/shadow.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

const consensus = [0, 0.75, 0.25];
const metagraph = metagraphOf(["v", "a", "b"], (uid) => ({ consensus: consensus[uid]! }));

Deno.test("agreeing with the consensus gives a vtrust of 1, opposing it what is left in common", () => {
  assert.ok(Math.abs(shadowVtrust(Float32Array.of(0, 3, 1), metagraph, 1)! - 1) < 1e-6);
  assert.ok(Math.abs(shadowVtrust(Float32Array.of(0, 1, 3), metagraph, 1)! - 0.5) < 1e-6);
  assert.equal(shadowVtrust(Float32Array.of(1, 0, 0), metagraph, 1), 0);
});

Deno.test("without a consensus there is nothing to compare with", () => {
  assert.equal(shadowVtrust(Float32Array.of(0, 1, 1), metagraphOf(["v", "a", "b"]), 1), null);
});

Deno.test("a newcomer takes up its last weights as scores, by the hotkeys of now", () => {
  const rows = scoresFromWeights({ uids: [1, 2, 9], values: [65535, 0, 5] }, metagraph);
  assert.deepEqual(rows, [{ hotkey: "a", uid: 1, score: 1 }]);
});
