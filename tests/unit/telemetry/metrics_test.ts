import assert from "node:assert/strict";
import { createMetrics, type MetricsOptions, TelemetryError } from "../../../src/telemetry/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

async function strict(options: Partial<MetricsOptions> = {}) {
  const clock = new ManualClock();
  return { clock, metrics: await createMetrics({ clock, strict: true, ...options }) };
}

Deno.test("counters, gauges and histograms appear in the exposition with the prefix sn1_", async () => {
  const { metrics } = await strict();
  metrics.count("axon_requests_total", { status: "200" });
  metrics.count("axon_requests_total", { status: "200" }, 2);
  metrics.gauge("weights_age_blocks", 17);
  metrics.observe("axon_ttft_seconds", 0.03);
  const text = await metrics.exposition();
  assert.match(text, /^# TYPE sn1_axon_requests_total counter$/m);
  assert.match(text, /^sn1_axon_requests_total\{status="200"\} 3$/m);
  assert.match(text, /^sn1_weights_age_blocks 17$/m);
  assert.match(text, /^sn1_axon_ttft_seconds_bucket\{le="0.05"\} 1$/m);
  assert.match(text, /^sn1_axon_ttft_seconds_bucket\{le="0.025"\} 0$/m);
  assert.match(metrics.contentType, /^text\/plain; version=0\.0\.4/);
  assert.equal(await metrics.value("axon_requests_total"), 3);
  assert.equal(await metrics.value("axon_ttft_seconds"), 1);
  metrics.close();
});

Deno.test("a gauge that nobody has set is not shown as 0", async () => {
  const { metrics } = await strict();
  assert.doesNotMatch(await metrics.exposition(), /^sn1_chain_head_block \d/m);
  metrics.close();
});

Deno.test("memory, heap and uptime come from the runtime, without permissions", async () => {
  const { metrics, clock } = await strict();
  await clock.advance(5000);
  const text = await metrics.exposition();
  assert.ok(Number(/^sn1_process_resident_memory_bytes (\d+)$/m.exec(text)?.[1]) > 1e7);
  assert.match(text, /^sn1_process_uptime_seconds 5$/m);
  metrics.close();
});

/** A clock whose timers can be made late: a busy event loop. */
class LateClock extends ManualClock {
  lateMs = 0;
  override monotonic(): number {
    return super.monotonic() + this.lateMs;
  }
}

Deno.test("the event loop's worst delay is shown once", async () => {
  const clock = new LateClock();
  const { metrics } = await strict({ clock });
  const lag = async () => Number(/^sn1_event_loop_lag_seconds (.+)$/m.exec(await metrics.exposition())?.[1]);
  await clock.advance(200);
  clock.lateMs = 80;
  await clock.advance(100);
  assert.equal(await lag(), 0.08);
  assert.equal(await lag(), 0);
  metrics.close();
});

Deno.test("unlisted names, wrong kinds and wrong labels throw where strict", async () => {
  const { metrics } = await strict();
  const code = (wanted: string) => (error: unknown) =>
    error instanceof TelemetryError && error.code === wanted;
  assert.throws(() => metrics.count("axon_typo_total"), code("unknown_metric"));
  assert.throws(() => metrics.gauge("axon_requests_total", 1), code("unknown_metric"));
  assert.throws(() => metrics.count("axon_requests_total"), code("bad_labels"));
  assert.throws(() => metrics.count("axon_requests_total", { state: "200" }), code("bad_labels"));
  assert.throws(() => metrics.gauge("axon_in_flight", 1, { uid: "1" }), code("bad_labels"));
  assert.throws(() => metrics.gauge("axon_in_flight", NaN), code("bad_labels"));
  metrics.close();
});

Deno.test("in the field a slip is logged once and dropped", async () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  const { metrics } = await strict({ strict: false, logger: logger as never });
  for (let i = 0; i < 3; i++) metrics.count("axon_typo_total");
  assert.deepEqual(warnings, ["metric axon_typo_total is not in the table"]);
  metrics.close();
});

Deno.test("a metric with too many label values folds the rest into `other`", async () => {
  const { metrics } = await strict({ strict: false });
  for (let i = 0; i < 300; i++) metrics.count("axon_refused_total", { reason: `r${i}` });
  metrics.count("axon_refused_total", { reason: "r0" });
  const text = await metrics.exposition();
  assert.equal(text.match(/^sn1_axon_refused_total\{/gm)?.length, 201);
  assert.match(text, /^sn1_axon_refused_total\{reason="other"\} 100$/m);
  assert.match(text, /^sn1_axon_refused_total\{reason="r0"\} 2$/m);
  metrics.close();
});

Deno.test("label values cannot break the text format", async () => {
  const { metrics } = await strict({ strict: false });
  metrics.count("axon_refused_total", { reason: 'a"}\n\u001b[31mforged 1' });
  const text = await metrics.exposition();
  assert.match(text, /^sn1_axon_refused_total\{reason="a\\"\} forged 1"\} 1$/m);
  metrics.close();
});

Deno.test("strict metrics refuse a label value that the table does not list", async () => {
  const { metrics } = await strict();
  assert.throws(() => metrics.count("axon_refused_total", { reason: "whim" }), /does not list reason="whim"/);
  metrics.count("chain_calls_total", { call: "whatever the chain has", outcome: "ok" });
  metrics.close();
});
