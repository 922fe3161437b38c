import assert from "node:assert/strict";
import { ITEMS } from "../../chaos/catalogue.ts";
import { full } from "../../kit/mod.ts";
import { measure, quantile, slope, type SoakReport, windowsOf } from "../../soak/summary.ts";
import { type NotedResult, reliabilityPage } from "../../../tools/reliability/page.ts";
import { soakPlot } from "../../../tools/reliability/soak_plot.ts";

const noted = (over: Partial<NotedResult>): NotedResult => ({
  id: "a",
  ok: true,
  injected: 1234,
  seconds: 1.5,
  notes: ["all | of it", "<fine>"],
  date: "2026-01-02",
  seed: "s",
  load: 0.5,
  cores: 2,
  ...over,
});
const ITEM = { id: "a", what: "Things break." };
const SAMPLES = Array.from({ length: 100 }, (_, i) => ({
  atS: i * 12,
  rssMb: 200 + i / 10,
  heapMb: 50,
  descriptors: 40,
  lagMs: i === 60 ? 90 : 5,
  steps: i,
  block: i,
}));
const SOAK: SoakReport = {
  date: "2026-01-02T03:04",
  minutes: 20,
  miners: 256,
  seed: "s",
  load: { start: 1, end: 9, cores: 2 },
  steps: 99,
  faults: { "the engine is killed": 3 },
  windows: windowsOf([5, 17, 30], 0, 48, 12),
  ...measure(SAMPLES),
  samples: SAMPLES,
};

Deno.test("the page shows what was injected, what held and what did not", () => {
  const page = reliabilityPage([ITEM, { ...ITEM, id: "b" }, { ...ITEM, id: "c" }], {
    a: noted({}),
    b: noted({ id: "b", ok: false, error: "it fell" }),
  }, SOAK);
  assert.match(
    page,
    /\| `a` \| held \| 1,234 \| 1\.5 \| 2026-01-02, s \| 0\.5 on 2 \| all \\\| of it; &lt;fine> \|/,
  );
  assert.match(page, /\| `b` \| \*\*FAILED\*\* \| .*it fell/);
  assert.match(page, /\| `c` \| not run yet/);
  assert.match(page, /1 of 3 items held/);
  assert.match(page, /the engine is killed \(3 times\)/);
  assert.match(page, /3 of 4 \(75 %\)/);
  assert.match(page, /busy with other work/);
  assert.match(reliabilityPage([ITEM], {}, null), /Not run yet/);
});

Deno.test("a soak is measured after its warm-up: slopes by least squares, lag by rank", () => {
  assert.ok(Math.abs(slope([[0, 1], [1, 3], [2, 5]]) - 2) < 1e-12);
  assert.equal(slope([[1, 1]]), 0);
  assert.equal(quantile([3, 1, 2, 4], 0.5), 3);
  const { rss, descriptors, lag } = measure(SAMPLES);
  // A tenth of a MB in 12 s.
  assert.deepEqual([rss.slopeMbPerHour, rss.warmUpMinutes, descriptors.slopePerHour], [30, 5, 0]);
  assert.deepEqual([lag.p50Ms, lag.maxMs], [5, 90]);
  const svg = soakPlot(SOAK);
  assert.equal(svg.match(/class="curve/g)?.length, 4);
});

Deno.test("a window is an epoch of the chain, and weights land in it or not", () => {
  assert.deepEqual(windowsOf([13, 14, 40], 5, 49, 12), { total: 3, landed: 2, longestGapBlocks: 26 });
  assert.deepEqual(windowsOf([], 0, 24, 12), { total: 2, landed: 0, longestGapBlocks: 24 });
});

full("docs/reliability.md shows every item of the suite", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/reliability.md", import.meta.url));
  for (const { id } of ITEMS) assert.ok(page.includes(`| \`${id}\``), id);
});
