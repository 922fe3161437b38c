import assert from "node:assert/strict";
import { KeyGuard } from "../../../src/api/check_key.ts";
import { ApiRefused, errorBody } from "../../../src/api/api_refused.ts";
import { hashSecret, newSecret, secretHint } from "../../../src/api/api_secret.ts";
import type { ApiKey, KeyFinder } from "../../../src/api/types.ts";
import { ManualClock } from "../../kit/mod.ts";

class Keys implements KeyFinder {
  readonly rows = new Map<string, ApiKey>();
  readonly touched: [string, number][] = [];
  asked: string[] = [];

  add(over: Partial<ApiKey> = {}): string {
    const secret = newSecret();
    const id = `key${this.rows.size}`;
    this.rows.set(hashSecret(secret), {
      id,
      perMinute: 2,
      concurrent: 1,
      expiresAt: null,
      revokedAt: null,
      ...over,
    });
    return secret;
  }
  find(hash: string) {
    this.asked.push(hash);
    return this.rows.get(hash) ?? null;
  }
  touch(id: string, atMs: number) {
    this.touched.push([id, atMs]);
  }
}

const refused = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ApiRefused, String(error));
    return error;
  }
  assert.fail("was admitted");
};

Deno.test("a key is 256 random bits, is kept as its SHA-256, and shows four of its characters", () => {
  const secret = newSecret();
  assert.match(secret, /^sn1_[\w-]{43}$/);
  assert.notEqual(newSecret(), secret);
  assert.equal(hashSecret("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(secretHint(secret), `${secret.slice(0, 8)}…`);
});

Deno.test("only a known key that is good today is admitted, and it is looked up anew each time", () => {
  const clock = new ManualClock();
  const keys = new Keys();
  const guard = new KeyGuard(keys, clock);
  const secret = keys.add();
  assert.equal(guard.admit(`Bearer ${secret}`).id, "key0");
  assert.equal(guard.admit(`bearer  ${secret} `).id, "key0");
  const bad = [
    undefined,
    "",
    secret,
    `Basic ${secret}`,
    "Bearer",
    "Bearer ",
    `Bearer ${secret}x`,
    `Bearer ${secret} ${secret}`,
    `Bearer ${hashSecret(secret)}`,
    `Bearer ${"x".repeat(10_000)}`,
  ];
  for (const header of bad) {
    const error = refused(() => guard.admit(header));
    assert.equal(error.status, 401);
    assert.equal(errorBody(error).error.code, "invalid_api_key");
    assert.ok(!error.message.includes(secret));
  }
  const expired = keys.add({ expiresAt: clock.now() });
  assert.match(refused(() => guard.admit(`Bearer ${expired}`)).message, /expired/);
  keys.rows.get(hashSecret(secret))!.revokedAt = 1;
  assert.match(refused(() => guard.admit(`Bearer ${secret}`)).message, /revoked/);
});

Deno.test("the use of a key is noted once a minute, and never for what is no key", async () => {
  const clock = new ManualClock(1_000_000);
  const keys = new Keys();
  const guard = new KeyGuard(keys, clock);
  const secret = keys.add();
  for (let i = 0; i < 3; i++) guard.admit(`Bearer ${secret}`);
  refused(() => guard.admit("Bearer nothing"));
  await clock.advance(59_999);
  guard.admit(`Bearer ${secret}`);
  await clock.advance(1);
  guard.admit(`Bearer ${secret}`);
  assert.deepEqual(keys.touched, [["key0", 1_000_000], ["key0", 1_060_000]]);
});

Deno.test("each key has its own rate and its own places", async () => {
  const clock = new ManualClock();
  const keys = new Keys();
  const guard = new KeyGuard(keys, clock);
  const slow = guard.admit(`Bearer ${keys.add()}`);
  const fast = guard.admit(`Bearer ${keys.add({ perMinute: 600, concurrent: 3 })}`);
  guard.charge(slow);
  guard.charge(slow);
  const error = refused(() => guard.charge(slow));
  assert.deepEqual([error.status, error.options.code, error.options.retryAfterS], [
    429,
    "rate_limit_exceeded",
    30,
  ]);
  for (let i = 0; i < 600; i++) guard.charge(fast);
  assert.equal(refused(() => guard.charge(fast)).status, 429);
  await clock.advance(30_000);
  guard.charge(slow);

  const leave = guard.enter(slow);
  assert.equal(refused(() => guard.enter(slow)).status, 429);
  const places = [1, 2, 3].map(() => guard.enter(fast));
  assert.equal(refused(() => guard.enter(fast)).status, 429);
  leave();
  leave();
  guard.enter(slow);
  assert.equal(refused(() => guard.enter(slow)).status, 429);
  places[0]!();
  guard.enter(fast);
});
