import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseMiner, topMiners } from "../../../src/api/routing/choose_miner.ts";
import {
  DEFAULT_HEDGE_MS,
  FirstPieceTimes,
  SHORTEST_HEDGE_MS,
} from "../../../src/api/routing/first_piece_times.ts";
import { FIRST_REST_MS, LONGEST_REST_MS, MinerHealth } from "../../../src/api/routing/miner_health.ts";
import { LONG_PROMPT, type OpenAnswer } from "../../../src/api/routing/route.ts";
import { seededRandom } from "../../../src/base/mod.ts";
import { ManualClock } from "../../kit/mod.ts";
import { readAll, Stage } from "./routing_stage.ts";

const miners = [3, 9, 0, 5, 9].map((score, i) => ({ uid: i, hotkey: `h${i}`, score }));

Deno.test("the best miners are drawn by score, and nobody below them", () => {
  assert.deepEqual(topMiners(miners, 3).map(({ uid }) => uid), [1, 4, 3]);
  const drawn = new Map<number, number>();
  for (let i = 0; i < 2300; i++) {
    const { uid } = chooseMiner(miners, 3, seededRandom(i))!;
    drawn.set(uid, (drawn.get(uid) ?? 0) + 1);
  }
  assert.deepEqual([...drawn.keys()].sort(), [1, 3, 4]);
  for (const [uid, share] of [[1, 900], [4, 900], [3, 500]] as const) {
    assert.ok(Math.abs(drawn.get(uid)! - share) < 120, `uid ${uid} was drawn ${drawn.get(uid)} times`);
  }
});

Deno.test("without any score all are alike, without anybody there is nobody", () => {
  const none = miners.map((miner) => ({ ...miner, score: 0 }));
  const seen = new Set(Array.from({ length: 100 }, (_, i) => chooseMiner(none, 5, seededRandom(i))!.uid));
  assert.equal(seen.size, 5);
  assert.equal(chooseMiner([], 5, seededRandom(1)), null);
});

Deno.test("a miner that failed rests, longer each time, and a whole answer forgives all", async () => {
  const clock = new ManualClock();
  const health = new MinerHealth(clock);
  assert.ok(health.usable("a"));
  for (let rest = FIRST_REST_MS; rest < 2 * LONGEST_REST_MS; rest *= 2) {
    health.failed("a");
    await clock.advance(Math.min(rest, LONGEST_REST_MS) - 1);
    assert.ok(!health.usable("a"), `${rest}`);
    await clock.advance(1);
    assert.ok(health.usable("a"), `${rest}`);
  }
  health.succeeded("a");
  health.failed("a");
  await clock.advance(FIRST_REST_MS);
  assert.ok(health.usable("a") && health.usable("b"));
});

Deno.test("two races lost in a row count as a failure, one does not", () => {
  const health = new MinerHealth(new ManualClock());
  health.lostRace("a");
  health.succeeded("a");
  health.lostRace("a");
  assert.ok(health.usable("a"));
  health.lostRace("a");
  assert.ok(!health.usable("a"));
});

Deno.test("the hedge comes after what nine in ten need, within its bounds", () => {
  const times = new FirstPieceTimes();
  assert.equal(times.hedgeAfterMs(60_000), DEFAULT_HEDGE_MS);
  assert.equal(times.hedgeAfterMs(1_500), 1_500);
  for (let i = 1; i <= 10; i++) times.add(i * 100);
  assert.equal(times.hedgeAfterMs(60_000), 1_000);
  for (let i = 0; i < 64; i++) times.add(10);
  assert.equal(times.hedgeAfterMs(60_000), SHORTEST_HEDGE_MS);
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), fc.integer({ min: 250, max: 30_000 }), (all, longest) => {
      const some = new FirstPieceTimes();
      all.forEach((ms) => some.add(ms));
      const after = some.hedgeAfterMs(longest);
      assert.ok(after >= SHORTEST_HEDGE_MS && after <= longest);
    }),
  );
});

