// Draws the data blocks of the figures with uPlot, and draws them again when the data, the width or the theme changes.

/* global uPlot */
const drawn = new Map();
const HEIGHT = 200;
// Steps between marks: whole minutes, whole steps and blocks.
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440, 10080].map((minutes) => 60 * minutes);
const WHOLE = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();

export function drawPlots() {
  for (const [id, plot] of drawn) {
    if (plot.holder.isConnected) continue;
    plot.observer.disconnect();
    plot.chart.destroy();
    drawn.delete(id);
  }
  for (const figure of document.querySelectorAll("figure.plot")) {
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const known = drawn.get(figure.id);
    if (data.x.length === 0) continue;
    if (known && sameCurves(known.data, data)) {
      known.data = data;
      known.chart.setData([data.x, ...data.y]);
    } else draw(figure, data, known);
  }
}

export function redrawPlots() {
  for (const [id, plot] of [...drawn]) {
    const figure = document.getElementById(id);
    if (figure) draw(figure, plot.data, plot);
  }
}

function sameCurves(a, b) {
  return a.axis === b.axis && a.labels.join("\n") === b.labels.join("\n");
}

function draw(figure, data, known) {
  known?.observer.disconnect();
  known?.chart.destroy();
  const holder = figure.querySelector(".canvas");
  const probe = holder.appendChild(document.createElement("span"));
  const color = (name) => {
    // The variables hold both themes: only a used color tells which one it is.
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const place = (value) =>
    data.axis === "time" ? new Date(value * 1000).toISOString().slice(11, 16) : String(value);
  // Without a cursor the legend tells the newest values.
  const shown = (write) => (self, value, i, at) => {
    const told = at === null || at === undefined ? self.data[i].findLast((one) => one !== null) : value;
    return told === null || told === undefined ? "–" : write(told);
  };
  const axis = {
    stroke: color("--muted"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const chart = new uPlot(
    {
      width: Math.max(200, holder.clientWidth),
      height: HEIGHT,
      padding: [10, 22, 0, 0],
      scales: { x: { time: data.axis === "time" }, y: { range: (_, low, high) => range(low, high) } },
      cursor: { points: { size: 7 }, drag: { x: true, y: false } },
      legend: { live: true },
      axes: [{
        ...axis,
        size: 32,
        gap: 8,
        incrs: data.axis === "time" ? MINUTES : WHOLE,
        space: data.axis === "block" ? 90 : 60,
        values: (_, ticks) => ticks.map(place),
      }, {
        ...axis,
        size: 56,
        values: (_, ticks) => ticks.map((tick) => tidy(tick) + data.unit),
      }],
      series: [
        {
          label: data.axis === "time" ? "UTC" : data.axis,
          value: shown(place),
        },
        ...data.labels.map((label, i) => ({
          label,
          stroke: color(`--curve-${i % 8 + 1}`),
          width: 2,
          spanGaps: true,
          dash: i >= 4 ? [6, 3] : undefined,
          points: { show: data.x.length < 3, size: 6 },
          value: shown((value) => value.toFixed(data.decimals) + data.unit),
        })),
      ],
    },
    [data.x, ...data.y],
    holder,
  );
  probe.remove();
  const observer = new ResizeObserver(() => {
    const width = Math.max(200, holder.clientWidth);
    if (width !== chart.width) chart.setSize({ width, height: HEIGHT });
  });
  observer.observe(holder);
  drawn.set(figure.id, { chart, data, holder, observer });
}

function range(low, high) {
  if (low === null || high === null) return [0, 1];
  const bottom = low >= 0 ? 0 : low;
  return [bottom, high > bottom ? bottom + (high - bottom) * 1.08 : bottom + 1];
}

function tidy(value) {
  return Math.abs(value) >= 1000 ? `${(value / 1000).toFixed(1)}k` : String(Math.round(value * 1000) / 1000);
}
