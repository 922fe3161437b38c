import assert from "node:assert/strict";
import { runLoops } from "../../../neurons/validator/loops.ts";
import { NeuronError } from "../../../neurons/errors.ts";
import { nullLogger, nullMetrics, seededRandom } from "../../../src/base/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

const modules = () => ({
  clock: new ManualClock(),
  random: seededRandom(1),
  logger: nullLogger,
  metrics: nullMetrics,
});
const loop = (name: string, job: (signal: AbortSignal) => Promise<unknown>) => ({
  name,
  intervalMs: 100,
  limitMs: 1000,
  job,
});

Deno.test("a loop that fails is repeated later, and the others never notice", async () => {
  const own = modules();
  const runs = { good: 0, bad: 0 };
  const stop = new AbortController();
  const done = runLoops(
    [
      loop("good", async () => void runs.good++),
      loop("bad", async () => {
        runs.bad++;
        throw new Error("no chain");
      }),
    ],
    own,
    stop.signal,
  );
  for (let i = 0; i < 100; i++) await own.clock.advance(100);
  assert.ok(runs.good > 90, `${runs.good}`);
  assert.ok(runs.bad >= 3 && runs.bad < 20, `${runs.bad}: backed off`);
  stop.abort(new Error("stop"));
  await own.clock.advance(0);
  await done;
});

Deno.test("a run that exceeds its limit is aborted, and the loop goes on", async () => {
  const own = modules();
  const reasons: unknown[] = [];
  const stop = new AbortController();
  const done = runLoops(
    [
      loop("slow", (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          })
        )),
    ],
    own,
    stop.signal,
  );
  await own.clock.advance(1000);
  await own.clock.advance(5000);
  assert.ok(reasons.length >= 2);
  assert.match(String(reasons[0]), /slow exceeded 1000 ms/);
  stop.abort(new Error("stop"));
  await own.clock.advance(0);
  await done;
});

Deno.test("being deregistered ends the validator with that error", async () => {
  const own = modules();
  const gone = new NeuronError("not_registered", "deregistered");
  const running = runLoops(
    [
      loop("sync", () => Promise.reject(gone)),
      loop("other", () => Promise.resolve()),
    ],
    own,
    new AbortController().signal,
  );
  await assert.rejects(running, (error) => error === gone);
});

Deno.test("work that ignores the stop holds it up for eight seconds at most", async () => {
  const own = modules();
  const stop = new AbortController();
  let ended = false;
  const done = runLoops([loop("deaf", () => new Promise(() => {}))], own, stop.signal).then(() =>
    ended = true
  );
  await own.clock.advance(10);
  stop.abort(new Error("stop"));
  await own.clock.advance(7900);
  assert.equal(ended, false);
  await own.clock.advance(200);
  await done;
  assert.equal(ended, true);
});
