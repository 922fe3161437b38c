import assert from "node:assert/strict";
import fc from "fast-check";
import { FairQueue } from "../../../src/axon/verify/fair_queue.ts";
import { Verifier, type VerifierModules, type VerifyJob } from "../../../src/axon/verify/verifier.ts";
import type { Check, VerifyWorker } from "../../../src/axon/verify/worker.ts";
import { type Logger, nullLogger } from "../../../src/base/mod.ts";
import { full, ManualClock } from "../../kit/mod.ts";
import { onWire, RawClient, send, signed, withAxon } from "./helpers.ts";

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

Deno.test("the queue serves sources in turn, a client that floods the queue delays only its own requests", () => {
  const queue = new FairQueue<string>({ limit: 100, perSource: 20 });
  for (let i = 0; i < 12; i++) assert.ok(queue.push("flood", false, "flood"));
  for (const source of ["a", "b"]) assert.ok(queue.push(source, false, source));
  assert.deepEqual(queue.take(3), ["flood", "a", "b"]);
  assert.equal(queue.take(100).length, 11);
  assert.equal(queue.size, 0);
});

Deno.test("known callers get three of four turns and cannot be shut out by strangers", () => {
  const queue = new FairQueue<string>({ limit: 40, perSource: 5 });
  let strangers = 0;
  for (let i = 0; i < 100; i++) if (queue.push(`s${i}`, false, "s")) strangers++;
  assert.equal(strangers, 20, "half of the room");
  for (let i = 0; i < 15; i++) assert.ok(queue.push(`k${i % 5}`, true, "k"));
  assert.equal(queue.take(20).filter((kind) => kind === "k").length, 15);
});

Deno.test("a burst of one source is taken while there is room, and leaves half of it to others", () => {
  const queue = new FairQueue<number>({ limit: 1024, perSource: 64 });
  for (const known of [false, true]) {
    let taken = 0;
    for (let i = 0; i < 600; i++) if (queue.push("burst", known, i)) taken++;
    assert.equal(taken, 256);
    for (let i = 0; i < 64; i++) assert.ok(queue.push("other", known, i));
    assert.equal(queue.push("other", known, 64), false, "a share of what is left");
  }
});

Deno.test("every job that is queued is taken exactly once", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.boolean()), { maxLength: 60 }), fc.nat(7), (jobs, step) => {
      const queue = new FairQueue<number>({ limit: 1000, perSource: 1000 });
      jobs.forEach(([source, known], index) => queue.push(`s${source}`, known, index));
      const taken: number[] = [];
      while (queue.size > 0) taken.push(...queue.take(step + 1));
      assert.deepEqual(taken.sort((a, b) => a - b), jobs.map((_, index) => index));
    }),
    { numRuns: 50 },
  );
});

/** A worker made of promises: answers with the first byte of each message, until told to misbehave. */
class FakeWorker implements VerifyWorker {
  onverdicts: (verdicts: readonly boolean[]) => void = () => {};
  onfailure: (reason: string) => void = () => {};
  stopped = false;
  asked: number[] = [];
  behaviour: "answers" | "is silent" | "crashes" | "miscounts" = "answers";
  send(checks: readonly Check[]): void {
    this.asked.push(checks.length);
    if (this.behaviour === "is silent") return;
    queueMicrotask(() => {
      if (this.behaviour === "crashes") return this.onfailure("out of memory");
      const verdicts = checks.map(({ message }) => message[0] === 1);
      this.onverdicts(this.behaviour === "miscounts" ? verdicts.slice(1) : verdicts);
    });
  }
  stop(): void {
    this.stopped = true;
  }
}

