import assert from "node:assert/strict";
import fc from "fast-check";
import { simulationPlot } from "../../../neurons/simulate/plot/mechanism_plot.ts";
import { escapeXml, label, line, tag } from "../../../neurons/simulate/plot/svg.ts";
import type { SimulationResult, StrategyResult } from "../../../neurons/simulate/statistics.ts";

function strategy(name: string, over: Partial<StrategyResult> = {}): StrategyResult {
  return {
    name,
    miners: 2,
    share: 0.5,
    ci95: [0.4, 0.6],
    evenShare: 0.5,
    quality: 0.8,
    curve: [0.4, 0.5],
    ...over,
  };
}

function result(strategies: StrategyResult[], over: Partial<SimulationResult> = {}): SimulationResult {
  return { profile: "v2.5", seeds: 2, steps: 2, strategies, kendallTau: 0.5, stepsToConverge: 1, ...over };
}

/** Whether the tags of a text close one another; text between them holds no bracket. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, closing, name, rest] of xml.matchAll(/<(\/?)([a-z]+)([^<>]*)>/g)) {
    if (closing) assert.equal(open.pop(), name);
    else if (!rest!.endsWith("/")) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.ok(!/[<>]/.test(xml.replaceAll(/<[^<>]*>/g, "")), "a bracket in a text");
  assert.ok(!/&(?!(amp|lt|gt|quot|#39);)/.test(xml), "a bare ampersand");
}

Deno.test("a picture shows every strategy's share, its interval, its quality and its curve", () => {
  const strong = strategy("honest-strong", { share: 0.75, ci95: [0.7, 0.8], curve: [0.5, 0.75] });
  const svg = simulationPlot(
    result([strong, strategy("echo", { share: 0.25, ci95: [0.2, 0.3], quality: 0 })]),
  );
  assertWellFormed(svg);
  for (const text of ["75.0 %", "25.0 %", "Kendall τ 0.50", "settled after 1", "honest-strong", "echo"]) {
    assert.ok(svg.includes(text), text);
  }
  assert.equal(svg.match(/<circle/g)?.length, 2);
  assert.equal(svg.match(/class="curve/g)?.length, 2);
  assert.match(svg, /prefers-color-scheme: dark/);
});

Deno.test("a bar is as long as its share, and its bracket as wide as the interval", () => {
  const [wide, narrow] = [
    strategy("a", { share: 1, ci95: [1, 1] }),
    strategy("b", { share: 0.5, ci95: [0.25, 0.75] }),
  ];
  const svg = simulationPlot(result([wide, narrow]));
  const widths = [...svg.matchAll(/<rect class="bar"[^>]* width="([\d.]+)"/g)].map((match) =>
    Number(match[1])
  );
  assert.equal(widths.length, 2);
  assert.ok(Math.abs(widths[0]! - 2 * widths[1]!) < 0.1, String(widths));
  const [, from, to] = [...svg.matchAll(/class="mark" d="M([\d.]+) [\d.]+H([\d.]+)/g)][1]!;
  assert.ok(Math.abs(Number(to) - Number(from) - widths[1]!) < 0.1);
});

Deno.test("names that would be tags, attributes or scripts are text", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '"/><image href="x"/>',
    "a & b ' c",
    "\u202e\u0000evil",
    "]]>",
    "x".repeat(500),
  ];
  const svg = simulationPlot(result(hostile.map((name) => strategy(name)), { profile: "<b>" }));
  assertWellFormed(svg);
  for (const text of ["<script", "<image", "<b>", "\u202e", "\u0000"]) assert.ok(!svg.includes(text), text);
  assert.equal(escapeXml(`<&>"'`), "&lt;&amp;&gt;&quot;&#39;");
});

Deno.test("any numbers and names make a well-formed picture", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(0, NaN, Infinity, -1));
  const any = fc.record({
    name: fc.string({ unit: "binary", maxLength: 30 }),
    miners: fc.integer({ min: 1, max: 9 }),
    share: number,
    ci95: fc.tuple(number, number),
    evenShare: number,
    quality: number,
    curve: fc.array(number, { maxLength: 20 }),
  });
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 6 }), (strategies) => {
      assertWellFormed(simulationPlot(result(strategies, { stepsToConverge: null, kendallTau: null })));
    }),
    { numRuns: 40 },
  );
});

Deno.test("elements escape what they are given, and paths are short", () => {
  assert.equal(
    tag("g", { a: 1 / 3, b: "<" }, label("&", { x: 1 })),
    '<g a="0.33" b="&lt;"><text x="1">&amp;</text></g>',
  );
  assert.equal(line([[0, 1], [2.345, 3]]), "M0.0 1.0L2.3 3.0");
});
