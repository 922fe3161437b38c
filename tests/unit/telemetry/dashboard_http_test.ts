import assert from "node:assert/strict";
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { demoState, FakeSource, HOSTILE, minerState } from "./dashboard_fixture.ts";
import { ask, withDashboard } from "./dashboard_kit.ts";

full(
  "the validator's page shows status, miners, tasks and conversations with every reward term",
  async () => {
    await withDashboard(new FakeSource(demoState()), async (port, url) => {
      assert.equal(url, `http://127.0.0.1:${port}/`);
      const { status, text } = await ask(port, "/");
      assert.equal(status, 200);
      for (
        const wanted of [
          "<dt>uid</dt>",
          "<dt>Permit</dt>",
          "vtrust 0.982",
          "<dt>Block</dt>",
          "head is 1 s old",
          "<dt>Weights set</dt>",
          "<dt>Next weights</dt>",
          "<dt>Chain endpoint</dt>",
          "ws://127.0.0.1:41233",
          "retrieval-100",
          "Kendall",
          "relevance",
          "missing",
        ]
      ) {
        assert.ok(text.includes(wanted), wanted);
      }
      const columns = [...text.matchAll(/id="sort-([\w-]+)"/g)].map(([, key]) => key!);
      for (
        const key of ["uid", "hotkey", "score", "weight", "incentive", "status", "ttft", "tps", "task-qa"]
      ) {
        assert.ok(columns.includes(key), `column ${key} of ${columns}`);
      }
      for (const plot of ["scores", "weights"]) assert.ok(text.includes(`id="plot-${plot}"`), plot);
      assert.equal(text.match(/<tr id="miner-\d+"/g)?.length, 6);
    });
  },
);

full("the miner's page shows callers, reasons, engine and forecast, alarms by severity", async () => {
  await withDashboard(new FakeSource(minerState()), async (port) => {
    const { status, text } = await ask(port, "/");
    assert.equal(status, 200);
    for (
      const wanted of [
        "203.0.113.7:8091",
        "Requests by validator",
        "17\u202f802",
        "no room",
        "signature",
        "1 waiting",
        "Qwen2.5-1.5B-Instruct",
        "webgpu",
        "engine 2.6 GiB",
        "2 of 256",
        "3\u202f120 blocks",
        "--axon.external_port",
      ]
    ) {
      assert.ok(text.includes(wanted), wanted);
    }
    for (const plot of ["ttft", "throughput", "requests"]) {
      assert.ok(text.includes(`id="plot-${plot}"`), plot);
    }
    assert.ok(text.indexOf("alarm-port-closed") < text.indexOf("alarm-pruning"));
    assert.equal((await ask(port, "/miners/1")).status, 404);
  });
});

full("a miner has a page of its own, a stranger's uid has none", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    const { text } = await ask(port, "/miners/4");
    assert.match(text, /<h1[^>]*>uid 4, phrase<\/h1>/);
    for (const wanted of ["rank 5 of 6", "Last status", "TTFT", "Tokens/s", "Mean reward by task"]) {
      assert.ok(text.includes(wanted), wanted);
    }
    for (const path of ["/miners/99", "/miners/-1", "/miners/4x", "/miners/%3Cscript%3E"]) {
      assert.equal((await ask(port, path)).status, 404, path);
    }
  });
});

full("the text of a hostile miner is shown as text, without control characters", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    for (const path of ["/", "/miners/4"]) {
      const { text } = await ask(port, path);
      assert.ok(text.includes("&lt;script&gt;globalThis.owned"), path);
      assert.ok(text.includes("&amp;lt;b&amp;gt;"), path);
      assert.ok(!text.includes("<img src=x"), path);
      // deno-lint-ignore no-control-regex
      assert.ok(!/[\u001b\u202e]/.test(text), path);
    }
    const hostile = demoState();
    hostile.validator!.miners[0] = { ...hostile.validator!.miners[0]!, kind: HOSTILE, hotkey: HOSTILE };
    hostile.network = HOSTILE;
    hostile.alarms = [{ id: HOSTILE, severity: "warn", text: HOSTILE, fix: HOSTILE, sinceMs: 0 }];
    hostile.validator!.tasks[0]!.name = HOSTILE;
    await withDashboard(new FakeSource(hostile), async (other) => {
      const { text } = await ask(other, "/?find=%22%3E%3Cscript%3E&sort=%22%3E%3Cscript%3E");
      assert.deepEqual(
        text.match(/<script[^>]*>/g)?.filter((tag) => !/src=|application\/json/.test(tag)),
        [],
      );
      assert.ok(!text.includes("<img"));
    });
  });
});

