import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backoffDelay,
  BaseError,
  BoundedMap,
  deadline,
  fromHex,
  Mutex,
  pickWeighted,
  raceSignal,
  retry,
  sample,
  seededRandom,
  shuffle,
  SystemClock,
  toHex,
  withDeadline,
} from "../../../src/base/mod.ts";
import { nearest, stripControl, truncate } from "../../../src/text/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

Deno.test("equal seeds give equal streams, and forks do not depend on what was drawn before", () => {
  const a = seededRandom("x");
  const b = seededRandom("x");
  a.next();
  const fork = (r: ReturnType<typeof seededRandom>) => Array.from({ length: 5 }, () => r.next());
  assert.deepEqual(fork(a.fork("task")), fork(b.fork("task")));
  assert.notDeepEqual(fork(seededRandom("x").fork("a")), fork(seededRandom("x").fork("b")));
});

Deno.test("random numbers fill [0, 1) evenly", () => {
  const random = seededRandom(7);
  const bins = new Array(10).fill(0);
  for (let i = 0; i < 20_000; i++) bins[Math.floor(random.next() * 10)]++;
  const chi = bins.reduce((sum: number, n: number) => sum + (n - 2000) ** 2 / 2000, 0);
  assert.ok(chi < 33, `chi-square ${chi} with 9 degrees of freedom`);
});

Deno.test("shuffle keeps the elements, sample takes different ones, weights of zero are never picked", () => {
  fc.assert(fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
    const random = seededRandom(seed);
    assert.deepEqual(shuffle(random, items).sort(), items.slice().sort());
    assert.equal(new Set(sample(random, items.map((_, i) => i), 3)).size, Math.min(3, items.length));
    assert.equal(pickWeighted(random, ["a", "b"], [0, 2]), "b");
  }));
});

Deno.test("the nanosecond clock never repeats or goes back", () => {
  const clock = new SystemClock();
  let last = 0n;
  for (let i = 0; i < 10_000; i++) {
    const now = clock.nowNs();
    assert.ok(now > last);
    last = now;
  }
  assert.ok(last > 10n ** 18n);
});

Deno.test("a deadline aborts its signal with an error that names the work", async () => {
  const clock = new ManualClock();
  const limit = deadline(clock, 100, "asking");
  await clock.advance(99);
  assert.equal(limit.signal.aborted, false);
  assert.equal(limit.remaining(), 1);
  await clock.advance(1);
  assert.match(String(limit.signal.reason), /asking took longer than 100 ms/);
});

Deno.test("work that ignores its signal is left behind at the deadline", async () => {
  const clock = new ManualClock();
  const result = withDeadline(clock, 50, "hanging", () => new Promise(() => {}));
  const failed = assert.rejects(result, (e: unknown) => e instanceof BaseError && e.code === "deadline");
  await clock.advance(50);
  await failed;
  await assert.rejects(
    raceSignal(Promise.reject(new Error("late")), AbortSignal.abort(new Error("gone"))),
    /gone/,
  );
});

Deno.test("retry() returns on first success and gives the last error after its tries", async () => {
  const clock = new ManualClock();
  const random = seededRandom(1);
  let calls = 0;
  const flaky = retry(async () => {
    if (++calls < 3) throw new Error(`no ${calls}`);
    return "yes";
  }, { clock, random, tries: 3, delayMs: 10 });
  await clock.advance(1000);
  assert.equal(await flaky, "yes");
  assert.equal(calls, 3);
  const never = retry(() => Promise.reject(new Error("always")), {
    clock,
    random,
    tries: 5,
    retryIf: () => false,
  });
  await assert.rejects(never, /always/);
});

Deno.test("backoff grows to its limit and keeps a jittered floor", () => {
  fc.assert(fc.property(fc.nat(2000), fc.string(), (attempt, seed) => {
    const delay = backoffDelay(attempt, seededRandom(seed), { delayMs: 100, maxDelayMs: 5000 });
    assert.ok(delay >= 50 && delay <= 5000);
  }));
});

Deno.test("a bounded map forgets the least recently used entry", () => {
  const gone: string[] = [];
  const map = new BoundedMap<string, number>(2, (key) => gone.push(key));
  map.set("a", 1).set("b", 2);
  map.get("a");
  map.set("c", 3);
  assert.deepEqual(gone, ["b"]);
  assert.deepEqual([map.has("a"), map.has("b"), map.size], [true, false, 2]);
});

Deno.test("a mutex runs work one at a time in order, also after a failure", async () => {
  const mutex = new Mutex();
  const log: string[] = [];
  const job = (name: string, fail = false) =>
    mutex.run(async () => {
      log.push(`${name} in`);
      await Promise.resolve();
      log.push(`${name} out`);
      if (fail) throw new Error(name);
    });
  await Promise.allSettled([job("a", true), job("b"), job("c")]);
  assert.deepEqual(log, ["a in", "a out", "b in", "b out", "c in", "c out"]);
});

Deno.test("control characters, escapes and direction overrides never reach a surface", () => {
  assert.equal(stripControl("a\u001b[31mred\u001b[0m\u202eb\u0007\u0000c\n"), "aredbc\n");
  assert.equal(stripControl("\u001b]0;title\u0007x", true), "x");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (s) => {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stripControl(s), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }));
});

Deno.test("truncate counts code points and never splits one", () => {
  assert.equal(truncate("😀😀😀", 3), "😀😀😀");
  assert.equal(truncate("😀😀😀😀", 3), "😀😀…");
  assert.equal(truncate("abc", 3), "abc");
});

Deno.test("hex goes both ways and refuses what is not hex", () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      (bytes) => assert.deepEqual(fromHex("0x" + toHex(bytes)), new Uint8Array(bytes)),
    ),
  );
  for (const bad of ["0x1", "zz", "0xgg"]) assert.throws(() => fromHex(bad), BaseError);
});

Deno.test("the nearest word is offered only when it is near", () => {
  assert.equal(nearest("validater", ["miner", "validator"]), "validator");
  assert.equal(nearest("xyz", ["miner", "validator"]), undefined);
});
