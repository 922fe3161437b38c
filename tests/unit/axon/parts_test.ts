import assert from "node:assert/strict";
import { Admission } from "../../../src/axon/middleware/admit.ts";
import { wirePieces } from "../../../src/axon/pieces.ts";
import { nullMetrics } from "../../../src/base/mod.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

const stakes: Record<string, number> = { whale: 10_000, rival: 1 };
const byStake = {
  refuseReason: () => null,
  priority: (hotkey: string) => stakes[hotkey.split(" ")[0]!] ?? 0,
};
const stay = () => {};

Deno.test("admission keeps the last eighth for callers with stake and counts each place once", () => {
  const admission = new Admission({ inFlight: 8, inFlightPerHotkey: 8 }, byStake, nullMetrics);
  const leave = Array.from({ length: 7 }, (_, i) => admission.enter(`poor ${i}`, stay));
  assert.ok(leave.every((give) => typeof give === "function"));
  assert.equal(admission.enter("poor", stay), "full");
  assert.equal(typeof admission.enter("rival", stay), "function");
  for (let i = 0; i < 2; i++) (leave[0] as () => void)();
  assert.equal(admission.inFlight, 7);
});

Deno.test("one hotkey has a few places, whatever its stake, and gets them back", () => {
  for (const hotkey of ["poor", "rival", "whale"]) {
    const admission = new Admission({ inFlight: 64, inFlightPerHotkey: 3 }, byStake, nullMetrics);
    const places = [1, 2, 3].map(() => admission.enter(hotkey, stay));
    assert.equal(admission.enter(hotkey, stay), "hotkey");
    assert.equal(typeof admission.enter("other", stay), "function");
    (places[1] as () => void)();
    assert.equal(typeof admission.enter(hotkey, stay), "function");
    assert.equal(admission.enter(hotkey, stay), "hotkey");
  }
});

Deno.test("more stake takes the newest place of the least stake; equal or less stake takes none", () => {
  const admission = new Admission({ inFlight: 4, inFlightPerHotkey: 8 }, byStake, nullMetrics);
  const lost: string[] = [];
  const enter = (hotkey: string) => admission.enter(hotkey, () => void lost.push(hotkey));
  // One place of four is for strangers without stake; an eighth of four rounds to none.
  for (const hotkey of ["rival 1", "poor 1", "poor 2", "rival 2"]) enter(hotkey);
  assert.equal(enter("poor 3"), "full");
  assert.equal(typeof enter("whale 1"), "function");
  assert.deepEqual(lost, ["poor 2"]);
  assert.equal(typeof enter("rival 3"), "function");
  assert.deepEqual(lost, ["poor 2", "poor 1"]);
  assert.equal(enter("rival 4"), "full");
  for (let i = 2; i < 5; i++) enter(`whale ${i}`);
  assert.deepEqual(lost, ["poor 2", "poor 1", "rival 3", "rival 2", "rival 1"]);
  assert.equal(enter("whale 5"), "full");
  assert.equal(admission.inFlight, 4);
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
