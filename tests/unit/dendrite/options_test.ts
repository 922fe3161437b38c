import assert from "node:assert/strict";
import { type Clock, nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import { createDendrite, DendriteError } from "../../../src/dendrite/mod.ts";
import { NonceSource } from "../../../src/dendrite/nonces.ts";
import { ManualClock } from "../../kit/mod.ts";
import { BOB, PROMPT } from "./setup.ts";

Deno.test("nonces rise even when the clock is set back", () => {
  const clock = new ManualClock();
  const jumping: Clock = Object.assign(Object.create(systemClock), {
    nowNs: () => BigInt(clock.now()) * 1_000_000n,
  });
  const nonces = new NonceSource(jumping);
  const first = BigInt(nonces.next());
  clock.jump(-60_000);
  const second = BigInt(nonces.next());
  const third = BigInt(nonces.next());
  assert.equal(first, 1_750_000_000_000_000_000n);
  assert.deepEqual([second, third], [first + 1n, first + 2n]);
  clock.jump(120_000);
  assert.equal(BigInt(nonces.next()), 1_750_000_060_000_000_000n);
});

Deno.test("limits and times that make no sense are refused by name", async () => {
  const modules = {
    signer: { ss58: BOB, publicKey: new Uint8Array(32), sign: () => Promise.resolve(new Uint8Array(64)) },
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  };
  const isConfig = (error: unknown) => error instanceof DendriteError && error.code === "config";
  for (const bad of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => createDendrite({ maxBytes: bad }, modules), isConfig);
    assert.throws(() => createDendrite({ concurrency: bad }, modules), isConfig);
  }
  const dendrite = createDendrite({}, modules);
  for (const timeoutMs of [0, -5, NaN, Infinity]) {
    await assert.rejects(dendrite.query([], PROMPT, { timeoutMs }), isConfig);
  }
  await assert.rejects(dendrite.query([], { roles: [], messages: ["x"] }, { timeoutMs: 1 }), isConfig);
  assert.deepEqual(await dendrite.query([], PROMPT, { timeoutMs: 1000 }), []);
  await dendrite.close();
});
