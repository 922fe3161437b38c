import type { SimulationResult, StrategyResult } from "../statistics.ts";
import { label, line, picture, type Svg, tag } from "./svg.ts";

const WIDTH = 960;
const LEFT = 150;
const ROW = 22;
const PANEL = 300;
/** Points of a curve that can be told apart at this width. */
const CURVE_POINTS = 240;
/** Characters of a name that fit. */
const NAME_CHARS = 20;

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const nameOf = ({ name }: StrategyResult) =>
  name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS - 1)}…` : name;
const each = ({ share, miners }: StrategyResult) => share / miners;

/** A share as it can be drawn: within 0 and 1. */
const drawable = (share: number) => share > 0 ? Math.min(1, share) : 0;

function drawableStrategy(strategy: StrategyResult): StrategyResult {
  const { share, ci95, evenShare, quality, curve } = strategy;
  return {
    ...strategy,
    share: drawable(share),
    ci95: [drawable(ci95[0]), drawable(ci95[1])],
    evenShare: drawable(evenShare),
    quality: drawable(quality),
    curve: curve.map(drawable),
  };
}

/** A number at or above `value` that reads well on an axis. */
function ceiling(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 4, 5, 7.5, 10].map((factor) => factor * step).find((candidate) =>
    candidate >= value
  )!;
}

/**
 * A simulation as one picture: what each strategy's miners earn together with the interval of its mean, pay per miner
 * against true quality, and how the shares settled. Names of strategies are escaped.
 */
export function simulationPlot(result: SimulationResult): string {
  const ordered = result.strategies.map(drawableStrategy).toSorted((a, b) => each(b) - each(a));
  const bars = 60 + ordered.length * ROW;
  const height = bars + PANEL + 70;
  const title = `Shares of ${ordered.length} strategies, profile ${result.profile}, ` +
    `${result.seeds} populations of ${result.steps} rounds`;
  return picture({ width: WIDTH, height }, title, ordered.length, [
    label(title, { x: 16, y: 24, class: "ink", "font-size": 15, "font-weight": 600 }),
    shareBars(ordered, 48),
    tag("g", { transform: `translate(0 ${bars + 20})` }, qualityAgainstPay(ordered, result.kendallTau)),
    tag("g", { transform: `translate(480 ${bars + 20})` }, curves(ordered, result)),
  ]);
}

function shareBars(ordered: readonly StrategyResult[], top: number): Svg {
  const most = ceiling(Math.max(...ordered.map(({ ci95, share }) => Math.max(ci95[1], share)), 1e-6));
  const x = (share: number) => LEFT + share / most * (WIDTH - LEFT - 130);
  const rows = ordered.flatMap((strategy, i) => {
    const y = top + i * ROW;
    const { share, ci95: [low, high], evenShare } = strategy;
    const middle = y + ROW / 2 - 2;
    return [
      label(nameOf(strategy), { x: LEFT - 8, y: middle + 4, class: "ink", "text-anchor": "end" }),
      tag("rect", {
        class: strategy.name.startsWith("honest") ? "own" : "bar",
        x: LEFT,
        y: y + 2,
        width: Math.max(0, x(share) - LEFT),
        height: ROW - 8,
      }),
      // The interval of the mean, and the share if all miners were paid alike.
      tag("path", {
        class: "mark",
        d: `M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 4}v8M${x(high)} ${middle - 4}v8`,
      }),
      tag("path", { class: "hot", d: `M${x(evenShare)} ${y}v${ROW - 4}` }),
      label(percent(share), { x: Math.max(x(high), x(evenShare)) + 8, y: middle + 4, class: "soft" }),
    ];
  });
  const key =
    "share of the incentive; green = honest; bracket = 95 % interval of the mean; red = if all were paid alike";
  return tag(
    "g",
    {},
    ...rows,
    label(key, { x: WIDTH - 16, y: 40, class: "soft", "text-anchor": "end", "font-size": 11 }),
  );
}

/** Frame of a panel with its title and the names of its axes. */
function frame(title: string, x: string, y: string, width: number): Svg[] {
  return [
    label(title, { x: 50, y: 14, class: "ink", "font-weight": 600 }),
    tag("path", { class: "axis", d: `M50 26V${PANEL}H${width}` }),
    label(x, { x: width, y: PANEL + 32, class: "soft", "text-anchor": "end", "font-size": 11 }),
    label(y, { x: 50, y: PANEL + 32, class: "soft", "font-size": 11 }),
  ];
}

function ticks(most: number, width: number, vertical: boolean): Svg[] {
  return [0, 0.5, 1].map((part) => {
    const text = String(Math.round(part * most * 1000) / 1000);
    return vertical
      ? label(text, {
        x: 44,
        y: PANEL - part * (PANEL - 34) + 4,
        class: "soft",
        "text-anchor": "end",
        "font-size": 11,
      })
      : label(text, {
        x: 50 + part * (width - 60),
        y: PANEL + 16,
        class: "soft",
        "text-anchor": "middle",
        "font-size": 11,
      });
  });
}

function qualityAgainstPay(ordered: readonly StrategyResult[], tau: number | null): Svg {
  const width = 440;
  const miners = ordered.reduce((sum, strategy) => sum + strategy.miners, 0);
  const pays = ordered.map((strategy) => each(strategy) * miners);
  const most = ceiling(Math.max(...pays, 1e-6));
  const places: { x: number; y: number }[] = [];
  // From the lowest paid up: names of neighbors would cover each other, so each takes the next free height.
  const points = ordered.map((strategy, i) => ({ strategy, i })).reverse().flatMap(({ strategy, i }) => {
    const x = 50 + strategy.quality * (width - 60);
    const y = PANEL - pays[i]! / most * (PANEL - 34);
    let at = Math.min(y, PANEL - 5);
    while (places.some((other) => Math.abs(other.y - at) < 11 && Math.abs(other.x - x) < 130)) at -= 1;
    places.push({ x, y: at });
    const left = x > width / 2;
    return [
      tag("circle", { class: `d${i}`, cx: x, cy: y, r: 4 }),
      label(nameOf(strategy), {
        x: left ? x - 8 : x + 8,
        y: at + 3,
        class: `d${i}`,
        "text-anchor": left ? "end" : "start",
        "font-size": 10,
      }),
    ];
  });
  const told = tau === null ? "" : `, Kendall τ ${tau.toFixed(2)}`;
  return tag(
    "g",
    {},
    ...frame(
      `Pay of one miner against true quality${told}`,
      "true quality →",
      "pay, 1 = paid alike ↑",
      width,
    ),
    ...ticks(1, width, false),
    ...ticks(most, width, true),
    ...points,
  );
}

function curves(ordered: readonly StrategyResult[], { steps, stepsToConverge }: SimulationResult): Svg {
  const width = 350;
  const most = ceiling(Math.max(...ordered.flatMap(({ curve }) => curve), 1e-6));
  const y = (share: number) => PANEL - share / most * (PANEL - 34);
  const x = (round: number) => 50 + round / Math.max(1, steps - 1) * (width - 60);
  let free = PANEL + 11;
  const ends = ordered.map((strategy, i) => ({ strategy, i, end: y(strategy.curve.at(-1) ?? 0) }))
    .sort((a, b) => b.end - a.end);
  const lines = ends.flatMap(({ strategy, i, end }) => {
    const stride = Math.max(1, Math.ceil(strategy.curve.length / CURVE_POINTS));
    const points = strategy.curve.flatMap((share, round) =>
      round % stride === 0 || round === strategy.curve.length - 1 ? [[x(round), y(share)] as const] : []
    );
    free = Math.min(free - 11, end);
    return [
      tag("path", { class: `curve c${i}`, d: line(points) }),
      label(nameOf(strategy), { x: width - 4, y: free + 3, class: `d${i}`, "font-size": 10 }),
    ];
  });
  const settled = stepsToConverge === null
    ? []
    : [tag("path", { class: "hot", "stroke-dasharray": "4 3", d: `M${x(stepsToConverge)} 26V${PANEL}` })];
  const title = stepsToConverge === null
    ? "Shares by round; not settled"
    : `Shares by round; settled after ${stepsToConverge}`;
  return tag(
    "g",
    {},
    ...frame(title, "round →", "share ↑", width),
    ...ticks(steps, width, false),
    ...ticks(most, width, true),
    ...settled,
    ...lines,
  );
}
