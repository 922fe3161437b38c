import assert from "node:assert/strict";
import fc from "fast-check";
import { AxonNonceRule, type NonceChange } from "../../../src/protocol/mod.ts";
import { sdkNonceRule } from "../../kit/sdk_nonce_rule.ts";

const S = 1_000_000_000n;
const START = 1_750_000_000n * S;

function rule(limits = {}, start = START) {
  const inner = new AxonNonceRule(start, limits);
  return {
    inner,
    accept: (
      nonce: bigint | undefined,
      nowNs: bigint,
      more: { hotkey?: string; uuid?: string; timeoutS?: number } = {},
    ) => inner.accept({ hotkey: "h", uuid: "u", timeoutS: 10, nonce, nowNs, ...more }),
  };
}

Deno.test("a wall-clock nonce passes once, in any order inside the window", () => {
  const { accept } = rule();
  const now = START + 100n * S;
  assert.ok(accept(now, now).ok);
  assert.ok(accept(now - 5n * S, now).ok);
  assert.ok(!accept(now, now).ok);
  assert.ok(!accept(now - 5n * S, now).ok);
  assert.ok(accept(now, now, { uuid: "v" }).ok);
  assert.ok(accept(now, now, { hotkey: "i" }).ok);
});

Deno.test("the window is four seconds and the timeout wide, at most 64 seconds, and four seconds ahead", () => {
  const { accept } = rule();
  const now = START + 1000n * S;
  assert.ok(accept(now - 14n * S, now).ok);
  const old = accept(now - 14n * S - 1n, now, { uuid: "b" });
  assert.deepEqual(old, {
    ok: false,
    reason: "Nonce is too old: acceptable delta is 14.00 seconds but request was 14.00 seconds old",
  });
  assert.ok(accept(now - 64n * S, now, { timeoutS: Infinity }).ok);
  assert.ok(!accept(now - 64n * S - 1n, now, { timeoutS: 1e9 }).ok);
  assert.ok(!accept(now - 5n * S, now, { timeoutS: NaN }).ok);
  assert.ok(!accept(now - 5n * S, now, { timeoutS: -10 }).ok);
  assert.ok(accept(now + 4n * S, now).ok);
  assert.ok(!accept(now + 4n * S + 1n, now).ok);
});

Deno.test("nothing stamped before the start passes", () => {
  const { accept } = rule();
  assert.ok(!accept(START - 1n, START + S).ok);
  assert.ok(accept(START, START + S).ok);
});

Deno.test("missing and negative nonces are refused", () => {
  const { accept } = rule();
  assert.deepEqual(accept(undefined, START), { ok: false, reason: "Missing Nonce" });
  assert.ok(!accept(-1n, START).ok);
});

Deno.test("check() remembers nothing", () => {
  const { inner } = rule();
  const input = { hotkey: "h", uuid: "u", nonce: START, timeoutS: 10, nowNs: START };
  for (let i = 0; i < 3; i++) assert.equal(inner.check(input), null);
  const old = { ...input, nonce: 5n };
  for (let i = 0; i < 3; i++) assert.equal(inner.check(old), null);
});

Deno.test("monotonic nonces must rise per hotkey and uuid, and each is handed out to be made durable", () => {
  const { accept } = rule();
  assert.deepEqual(accept(1422177213365n, START), {
    ok: true,
    changes: [{ kind: "nonce", hotkey: "h", uuid: "u", nonce: 1422177213365n }],
  });
  assert.ok(!accept(1422177213365n, START).ok);
  assert.ok(!accept(1422177213364n, START).ok);
  assert.ok(accept(1422177213366n, START).ok);
  assert.ok(accept(5n, START, { uuid: "v" }).ok);
  assert.ok(accept(5n, START, { hotkey: "i" }).ok);
});

Deno.test("the 65th uuid of a hotkey leaves a floor that keeps forgotten ones from coming back", () => {
  const { accept } = rule();
  const changes: NonceChange[] = [];
  for (let i = 0; i < 65; i++) {
    const verdict = accept(BigInt(1000 + i), START, { uuid: `u${i}` });
    assert.ok(verdict.ok);
    changes.push(...verdict.changes);
  }
  assert.deepEqual(changes.filter((change) => change.kind === "floor"), [{
    kind: "floor",
    hotkey: "h",
    nonce: 1000n,
  }]);
  assert.ok(!accept(1000n, START, { uuid: "u0" }).ok);
  assert.ok(accept(1001n, START, { uuid: "new" }).ok);
  assert.ok(accept(1n, START, { uuid: "u0", hotkey: "other" }).ok);
});

Deno.test("what was made durable refuses replays after a restart", () => {
  const first = rule({ uuidsPerHotkey: 2 });
  const changes: NonceChange[] = [];
  const sent: { hotkey: string; uuid: string; nonce: bigint }[] = [];
  for (let i = 0; i < 12; i++) {
    const one = { hotkey: `h${i % 3}`, uuid: `u${i}`, nonce: BigInt(100 + i) };
    const verdict = first.accept(one.nonce, START, one);
    assert.ok(verdict.ok);
    changes.push(...verdict.changes);
    sent.push(one);
  }
  const second = new AxonNonceRule(START, { uuidsPerHotkey: 2 });
  for (const change of changes) second.restore(change);
  for (const one of sent) {
    assert.notEqual(second.check({ ...one, timeoutS: 10, nowNs: START }), null, `${one.hotkey} ${one.uuid}`);
  }
});

