import assert from "node:assert/strict";
import fc from "fast-check";
import { Admission } from "../../../src/axon/middleware/admit.ts";
import { wirePieces } from "../../../src/axon/pieces.ts";
import { VerifyQueue } from "../../../src/axon/verify_queue.ts";
import { nullMetrics } from "../../../src/base/mod.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

Deno.test("the verify queue serves sources in turn, whoever floods waits behind himself", async () => {
  const done: string[] = [];
  const queue = new VerifyQueue({ limit: 100, perSource: 20 });
  for (let i = 0; i < 12; i++) assert.ok(queue.push("flood", false, () => done.push("flood")));
  for (const source of ["a", "b"]) assert.ok(queue.push(source, false, () => done.push(source)));
  await settled();
  assert.deepEqual(done.slice(0, 3), ["flood", "a", "b"]);
  assert.equal(done.length, 14);
});

Deno.test("known callers get three of four turns and cannot be shut out by strangers", async () => {
  const done: string[] = [];
  const sizes: number[] = [];
  const queue = new VerifyQueue({ limit: 40, perSource: 5, onSize: (size) => sizes.push(size) });
  let strangers = 0;
  for (let i = 0; i < 100; i++) if (queue.push(`s${i}`, false, () => done.push("s"))) strangers++;
  assert.equal(strangers, 20, "half of the room");
  for (let i = 0; i < 15; i++) assert.ok(queue.push(`k${i % 5}`, true, () => done.push("k")));
  await settled();
  assert.equal(done.slice(0, 20).filter((kind) => kind === "k").length, 15);
  assert.equal(done.length, 35);
  assert.equal(sizes.at(-1), 0);
});

Deno.test("one source has a bounded share of the queue", () => {
  const queue = new VerifyQueue({ limit: 100, perSource: 3 });
  assert.deepEqual([1, 2, 3, 4].map(() => queue.push("a", false, () => {})), [true, true, true, false]);
  assert.ok(queue.push("b", false, () => {}));
});

Deno.test("every job pushed into the verify queue runs exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(5), fc.boolean()), { maxLength: 60 }), async (jobs) => {
      const ran: number[] = [];
      const queue = new VerifyQueue({ limit: 1000, perSource: 1000 });
      jobs.forEach(([source, known], index) => queue.push(`s${source}`, known, () => ran.push(index)));
      for (let i = 0; i < 50 && queue.size > 0; i++) await settled();
      assert.deepEqual(ran.sort((a, b) => a - b), jobs.map((_, index) => index));
    }),
    { numRuns: 20 },
  );
});

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
