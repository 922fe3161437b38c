import { label, line, picture, type Svg, tag } from "../../neurons/simulate/plot/svg.ts";
import type { SoakReport, SoakSample } from "../../tests/soak/summary.ts";

const WIDTH = 760;
const PANEL = 110;
const LEFT = 60;

/** The samples of a soak as a picture: memory, descriptors, and delay of the event loop over time. */
export function soakPlot({ samples, minutes, miners, rss }: SoakReport): string {
  const panels: [string, (sample: SoakSample) => number][] = [
    ["resident memory, MB", ({ rssMb }) => rssMb],
    ["heap, MB", ({ heapMb }) => heapMb],
    ["descriptors", ({ descriptors }) => descriptors],
    ["event loop lag, ms", ({ lagMs }) => lagMs],
  ];
  const title = `A validator among ${miners} miners for ${minutes} minutes while things break`;
  const height = 40 + panels.length * (PANEL + 30) + 20;
  return picture({ width: WIDTH, height }, title, panels.length, [
    label(title, { x: 16, y: 24, class: "ink", "font-size": 15, "font-weight": 600 }),
    ...panels.map(([name, of], i) =>
      tag(
        "g",
        { transform: `translate(0 ${40 + i * (PANEL + 30)})` },
        ...panel(name, i, samples, of, rss.warmUpMinutes),
      )
    ),
  ]);
}

function panel(
  name: string,
  color: number,
  samples: readonly SoakSample[],
  of: (sample: SoakSample) => number,
  warmUpMinutes: number,
): Svg[] {
  const end = Math.max(1, samples.at(-1)?.atS ?? 1);
  const most = Math.max(1, ...samples.map(of));
  const x = (atS: number) => LEFT + atS / end * (WIDTH - LEFT - 20);
  const y = (value: number) => PANEL - value / most * (PANEL - 24);
  return [
    label(name, { x: LEFT, y: 14, class: "ink", "font-weight": 600 }),
    tag("path", { class: "axis", d: `M${LEFT} 20V${PANEL}H${WIDTH - 20}` }),
    // What lies before is warm-up.
    tag("path", { class: "axis", "stroke-dasharray": "3 3", d: `M${x(warmUpMinutes * 60)} 20V${PANEL}` }),
    ...[0, most].map((value) =>
      label(String(Math.round(value)), {
        x: LEFT - 6,
        y: y(value) + 4,
        class: "soft",
        "text-anchor": "end",
        "font-size": 11,
      })
    ),
    label(`${Math.round(end / 60)} min`, {
      x: WIDTH - 20,
      y: PANEL + 14,
      class: "soft",
      "text-anchor": "end",
      "font-size": 11,
    }),
    tag("path", {
      class: `curve c${color}`,
      d: line(samples.map((sample) => [x(sample.atS), y(of(sample))] as const)),
    }),
  ];
}