Deno.test("a caller ahead of our clock cannot be replayed after a quick restart, at one write a second", () => {
  const first = rule();
  const changes: NonceChange[] = [];
  const sent: bigint[] = [];
  for (let i = 0n; i < 20n; i++) {
    const now = START + i * (S / 10n);
    const nonce = now + 39n * S / 10n;
    const verdict = first.accept(nonce, now);
    assert.ok(verdict.ok);
    changes.push(...verdict.changes);
    sent.push(nonce);
  }
  assert.ok(changes.length <= 3, `${changes.length} writes in 2 s`);
  assert.deepEqual(
    first.accept(START + 1n, START + 5n * S),
    { ok: true, changes: [] },
    "behind: nothing to keep",
  );
  const restart = START + 2n * S;
  const second = new AxonNonceRule(restart);
  for (const change of changes) second.restore(change);
  const check = (nonce: bigint, hotkey = "h", uuid = "u") =>
    second.check({ hotkey, uuid, nonce, timeoutS: 10, nowNs: restart });
  for (const nonce of sent) assert.notEqual(check(nonce), null, `${nonce - START} ns after the first start`);
  assert.equal(check(restart + 1n, "other"), null, "nobody else waits");
  assert.equal(check(7n, "h", "old"), null, "nor does an old caller of the same hotkey");
});

Deno.test("a wall-clock nonce that was forgotten for lack of room is not accepted again", () => {
  const now = START + 100n * S;
  const perHotkey = rule({ noncesPerHotkey: 3 });
  for (let i = 0n; i < 4n; i++) assert.ok(perHotkey.accept(now + i, now).ok);
  assert.ok(!perHotkey.accept(now, now).ok);
  assert.ok(perHotkey.accept(now + 9n, now).ok);

  const hotkeys = rule({ hotkeys: 1 });
  assert.ok(hotkeys.accept(now, now, { hotkey: "a" }).ok);
  assert.ok(hotkeys.accept(now + 1n, now, { hotkey: "b" }).ok);
  assert.ok(!hotkeys.accept(now, now, { hotkey: "a" }).ok);
  assert.ok(hotkeys.accept(now + 2n, now, { hotkey: "a" }).ok);
});

Deno.test("a nonce that left the window is not accepted when the clock is set back", () => {
  const { accept } = rule();
  const now = START + 100n * S;
  assert.ok(accept(now, now).ok);
  assert.ok(accept(now + 200n * S, now + 200n * S).ok);
  assert.ok(!accept(now, now).ok);
});

Deno.test("under tiny bounds no nonce is ever accepted twice, whatever the order, the clock and the callers", () => {
  const step = fc.record({
    hotkey: fc.constantFrom("a", "b", "c"),
    uuid: fc.constantFrom("u", "v", "w"),
    at: fc.integer({ min: 0, max: 40 }),
    monotonic: fc.boolean(),
    move: fc.integer({ min: -10, max: 15 }),
  });
  fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (steps) => {
    const { accept } = rule({ hotkeys: 2, noncesPerHotkey: 3, nonces: 5, uuidsPerHotkey: 2 });
    const accepted = new Set<string>();
    let now = START + 20n * S;
    for (const { hotkey, uuid, at, monotonic, move } of steps) {
      now += BigInt(move) * S;
      const nonce = monotonic ? BigInt(at) : START + BigInt(at) * S;
      if (!accept(nonce, now, { hotkey, uuid, timeoutS: 60 }).ok) continue;
      const key = `${hotkey} ${uuid} ${nonce}`;
      assert.ok(!accepted.has(key), key);
      accepted.add(key);
    }
  }));
});

Deno.test("when all places for old callers are taken, new ones are refused and known ones go on", () => {
  const { accept } = rule({ hotkeys: 2 });
  assert.ok(accept(1n, START, { hotkey: "a" }).ok);
  assert.ok(accept(1n, START, { hotkey: "b" }).ok);
  assert.ok(!accept(1n, START, { hotkey: "c" }).ok);
  assert.ok(accept(2n, START, { hotkey: "a" }).ok);
  assert.ok(accept(START, START, { hotkey: "c" }).ok);
});

Deno.test("silent callers are forgotten, so memory does not grow with time", () => {
  const { accept } = rule({ hotkeys: 10, noncesPerHotkey: 10, nonces: 10 });
  for (let i = 0; i < 1000; i++) {
    const now = START + BigInt(i) * 100n * S;
    assert.ok(accept(now, now, { hotkey: `h${i}` }).ok, `caller ${i}`);
  }
});

Deno.test("axons of 7.0 and 7.2 decide as the specification's table says", () => {
  const now = START;
  assert.equal(sdkNonceRule("7.0", { nowNs: now }), "accept");
  assert.equal(sdkNonceRule("7.2", { nowNs: now }), "missing");
  assert.equal(sdkNonceRule("7.0", { nowNs: now, nonce: 1n, callerVersion: 7004000 }), "accept");
  const fiveOld = { nowNs: now, nonce: now - 5n * S, timeoutS: 10, callerVersion: 7004000 };
  assert.equal(sdkNonceRule("7.2", fiveOld), "too old");
  assert.equal(sdkNonceRule("7.4", fiveOld), "accept");
  assert.equal(sdkNonceRule("7.2", { ...fiveOld, stored: 1n }), "accept");
  assert.equal(sdkNonceRule("7.2", { ...fiveOld, callerVersion: 700 }), "accept");
});
