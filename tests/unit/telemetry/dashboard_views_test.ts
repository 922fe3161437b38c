import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../kit/mod.ts";
import { freshState } from "../../../src/telemetry/dashboard/fresh_state.ts";
import {
  age,
  bytes,
  count,
  duration,
  percent,
  share,
  shortKey,
} from "../../../src/telemetry/dashboard/page_format.ts";
import { heat, sparkline, statusTone } from "../../../src/telemetry/dashboard/views/graphics_view.ts";
import { dataBlock, html } from "../../../src/telemetry/dashboard/views/html.ts";
import { conversations } from "../../../src/telemetry/dashboard/views/conversations_view.ts";
import { plot } from "../../../src/telemetry/dashboard/views/plot_view.ts";
import { sortMiners } from "../../../src/telemetry/dashboard/views/miners_table_view.ts";
import { demoState, FakeSource, hotkeyOf } from "./dashboard_fixture.ts";

Deno.test("numbers are written for people, unknown ones as a dash", () => {
  assert.deepEqual([share(0.12345), share(null)], ["0.123", "–"]);
  assert.deepEqual([percent(0.5), percent(0.0021), percent(0)], ["50.0 %", "0.21 %", "0.0 %"]);
  assert.deepEqual([count(1234567), count(12), count(null)], ["1\u202f234\u202f567", "12", "–"]);
  assert.deepEqual([duration(12.4), duration(1234), duration(62_000)], ["12 ms", "1.23 s", "62.0 s"]);
  assert.deepEqual([age(5000), age(65_000), age(3_660_000), age(90_000_000), age(-1)], [
    "5 s",
    "1 min 5 s",
    "1 h 1 min",
    "1 d 1 h",
    "0 s",
  ]);
  assert.deepEqual([bytes(12), bytes(1536), bytes(2.6 * 2 ** 30), bytes(null)], [
    "12 B",
    "1.5 KiB",
    "2.6 GiB",
    "–",
  ]);
  assert.equal(shortKey(hotkeyOf(1)).length, 11);
});

Deno.test("statuses and shades have classes", () => {
  assert.deepEqual([200, 204, 408, 403, 500, null].map(statusTone), [
    "ok",
    "warn",
    "warn",
    "error",
    "error",
    "unknown",
  ]);
  assert.deepEqual([0, 0.44, 1, 7, undefined].map(heat), ["h0", "h4", "h10", "h10", ""]);
});

Deno.test("whatever a stranger writes, the page has no tag and no attribute of theirs", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const page = String(html`<p title="${text}">${text}</p>`);
    assert.equal(page.match(/</g)?.length, 2);
    assert.equal(page.match(/"/g)?.length, 2);
  }));
});

Deno.test("a data block holds any text without ending early, and reads back equal", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const block = String(dataBlock({ text: `</script><!--${text}` }));
    const inner = block.slice(block.indexOf(">") + 1, block.lastIndexOf("<"));
    assert.ok(!inner.includes("<"));
    assert.equal(JSON.parse(inner).text, `</script><!--${text}`);
  }));
});

Deno.test("sparkline() draws points inside its box for any history", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { maxLength: 100 }), (values) => {
      const svg = String(sparkline(values.map((value, i) => [i, value] as const)));
      for (const [, x, y] of svg.matchAll(/([\d.]+),([\d.-]+)/g)) {
        assert.ok(Number(x) >= 0 && Number(x) <= 80 && Number(y) >= 0 && Number(y) <= 20, svg);
      }
    }),
  );
});

Deno.test("plot() lays curves of different places over one axis, with the newest rows as a table", () => {
  const page = String(plot({
    id: "x",
    title: "X",
    axis: "step",
    curves: [
      { label: "a", points: [[1, 0.5], [3, 0.7]] },
      { label: "b", points: [[2, 0.1]] },
      { label: "none", points: [] },
    ],
    format: share,
    decimals: 3,
  }));
  const data = JSON.parse(/<script type="application\/json">(.*?)<\/script>/.exec(page)![1]!);
  assert.deepEqual(data.labels, ["a", "b"]);
  assert.deepEqual(data.x, [1, 2, 3]);
  assert.deepEqual(data.y, [[0.5, null, 0.7], [null, 0.1, null]]);
  assert.equal(page.match(/<th scope="row">/g)?.length, 3);
});

Deno.test("rewards are shown as what they add, penalties as what they multiply by", () => {
  const list = demoState(1).validator!.conversations;
  const response = list[0]!.responses[0]!;
  response.terms = [
    { model: "rouge", kind: "reward", weight: 0.5, raw: 0.6, value: 0.3 },
    { model: "streaming", kind: "penalty", weight: 0.2, raw: 0, value: 1 },
    { model: "rouge", kind: "penalty", weight: 0.5, raw: 0.1, value: 0.95 },
  ];
  const page = String(conversations([{ ...list[0]!, responses: [response] }]));
  assert.deepEqual(page.match(/[+×] \d\.\d{3}/g), ["+ 0.300", "× 1.000", "× 0.950"]);
  assert.equal(page.match(/<tr class="costs">/g)?.length, 1);
});

Deno.test("sortMiners() keeps every miner and leaves the state as it was", () => {
  const view = demoState(10, 12).validator!;
  const before = view.miners.map((miner) => miner.uid);
  for (const sort of ["score", "hotkey", "status", "task-qa", "nothing"]) {
    const rows = sortMiners(view, { sort, descending: true, find: "" });
    assert.deepEqual(rows.map((miner) => miner.uid).sort((a, b) => a - b), before, sort);
  }
  assert.deepEqual(view.miners.map((miner) => miner.uid), before);
});

Deno.test("the state is asked for once per half second, and bounded", async () => {
  const clock = new ManualClock();
  const source = new FakeSource(demoState(5, 2000));
  source.current.validator!.conversations[0]!.responses[0]!.completion = "x".repeat(100_000);
  const state = freshState(source, clock);
  const first = await state();
  await state();
  assert.equal(source.asked, 1);
  assert.equal(first.validator!.miners.length, 1024);
  assert.equal(first.validator!.conversations[0]!.responses[0]!.completion.length, 4000);
  await clock.advance(500);
  await state();
  assert.equal(source.asked, 2);
});

Deno.test("a state that failed once is asked for again at once", async () => {
  const source = new FakeSource(demoState(1));
  const good = source.state.bind(source);
  source.state = () => {
    throw new Error("not yet");
  };
  const state = freshState(source, new ManualClock());
  await assert.rejects(state());
  source.state = good;
  assert.equal((await state()).kind, "demo");
});
