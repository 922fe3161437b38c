import assert from "node:assert/strict";
import { Admission } from "../../../src/axon/middleware/admit.ts";
import { wirePieces } from "../../../src/axon/pieces.ts";
import { nullMetrics } from "../../../src/base/mod.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

Deno.test("admission keeps the last eighth for callers with stake and counts each place once", () => {
  const policy = { refuseReason: () => null, priority: (hotkey: string) => hotkey === "staked" ? 5 : 0 };
  const admission = new Admission(8, policy, nullMetrics);
  const leave = Array.from({ length: 7 }, () => admission.enter("poor"));
  assert.ok(leave.every((give) => give !== null));
  assert.equal(admission.enter("poor"), null);
  assert.ok(admission.enter("staked"));
  assert.equal(admission.enter("staked"), null);
  leave[0]!();
  leave[0]!();
  assert.equal(admission.inFlight, 7);
});

Deno.test("wirePieces() keeps the text and tells the source when it is ended early", async () => {
  let ended = false;
  async function* source() {
    try {
      yield "a\ud83d";
      yield "\ude00";
      await new Promise<void>(() => {});
    } finally {
      ended = true;
    }
  }
  const controller = new AbortController();
  const pieces = wirePieces(source(), controller.signal);
  assert.equal((await pieces.next()).value, "a");
  assert.equal((await pieces.next()).value, "😀");
  const third = pieces.next();
  controller.abort(new Error("left"));
  await assert.rejects(third, /left/);
  // A source at a yield ends at once.
  async function* polite() {
    try {
      for (;;) yield "x";
    } finally {
      ended = true;
    }
  }
  const second = wirePieces(polite(), new AbortController().signal);
  await second.next();
  await second.return(undefined);
  await settled();
  assert.ok(ended);
});