Deno.test("the best miner answers alone when it begins in time", async () => {
  const stage = new Stage({ a: 9, b: 5 });
  stage.scripts.set("a", { says: [[100, "Hel"], [5_000, "lo"]], ends: [5_100, 200] });
  const next = stage.route().next();
  await stage.clock.advance(100);
  const answer = await next as OpenAnswer;
  assert.equal(answer.uid, 1);
  const text = readAll(answer);
  await stage.clock.advance(60_000);
  assert.equal(await text, "Hello");
  assert.equal(stage.order, "a");
  assert.deepEqual([...stage.counts], []);
});

Deno.test("a slow beginning gets a second miner, whoever begins first answers, the other is left at once", async () => {
  for (const [winner, slowMs] of [["b", 9_000], ["a", 2_500]] as const) {
    const stage = new Stage({ a: 9, b: 5, c: 1 });
    stage.scripts.set("a", { says: [[slowMs, "from a"]], ends: [slowMs + 1, 200] });
    stage.scripts.set("b", { says: [[1_000, "from b"]], ends: [1_001, 200] });
    const route = stage.route();
    const next = route.next();
    await stage.clock.advance(DEFAULT_HEDGE_MS - 1);
    assert.equal(stage.order, "a");
    await stage.clock.advance(1_002);
    const answer = await next as OpenAnswer;
    assert.equal(await readAll(answer), `from ${winner}`);
    assert.equal(stage.order, "a b");
    const loser = stage.asked.find(({ hotkey }) => hotkey !== winner)!;
    assert.equal(loser.leftMs, winner === "b" ? 3_000 : 2_500);
    assert.equal(stage.counts.get(`api_hedges_total ${winner === "b" ? "helped" : "needless"}`), 1);
    // What is known of each: the loser's answer is nobody's.
    assert.deepEqual(
      route.asked.map(({ answer }) => answer?.statusCode ?? null),
      winner === "b" ? [null, 200] : [200, null],
    );
    await stage.clock.advance(60_000);
    assert.equal(stage.order, "a b", "one hedge per request");
  }
});

Deno.test("a miner that fails before its first piece is followed by the next best, up to the limit", async () => {
  const stage = new Stage({ a: 9, b: 5, c: 3, d: 1 });
  stage.scripts.set("a", { ends: [5, 503] });
  stage.scripts.set("b", { ends: [5, 204] });
  stage.scripts.set("c", { says: [[5, "from c"]], ends: [6, 200] });
  const next = stage.route().next();
  await stage.clock.advance(20);
  assert.equal(await readAll(await next as OpenAnswer), "from c");
  assert.equal(stage.order, "a b c");
  assert.deepEqual([...stage.counts], [["api_failovers_total 503", 1], ["api_failovers_total 204", 1]]);

  // Both rest now; the third fails too, the fourth is beyond them.
  stage.scripts.set("c", { ends: [5, 999] });
  stage.scripts.set("d", { ends: [5, 408] });
  for (const [i, asker] of ["k1", "k1", "k2"].entries()) {
    const failed = stage.route(undefined, asker).next();
    await stage.clock.advance(20);
    assert.deepEqual((await failed as { kind: string }).kind, "failed");
    assert.equal(stage.order, `a b c${" c d".repeat(i + 1)}`);
  }
  assert.equal(stage.counts.get("api_failovers_total other"), 3);
  // Requests of two keys failed at both, so they rest too.
  assert.deepEqual(await stage.route().next(), { kind: "nobody" });
});

Deno.test("no request asks more miners than the limit, and none of them twice", async () => {
  const stage = new Stage({ a: 9, b: 8, c: 7, d: 6, e: 5 });
  for (const hotkey of "abcde") stage.scripts.set(hotkey, { ends: [3_000, 500] });
  const next = stage.route().next();
  await stage.clock.advance(30_000);
  const result = await next as { kind: string; last: { statusCode: number } };
  assert.deepEqual([result.kind, result.last.statusCode], ["failed", 500]);
  assert.equal(stage.order, "a b c");
  assert.equal(stage.counts.get("api_hedges_total failed"), 1);
});

