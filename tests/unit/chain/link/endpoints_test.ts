import assert from "node:assert/strict";
import { EndpointScores } from "../../../../src/chain/link/endpoints.ts";
import { ManualClock } from "../../../kit/mod.ts";

Deno.test("the endpoint named first is first until it fails", () => {
  const scores = new EndpointScores(["a", "b", "c", "a"], new ManualClock());
  assert.equal(scores.size, 3);
  assert.deepEqual(scores.ranked(), ["a", "b", "c"]);
  scores.failed("a");
  assert.deepEqual(scores.ranked(), ["b", "c", "a"]);
  scores.failed("b");
  scores.failed("b");
  assert.deepEqual(scores.ranked(), ["c", "a", "b"]);
});

Deno.test("failures are forgiven with time, so that a restored endpoint comes back", async () => {
  const clock = new ManualClock();
  const scores = new EndpointScores(["a", "b"], clock);
  scores.failed("a");
  await clock.advance(4 * 60_000);
  assert.deepEqual(scores.ranked(), ["b", "a"]);
  await clock.advance(60_000);
  assert.deepEqual(scores.ranked(), ["a", "b"]);
});

Deno.test("success restores a score halfway, not at once", () => {
  const scores = new EndpointScores(["a", "b"], new ManualClock());
  scores.failed("a");
  scores.failed("a");
  scores.worked("a");
  assert.ok(scores.score("a") > 0.5 && scores.score("a") < 1);
  assert.equal(scores.score("unknown"), 0);
  assert.throws(() => new EndpointScores([], new ManualClock()), RangeError);
});
