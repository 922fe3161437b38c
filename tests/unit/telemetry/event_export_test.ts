import assert from "node:assert/strict";
import { type Logger, nullLogger, systemClock } from "../../../src/base/mod.ts";
import type { EventExport, EventExportOptions, MetricsRegistry } from "../../../src/telemetry/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { LocalReceiver } from "../../kit/otlp_receiver.ts";

/** Waits of this file, ms. */
const PATIENCE_MS = 30_000;

/** An export to a receiver, with the log and the metrics it writes. */
async function withExport(
  body: (tools: {
    receiver: LocalReceiver;
    events: EventExport;
    lines: string[];
    count: (outcome: string) => Promise<number>;
  }) => Promise<void>,
  options: Partial<EventExportOptions> = {},
): Promise<void> {
  const { createMetrics, openEventExport } = await import("../../../src/telemetry/mod.ts");
  const metrics: MetricsRegistry = await createMetrics({ clock: systemClock, strict: true });
  const receiver = new LocalReceiver();
  const endpoint = await receiver.start();
  const lines: string[] = [];
  const logger: Logger = {
    ...nullLogger,
    info: (text) => lines.push(text),
    warn: (text) => lines.push(text),
  };
  const events = await openEventExport({
    endpoint,
    service: "sn1-validator",
    version: "9.9",
    facts: {
      "service.instance.id": "5Hotkey",
      "sn1.netuid": 61,
      "sn1.tags": ["a", "b"],
      "sn1.notes": undefined,
    },
    ...options,
    limits: { delayMs: 20, sendMs: 400, flushMs: 500, ...options.limits },
  }, { clock: systemClock, logger, metrics });
  try {
    await body({
      receiver,
      events,
      lines,
      count: (outcome) => metrics.value("events_exported_total", { outcome }),
    });
  } finally {
    await events.close();
    await receiver.stop();
    metrics.close();
  }
}

/** Deliveries that time out end after the test: the library has its own timers. */
const LOOSE = { sanitizeOps: false, sanitizeResources: false };

full("events arrive as OTLP logs in JSON, with who sent them and their whole body", async () => {
  await withExport(async ({ receiver, events, count }) => {
    events.emit("step", { step: 7, rewards: [0.5, 1], task: "qa", shadow: false, none: null });
    await until(() => receiver.events.length === 1, PATIENCE_MS, "an event");
    assert.equal(receiver.requests[0]!.path, "/v1/logs");
    assert.equal(receiver.requests[0]!.headers["content-type"], "application/json");
    const [event] = receiver.events;
    assert.equal(event!.name, "step");
    assert.deepEqual(event!.body, { step: 7, rewards: [0.5, 1], task: "qa", shadow: false, none: null });
    assert.deepEqual(event!.resource, {
      "service.name": "sn1-validator",
      "service.version": "9.9",
      "service.instance.id": "5Hotkey",
      "sn1.netuid": 61,
      "sn1.tags": ["a", "b"],
    });
    await until(async () => await count("sent") === 1, PATIENCE_MS, "counting");
  });
});

full("secrets, control characters and long texts do not leave the machine", async () => {
  await withExport(async ({ receiver, events }) => {
    events.emit("step", {
      completions: ["\u001b[31mred\u202e and sk-abcdefghijklmnop1234 in it", "x".repeat(50_000)],
      api_key: "plain",
      flags: { "wallet.password": "hunter22" },
    });
    await until(() => receiver.events.length === 1, PATIENCE_MS, "an event");
    const { completions, api_key, flags } = receiver.events[0]!.body as {
      completions: string[];
      api_key: string;
      flags: Record<string, string>;
    };
    for (const bad of ["\u001b", "\u202e", "sk-abc"]) assert.ok(!completions[0]!.includes(bad), bad);
    assert.match(completions[0]!, /red.* and \[redacted\] in it/);
    assert.ok(completions[1]!.length <= 2000, String(completions[1]!.length));
    assert.deepEqual([api_key, flags["wallet.password"]], ["[redacted]", "[redacted]"]);
  });
});