Deno.test("an answer that breaks off says so to its reader, and the next one goes on with others", async () => {
  const stage = new Stage({ a: 9, b: 5 });
  stage.scripts.set("a", { says: [[5, "half"]], ends: [10, 400] });
  stage.scripts.set("b", { says: [[5, "whole"]], ends: [10, 200] });
  const route = stage.route();
  const first = route.next();
  await stage.clock.advance(20);
  assert.equal(await readAll(await first as OpenAnswer), "half [BrokenAnswer]");
  assert.equal(stage.counts.get("api_broken_total"), 1);
  assert.ok(stage.router.health.usable("a"), "one key, and nobody answered yet");
  const second = route.next();
  await stage.clock.advance(20);
  assert.equal(await readAll(await second as OpenAnswer), "whole");
  assert.ok(!stage.router.health.usable("a"), "another miner answered it");
});

const USABLE = (stage: Stage) =>
  Object.fromEntries([..."abc"].map((m) => [m, stage.router.health.usable(m)]));

Deno.test("a request that fails at every miner is held against none of them, however often one key sends it", async () => {
  for (const status of [204, 400, 408, 413, 422, 429, 500, 503]) {
    const stage = new Stage({ a: 9, b: 5, c: 1 });
    for (const hotkey of "abc") stage.scripts.set(hotkey, { ends: [5, status] });
    for (let i = 0; i < 20; i++) {
      const next = stage.route(undefined, "poison").next();
      await stage.clock.advance(100);
      assert.equal((await next as { kind: string }).kind, "failed", `${status}, time ${i}`);
    }
    assert.deepEqual(USABLE(stage), { a: true, b: true, c: true });
    // Another key sees the same: now it is the miners.
    const next = stage.route(undefined, "good").next();
    await stage.clock.advance(100);
    await next;
    assert.deepEqual(USABLE(stage), { a: false, b: false, c: false });
  }
});

Deno.test("an answer between the failures of two keys clears a miner", async () => {
  const stage = new Stage({ a: 9 });
  const ask = async (asker: string, status: number) => {
    stage.scripts.set("a", status === 200 ? { says: [[1, "x"]], ends: [2, 200] } : { ends: [2, status] });
    const next = stage.route(undefined, asker).next();
    await stage.clock.advance(10);
    const found = await next;
    if ("pieces" in found) await readAll(found);
  };
  for (const [asker, status] of [["k1", 500], ["k3", 200], ["k2", 500]] as const) await ask(asker, status);
  assert.ok(stage.router.health.usable("a"));
  await ask("k1", 500);
  assert.ok(!stage.router.health.usable("a"));
});

Deno.test("a long prompt that is refused is held against nobody, even when another miner answers it", async () => {
  const long = "x".repeat(LONG_PROMPT);
  for (
    const [status, message, blamed] of [
      [413, long, false],
      [400, long, false],
      [500, long, false],
      [408, long, true],
      [503, long, true],
      [500, "short", true],
      [413, "short", true],
    ] as const
  ) {
    const stage = new Stage({ a: 9, b: 5 });
    stage.scripts.set("a", { ends: [5, status] });
    stage.scripts.set("b", { says: [[5, "whole"]], ends: [6, 200] });
    for (const asker of ["k1", "k2"]) {
      const next = stage.route(undefined, asker, message).next();
      await stage.clock.advance(100);
      assert.equal(await readAll(await next as OpenAnswer), "whole");
    }
    assert.equal(stage.router.health.usable("a"), !blamed, `${status} on ${message.length} characters`);
  }
});

