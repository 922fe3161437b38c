import assert from "node:assert/strict";
import { forecast, MinerWatch } from "../../../neurons/miner/miner_watch.ts";
import { nullMetrics } from "../../../src/base/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

const engine = { kind: "mock", model: "m", device: "none", contextTokens: 10, parallel: 1 } as const;
const facts = (metagraph = metagraphOf(["v", "me"])) => ({
  axon: null,
  engine,
  metagraph,
  own: metagraph.neurons[1],
  immunityPeriod: 50,
  memory: { mainBytes: 1, engineBytes: null },
});

Deno.test("requests are counted by verified caller, status and reason", () => {
  const watch = new MinerWatch();
  const metrics = watch.tee(nullMetrics);
  metrics.count("axon_requests_total", { status: "200" });
  metrics.count("axon_requests_total", { status: "401" });
  metrics.count("axon_refused_total", { reason: "signature" });
  metrics.gauge("axon_in_flight", 3);
  metrics.gauge("axon_verify_queue", 1);
  metrics.gauge("engine_queue", 2);
  metrics.gauge("engine_memory_bytes", 2e9);
  for (const ttftS of [0.1, 0.3, 0.2]) {
    watch.answered({ hotkey: "v", atMs: 120_000, ttftS, seconds: 2, characters: 80 });
  }
  const view = watch.view(facts());
  assert.deepEqual([view.requests, view.inFlight, view.queue], [2, 3, 3]);
  assert.deepEqual(view.memory, { mainBytes: 1, engineBytes: 2e9 });
  assert.deepEqual(view.statuses, [{ status: 200, count: 1 }, { status: 401, count: 1 }]);
  assert.deepEqual(view.refused, [{ reason: "signature", count: 1 }]);
  assert.deepEqual(view.validators.map((v) => [v.hotkey, v.uid, v.requests]), [["v", 0, 3]]);
  assert.deepEqual(view.ttftP50, [[2, 0.2]]);
  assert.deepEqual(view.tokensPerS, [[2, 10]]);
  assert.deepEqual(view.requestsPerMinute, [[2, 3]]);
});

Deno.test("callers are bounded: the least recent leaves", () => {
  const watch = new MinerWatch();
  for (let i = 0; i < 600; i++) {
    watch.answered({ hotkey: `h${i}`, atMs: i, ttftS: null, seconds: 0, characters: 0 });
  }
  const { validators } = watch.view(facts());
  assert.equal(validators.length, 512);
  assert.ok(!validators.some((v) => v.hotkey === "h0"));
});

Deno.test("the forecast ranks as the chain prunes: immune last, then emission, age, uid", () => {
  const metagraph = metagraphOf(["old-poor", "old-rich", "new-poor"], (uid) => ({
    emission: [0, 5, 0][uid]!,
    blockAtRegistration: [0, 0, 90][uid]!,
  }));
  const rank = (uid: number) => forecast(metagraph.neurons[uid]!, metagraph, 50).pruningRank;
  assert.deepEqual([rank(0), rank(1), rank(2)], [1, 2, 3]);
  assert.equal(forecast(metagraph.neurons[2]!, metagraph, 50).immunityBlocksLeft, 40);
});
