import assert from "node:assert/strict";
import { nullLogger, nullMetrics } from "../../../../src/base/mod.ts";
import type { Connection } from "../../../../src/chain/link/connection.ts";
import { HeadWatch } from "../../../../src/chain/link/heads.ts";
import type { Link } from "../../../../src/chain/link/link.ts";
import { ManualClock } from "../../../kit/mod.ts";

/** A link whose heads the test makes. */
function fakeLink() {
  let listener: (error: Error | null, header: unknown) => void = () => {};
  const link = {
    open: true,
    api: { registry: { createType: (_type: string, header: unknown) => header } },
    provider: {
      subscribe: (_type: string, _method: string, _params: unknown[], callback: typeof listener) => {
        listener = callback;
        return Promise.resolve("heads");
      },
    },
  };
  const head = (number: number, hash = `0x${number}`) =>
    listener(null, { number: { toNumber: () => number }, hash: { toHex: () => hash } });
  return { link: link as unknown as Link, head, lose: () => link.open = false };
}

function watch(hasAlternative: boolean) {
  const clock = new ManualClock();
  const heads = new HeadWatch({
    staleAfterMs: 60_000,
    hasAlternative,
    clock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  const seen: number[] = [];
  heads.onHead((head) => seen.push(head.number));
  return { clock, heads, seen };
}

Deno.test("each new block is told once, forks of the newest one too", () => {
  const { heads, seen } = watch(false);
  const { link, head } = fakeLink();
  heads.attach(link);
  head(7);
  head(7);
  head(7, "0xfork");
  head(8);
  assert.deepEqual(seen, [7, 7, 8]);
  assert.deepEqual(heads.latest, { number: 8, hash: "0x8" });
});

Deno.test("a new endpoint that lags a little does not turn time back", () => {
  const { heads, seen } = watch(true);
  const first = fakeLink();
  heads.attach(first.link);
  first.head(100);
  first.lose();
  first.head(101);
  const second = fakeLink();
  heads.attach(second.link);
  for (const number of [98, 99, 100, 101]) second.head(number);
  assert.deepEqual(seen, [100, 101]);
});

Deno.test("far back means a chain started anew, but only when there is no other endpoint", () => {
  for (const hasAlternative of [true, false]) {
    const { heads, seen } = watch(hasAlternative);
    const { link, head } = fakeLink();
    heads.attach(link);
    head(1000);
    head(1);
    assert.deepEqual(seen, hasAlternative ? [1000] : [1000, 1]);
  }
});

Deno.test("the age counts from the last block or the last link", async () => {
  const { clock, heads } = watch(false);
  const { link, head } = fakeLink();
  heads.attach(link);
  head(1);
  await clock.advance(5000);
  assert.equal(heads.ageMs(), 5000);
  head(2);
  assert.equal(heads.ageMs(), 0);
});

Deno.test("a listener that throws does not silence the others, and leaving works", () => {
  const { heads, seen } = watch(false);
  const { link, head } = fakeLink();
  heads.onHead(() => {
    throw new Error("mine");
  });
  const late: number[] = [];
  const off = heads.onHead(({ number }) => late.push(number));
  heads.attach(link);
  head(1);
  off();
  head(2);
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(late, [1]);
});

Deno.test("waiting for the next block ends with it, or with the signal", async () => {
  const { heads } = watch(false);
  const { link, head } = fakeLink();
  heads.attach(link);
  const next = heads.next(new AbortController().signal);
  head(5);
  assert.equal((await next).number, 5);
  const controller = new AbortController();
  const never = heads.next(controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(never, /enough/);
});

Deno.test("an endpoint whose head is older than a minute is left within ten seconds", async () => {
  for (const lag of [0, 700, 1999]) {
    const { clock, heads } = watch(true);
    const { link, head } = fakeLink();
    const left: number[] = [];
    const connection = {
      endpoint: "ws://first",
      abandon: () => void left.push(clock.monotonic()),
    } as unknown as Connection;
    heads.attach(link);
    heads.guard(connection);
    // Wherever the last block falls between two looks.
    await clock.advance(10_000 + lag);
    head(1);
    const last = clock.monotonic();
    await clock.advance(60_000);
    assert.deepEqual(left, [], "a minute is not too old yet");
    await clock.advance(10_000);
    assert.equal(left.length, 1);
    assert.ok(left[0]! - last <= 62_100, `${left[0]! - last} ms`);
    heads.stop();
  }
});