Deno.test("who leaves takes every miner along, before and after the first piece", async () => {
  for (const after of [2_500, 3_500]) {
    const stage = new Stage({ a: 9, b: 5 });
    stage.scripts.set("b", { says: [[1_000, "begun"]] });
    const controller = new AbortController();
    const next = stage.route(controller.signal).next().then(async (found) =>
      await readAll(found as OpenAnswer)
    );
    next.catch(() => {});
    await stage.clock.advance(after);
    controller.abort(new RangeError("gone"));
    if (after < 3_000) await assert.rejects(next, /gone/);
    else assert.equal(await next, "begun [RangeError]");
    assert.deepEqual(stage.asked.map(({ hotkey, leftMs }) => [hotkey, leftMs]), [
      ["a", Math.min(after, 3_000)],
      ["b", after],
    ]);
    assert.ok(stage.router.health.usable("b"), "it has done nothing wrong");
  }
});

Deno.test("a reader who has enough leaves the miner", async () => {
  const stage = new Stage({ a: 9 });
  stage.scripts.set("a", { says: [[5, "enough"], [50, "more"]], ends: [60, 200] });
  const next = stage.route().next();
  await stage.clock.advance(5);
  for await (const piece of (await next as OpenAnswer).pieces) {
    assert.equal(piece, "enough");
    break;
  }
  assert.equal(stage.asked[0]!.leftMs, 5);
});

Deno.test("what the validator sees in its own steps decides too", async () => {
  const stage = new Stage({ a: 9, b: 5 });
  stage.scripts.set("b", { says: [[5, "from b"]], ends: [6, 200] });
  stage.router.observe("a", { statusCode: 408, ttftMs: null });
  const next = stage.route().next();
  await stage.clock.advance(10);
  assert.equal(await readAll(await next as OpenAnswer), "from b");
  stage.router.observe("a", { statusCode: 200, ttftMs: 700 });
  assert.equal(stage.router.candidates(new Set())[0]!.hotkey, "a");
  for (let i = 0; i < 9; i++) stage.router.observe("a", { statusCode: 200, ttftMs: 700 });
  // b is not among the best here, so its times say nothing of what users wait for.
  for (let i = 0; i < 60; i++) stage.router.observe("b", { statusCode: 200, ttftMs: 9_000 });
  assert.equal(stage.router.times.hedgeAfterMs(60_000), 700);
});

Deno.test("whatever miners do, a request settles, asks within its limit, and leaves nobody running", async () => {
  const script = fc.record({
    says: fc.array(fc.tuple(fc.integer({ min: 1, max: 12_000 }), fc.constant("x")), { maxLength: 3 }),
    ends: fc.tuple(fc.integer({ min: 1, max: 12_000 }), fc.constantFrom(200, 204, 503, 408)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 6 }), async (scripts) => {
      const stage = new Stage(Object.fromEntries(scripts.map((_, i) => [`h${i}`, i + 1])), { topMiners: 5 });
      scripts.forEach((s, i) => {
        // A miner that said nothing does not end well, and says nothing after its end.
        const says = s.says.filter(([at]) => at < s.ends[0]).sort(([a], [b]) => a - b);
        const ends: [number, number] = [s.ends[0], s.ends[1] === 200 && says.length === 0 ? 204 : s.ends[1]];
        stage.scripts.set(`h${i}`, { says, ends });
      });
      const route = stage.route();
      let result: Awaited<ReturnType<typeof route.next>> | null = null;
      let text: string | null = null;
      const done = route.next().then(async (found) => {
        result = found;
        if ("pieces" in found) text = await readAll(found);
      });
      await stage.clock.advance(60_000);
      await done;
      assert.ok(result);
      assert.ok(route.asked.length <= 3);
      assert.equal(new Set(route.asked.map(({ miner }) => miner.hotkey)).size, route.asked.length);
      const running = stage.asked.filter(({ hotkey, atMs, leftMs }) =>
        leftMs === null && atMs + stage.scripts.get(hotkey)!.ends![0] > 60_000
      );
      assert.deepEqual(running, []);
      if (text === null) {
        assert.ok(!scripts.some((s) => s.says.length > 0) || route.asked.every((a) => a.answer));
      } else assert.ok((text as string).startsWith("x"));
    }),
    { numRuns: 60 },
  );
});
