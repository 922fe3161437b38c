import assert from "node:assert/strict";
import { RateLimiter } from "../../../src/base/mod.ts";
import { OpenCalls, sourceOf } from "../../../src/http/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

Deno.test("sourceOf() groups an IPv6 host's addresses and unwraps mapped IPv4 ones", () => {
  assert.equal(sourceOf("1.2.3.4"), "1.2.3.4");
  assert.equal(sourceOf("::ffff:1.2.3.4"), "1.2.3.4");
  assert.equal(sourceOf("2001:db8:0:1::5"), sourceOf("2001:0db8:0:1:ffff:ffff:ffff:ffff"));
  assert.notEqual(sourceOf("2001:db8:0:1::5"), sourceOf("2001:db8:0:2::5"));
  assert.equal(sourceOf("fe80::1%eth0"), "fe80:0:0:0::/64");
  assert.equal(sourceOf("::1"), "0:0:0:0::/64");
  assert.equal(sourceOf(undefined), "unknown");
});

Deno.test("the rate limiter gives a minute's worth at once and then refills evenly", async () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter(6, clock, 2);
  for (let i = 0; i < 6; i++) assert.equal(limiter.take("a"), 0);
  assert.equal(limiter.take("a"), 10);
  assert.equal(limiter.take("b"), 0);
  await clock.advance(9_999);
  assert.equal(limiter.take("a"), 1);
  await clock.advance(1);
  assert.equal(limiter.take("a"), 0);
  assert.equal(limiter.take("a"), 10);
  await clock.advance(3_600_000);
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => limiter.take("a")), [0, 0, 0, 0, 0, 0, 10]);
});

Deno.test("open calls are drained when the last one has ended", async () => {
  const calls = new OpenCalls<string>();
  const ends: string[] = [];
  const end = (reason: string) => {
    ends.push(reason);
    calls.delete(end);
  };
  calls.add(end);
  assert.equal(calls.stopping, false);
  let drained = false;
  const done = calls.drain().then(() => drained = true);
  await settled();
  assert.ok(calls.stopping && !drained);
  calls.endAll("stopping");
  await done;
  assert.deepEqual(ends, ["stopping"]);
  await calls.drain();
});