full("sorting and finding work by address alone, unknown values stand last in both directions", async () => {
  await withDashboard(new FakeSource(demoState()), async (port) => {
    const order = async (query: string) => {
      const { text } = await ask(port, `/${query}`);
      return [...text.matchAll(/<tr id="miner-(\d+)"/g)].map(([, uid]) => Number(uid));
    };
    assert.deepEqual(await order("?sort=uid&dir=asc"), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(await order("?sort=uid&dir=desc"), [5, 4, 3, 2, 1, 0]);
    assert.equal((await order("?sort=tps&dir=asc")).at(-1), 5);
    assert.equal((await order("?sort=tps&dir=desc")).at(-1), 5);
    assert.deepEqual(await order("?find=retrieval&sort=uid&dir=asc"), [0, 1, 2]);
    assert.deepEqual(await order("?find=nobody"), []);
    const { text } = await ask(port, "/?sort=task-math&dir=asc");
    assert.match(text, /aria-sort="ascending"[^>]*>\s*<a[^>]*id="sort-task-math"/);
  });
});

full("/health says yes, and no when the chain is lost or an alarm is an error", async () => {
  const source = new FakeSource(demoState());
  await withDashboard(source, async (port) => {
    const good = await ask(port, "/health");
    assert.equal(good.status, 200);
    assert.deepEqual(JSON.parse(good.text), { ok: true, kind: "demo", block: 180, alarms: [] });
  });
  await withDashboard(new FakeSource(minerState()), async (port) => {
    const bad = await ask(port, "/health");
    assert.equal(bad.status, 503);
    assert.deepEqual(JSON.parse(bad.text).alarms, ["pruning", "port-closed"]);
  });
});

full("/metrics gives the exposition, or 404 where there is none", async () => {
  const { createMetrics } = await import("../../../src/telemetry/mod.ts");
  const metrics = await createMetrics({ clock: systemClock, strict: true });
  metrics.count("axon_requests_total", { status: "200" });
  const source = new FakeSource(demoState());
  await withDashboard(
    source,
    async (port) => {
      const { text, headers } = await ask(port, "/metrics");
      assert.match(text, /^sn1_axon_requests_total\{status="200"\} 1$/m);
      assert.match(String(headers["content-type"]), /^text\/plain; version=0\.0\.4/);
    },
    {},
    { metrics },
  );
  metrics.close();
  await withDashboard(source, async (port) => assert.equal((await ask(port, "/metrics")).status, 404));
});

full("many readers at once cost one look at the neuron", async () => {
  const source = new FakeSource(demoState());
  await withDashboard(source, async (port) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(port, "/api/state")));
    assert.ok(answers.every((answer) => answer.status === 200));
    assert.ok(source.asked <= 2, String(source.asked));
  });
});

full("a neuron that cannot tell its state makes an error page, and the log says why", async () => {
  const errors: string[] = [];
  const source = new FakeSource(demoState());
  source.state = () => {
    throw new Error("the store is closed");
  };
  const logger = { ...nullLogger, error: (message: string) => void errors.push(message) };
  await withDashboard(
    source,
    async (port) => {
      const { status, text } = await ask(port, "/");
      assert.equal(status, 500);
      assert.ok(!text.includes("store is closed"));
      assert.deepEqual(errors, ["dashboard: the store is closed"]);
    },
    {},
    { logger },
  );
});

full("/api/events sends what happens as it happens, and forgets readers that leave", async () => {
  const source = new FakeSource(demoState());
  await withDashboard(source, async (port) => {
    const controller = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/api/events`, { signal: controller.signal });
    assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const read = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader.read()).value ?? assert.fail("the stream ended");
    };
    await read("retry: 2000\n\n");
    source.emit({ type: "step", data: { step: 41, task: "qa\nevent: forged" } });
    await read("}\n\n");
    assert.ok(text.endsWith('id: 1\nevent: step\ndata: {"step":41,"task":"qa\\nevent: forged"}\n\n'), text);
    controller.abort();
    await until(() => source.listeners === 0, 2000, "forgetting the reader");
    await reader.cancel().catch(() => {});
  });
});

full("live connections are limited, and end when the dashboard stops", async () => {
  const source = new FakeSource(demoState());
  const readers: ReadableStreamDefaultReader<Uint8Array>[] = [];
  await withDashboard(source, async (port) => {
    const url = `http://127.0.0.1:${port}/api/events`;
    for (let i = 0; i < 2; i++) readers.push((await fetch(url)).body!.getReader());
    const third = await fetch(url);
    assert.equal(third.status, 503);
    assert.equal(third.headers.get("retry-after"), "10");
    await third.text();
  }, { maxLive: 2 });
  for (const reader of readers) {
    while (!(await reader.read()).done);
  }
  assert.equal(source.listeners, 0);
});