full("an event of a thousand long answers stays under half a megabyte", async () => {
  await withExport(async ({ receiver, events }) => {
    const completions = Array.from({ length: 1000 }, (_, uid) => `${uid} ${"word ".repeat(6000)}`);
    events.emit("step", { completions, uids: completions.map((_, uid) => uid) });
    await until(() => receiver.events.length === 1, PATIENCE_MS, "an event");
    assert.equal((receiver.events[0]!.body.completions as string[]).length, 1000);
    assert.ok(receiver.requests[0]!.bytes < 500_000, String(receiver.requests[0]!.bytes));
  });
});

Deno.test("cleaning a large event gives other work its turn, and keeps every number", async () => {
  const { eventValue } = await import("../../../src/telemetry/events/event_value.ts");
  let looks = 0;
  let pauses = 0;
  // Every look at the clock takes a millisecond.
  const clock = {
    now: () => 0,
    nowNs: () => 0n,
    monotonic: () => looks++,
    sleep: () => Promise.resolve(void pauses++),
    after: () => () => {},
  };
  const rewards = Array.from({ length: 300 }, (_, i) => i / 300);
  const event = { rewards, uids: rewards.map((_, uid) => uid), nested: { deep: [{ x: NaN }] } };
  assert.deepEqual(await eventValue(event, clock), { ...event, nested: { deep: [{ x: "NaN" }] } });
  assert.ok(pauses > 50, `${pauses} pauses`);
});

full("a receiver that is down is said once, its events are counted, and the stop is in time", async () => {
  await withExport(async ({ receiver, events, lines, count }) => {
    await receiver.stop();
    for (let i = 0; i < 3; i++) {
      events.emit("step", { step: i });
      await until(async () => await count("failed") > i, PATIENCE_MS, `failure ${i}`);
    }
    const told = lines.filter((line) => line.includes("takes no events"));
    assert.equal(told.length, 1, lines.join("\n"));
    assert.match(told[0]!, /127\.0\.0\.1:\d+ takes no events: .*; the neuron goes on/);
    events.emit("step", { step: 9 });
    const began = performance.now();
    await events.close();
    // Without the deadline the library would go on trying.
    assert.ok(performance.now() - began < 20_000);
    events.emit("step", { step: 10 });
    assert.equal(await count("dropped"), 1, "after the stop nothing is taken");
    await receiver.start();
  });
}, LOOSE);

full("a receiver that answers 500 loses those events only, and is welcome again", async () => {
  await withExport(async ({ receiver, events, lines, count }) => {
    receiver.status = 500;
    events.emit("step", { step: 1 });
    await until(async () => await count("failed") === 1, PATIENCE_MS, "the failure");
    receiver.status = 200;
    events.emit("step", { step: 2 });
    await until(() => receiver.events.length === 1, PATIENCE_MS, "the next event");
    assert.deepEqual(receiver.events[0]!.body, { step: 2 });
    assert.equal(lines.filter((line) => line.includes("takes no events")).length, 1);
  });
}, LOOSE);

full(
  "a receiver that hangs fills the queue, never the caller: the rest is left out and counted",
  async () => {
    await withExport(async ({ receiver, events, count }) => {
      receiver.status = null;
      for (let step = 1; step <= 20; step++) assert.equal(events.emit("step", { step }), undefined);
      assert.equal(await count("dropped"), 12);
      await until(() => receiver.requests.length >= 1, PATIENCE_MS, "a request");
    }, { limits: { queue: 8, batch: 4, sendMs: 2000 } });
  },
  LOOSE,
);

full("what waits at the stop is sent first", async () => {
  await withExport(async ({ receiver, events }) => {
    for (let step = 1; step <= 10; step++) events.emit("step", { step });
    await events.close();
    assert.deepEqual(receiver.events.map(({ body }) => body.step), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }, { limits: { delayMs: 60_000, flushMs: PATIENCE_MS, sendMs: 10_000 } });
});