/** A verifier whose checks on this thread take 60 ms of its own clock each. */
function scene(workers: number, more: Partial<VerifierModules> = {}) {
  const clock = new ManualClock();
  const started: FakeWorker[] = [];
  const warnings: string[] = [];
  const logger: Logger = { ...nullLogger, warn: (message) => warnings.push(message) };
  let now = 0;
  const state = {
    here: 0,
    behaviour: "answers" as FakeWorker["behaviour"],
    skip: (ms: number) => now += ms,
  };
  const verifier = new Verifier({
    queue: new FairQueue<VerifyJob>({ limit: 1000, perSource: 100 }),
    verify: ({ message }) => {
      state.here++;
      now += 60;
      return message[0] === 1;
    },
    startWorker: async () => {
      const worker = new FakeWorker();
      worker.behaviour = state.behaviour;
      started.push(worker);
      return worker;
    },
    workers,
    clock: Object.assign(clock, { monotonic: () => now }),
    logger,
    onSize: () => {},
    ...more,
  });
  const verdicts: (boolean | "unwanted")[] = [];
  const push = (count: number, valid = true, wanted = true, known = false) => {
    for (let i = 0; i < count; i++) {
      const check = {
        message: Uint8Array.of(valid ? 1 : 0),
        signature: new Uint8Array(64),
        publicKey: new Uint8Array(32),
      };
      assert.ok(verifier.push("source", known, {
        check,
        wanted: () => {
          if (!wanted) verdicts.push("unwanted");
          return wanted;
        },
        done: (verdict) => verdicts.push(verdict),
      }));
    }
  };
  return { clock, started, warnings, state, verifier, verdicts, push };
}

Deno.test("few checks are done on the server's thread, many go to workers", async () => {
  const { started, state, verifier, verdicts, push } = scene(2);
  push(3);
  await settled();
  assert.deepEqual([state.here, started.length, verifier.inWorkers], [3, 0, false]);
  push(4);
  await settled();
  assert.deepEqual([started.length, verifier.inWorkers], [2, true]);
  const here = state.here;
  push(40);
  push(5, false);
  push(5, true, false);
  await settled();
  assert.equal(state.here, here, "none here any more");
  assert.ok(started.every((worker) => worker.asked.length > 1 && worker.asked.every((count) => count <= 4)));
  const counted = (verdict: unknown) => verdicts.filter((each) => each === verdict).length;
  assert.deepEqual([counted(true), counted(false), counted("unwanted")], [47, 5, 5]);
  verifier.stop();
  assert.ok(started.every((worker) => worker.stopped));
  push(2);
  await settled();
  assert.equal(verdicts.length, 59, "what comes after the stop is done here");
});

Deno.test("a known caller does not wait behind what workers have in hand, within a fifth of the time", async () => {
  const { started, state, verifier, verdicts, push } = scene(1);
  state.behaviour = "is silent";
  push(4);
  await settled();
  push(8);
  await settled();
  assert.deepEqual([started[0]!.asked, verdicts.length], [[1, 1], 4]);
  // The window is used up: the known wait too, until the next one.
  push(1, true, true, true);
  await settled();
  assert.equal(verdicts.length, 4);
  state.skip(1_001);
  push(1, true, true, true);
  push(5);
  await settled();
  assert.equal(verdicts.length, 6, "both known ones, no stranger");
  verifier.stop();
  await settled();
  assert.equal(verdicts.length, 19);
});

for (const behaviour of ["crashes", "miscounts", "is silent"] as const) {
  Deno.test(`a worker that ${behaviour} hands its checks back, and another one is started`, async () => {
    const { clock, started, warnings, state, verifier, verdicts, push } = scene(1);
    state.behaviour = behaviour;
    push(4);
    await settled();
    assert.equal(started.length, 1);
    push(20);
    await settled();
    if (behaviour === "is silent") {
      assert.equal(verdicts.length, 4);
      // The clock of this scene moves by checks; its timers are moved by hand.
      Object.assign(clock, { monotonic: ManualClock.prototype.monotonic });
      await clock.advance(2_000);
      await settled();
    }
    assert.equal(verdicts.filter(Boolean).length, 24, "every request got its verdict");
    assert.equal(warnings.length, 1);
    assert.ok(started[0]!.stopped);
    assert.equal(verifier.inWorkers, false);
    state.behaviour = "answers";
    await clock.advance(1_000);
    await settled();
    assert.equal(verifier.inWorkers, true);
    const here = state.here;
    push(8);
    await settled();
    assert.equal(state.here, here);
    assert.equal(verdicts.length, 32);
    verifier.stop();
  });
}

Deno.test("workers that cannot be started leave the checks where they were", async () => {
  const { verdicts, verifier, warnings, push } = scene(2, {
    startWorker: () => Promise.reject(new Error("no such thing here")),
  });
  for (let i = 0; i < 5; i++) {
    push(10);
    await settled();
  }
  assert.equal(verdicts.length, 50);
  assert.equal(verifier.inWorkers, false);
  assert.equal(warnings.length, 2);
  verifier.stop();
});

full("a worker judges as this thread does: good, wrong, wrapped, another key, long messages", async () => {
  const { devKey, ready, sr25519Module, verifyExact } = await import("../../../src/wallet/mod.ts");
  const { startVerifyWorker } = await import("../../../src/axon/verify/worker.ts");
  await ready();
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const checks: Check[] = [];
  for (const length of [0, 1, 300, 40_000]) {
    const message = new Uint8Array(length).fill(length);
    const signature = await alice.sign(message);
    const wrong = Uint8Array.from(signature, (byte, i) => i === 5 ? byte ^ 1 : byte);
    checks.push(
      { message, signature, publicKey: alice.publicKey },
      { message, signature: wrong, publicKey: alice.publicKey },
      { message, signature, publicKey: bob.publicKey },
      { message, signature, publicKey: new Uint8Array(32).fill(0xff) },
    );
  }
  const worker = startVerifyWorker(await sr25519Module());
  const verdicts = await new Promise<readonly boolean[]>((resolve, reject) => {
    worker.onverdicts = resolve;
    worker.onfailure = (reason) => reject(new Error(reason));
    worker.send(checks);
  });
  worker.stop();
  assert.deepEqual(verdicts, checks.map((c) => verifyExact(c.message, c.signature, c.publicKey)));
  assert.equal(verdicts.filter(Boolean).length, 4);
});

full("a worker whose program fails says so instead of ending ours", async () => {
  const { startVerifyWorker } = await import("../../../src/axon/verify/worker.ts");
  const nothing = await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  const worker = startVerifyWorker(nothing);
  const reason = await new Promise<string>((resolve) => {
    worker.onfailure = resolve;
    worker.send([{
      message: new Uint8Array(1),
      signature: new Uint8Array(64),
      publicKey: new Uint8Array(32),
    }]);
  });
  worker.stop();
  assert.match(reason, /not a function/);
});

full("under load the axon's verdicts stay the same in workers, and of copies one passes", async () => {
  const { systemClock } = await import("../../../src/base/mod.ts");
  const infos: string[] = [];
  await withAxon({
    limits: { requestsPerMinute: 1e6 },
    logger: { ...nullLogger, info: (message) => infos.push(message) },
  }, async ({ port }) => {
    const bad = await signed({ headers: { bt_header_dendrite_signature: `0x${"ab".repeat(63)}8f` } });
    const clients = Array.from({ length: 8 }, () => new RawClient(port));
    const end = performance.now() + 20_000;
    while (!infos.some((text) => text.startsWith("many signatures"))) {
      assert.ok(performance.now() < end, "workers took over");
      await Promise.all(clients.map(async (client) => {
        assert.equal((await client.write(onWire(bad)).next()).status, 401);
      }));
    }
    const good = onWire(await signed({ nonce: systemClock.nowNs() }));
    const copies = await Promise.all(clients.map(async (client) => (await client.write(good).next()).status));
    assert.deepEqual(copies.sort(), [200, ...Array(7).fill(401)]);
    assert.equal((await send(port, await signed())).status, 200);
    for (const client of clients) await client.destroy();
  });
});
