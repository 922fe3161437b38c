import type { HistoryPoint } from "../types.ts";
import { dataBlock, type Html, html } from "./html.ts";

/** One curve. */
export interface Curve {
  label: string;
  points: readonly HistoryPoint[];
}

/** A figure with curves over a common axis. */
export interface PlotOptions {
  /** Stable on its page. */
  id: string;
  title: string;
  /** What the horizontal axis counts. */
  axis: "step" | "block" | "time";
  curves: readonly Curve[];
  /** Writes a value in the table. */
  format: (value: number) => string;
  /** How the script writes values: decimals and unit. */
  decimals: number;
  unit?: string;
}

/** Rows of the table that stands for the picture. */
const TABLE_ROWS = 12;

/**
 * A plot: a place that the script fills, the data it draws, and the same data as a table for those who do not see it
 * and where scripts are off.
 */
export function plot(options: PlotOptions): Html {
  const { id, title, axis, format } = options;
  const curves = options.curves.filter((curve) => curve.points.length > 0);
  const columns = align(curves);
  const at = (x: number) => axis === "time" ? new Date(x * 60_000).toISOString().slice(11, 16) : String(x);
  const rows = columns.x.map((x, i) => ({ x, values: columns.y.map((y) => y[i] ?? null) })).slice(
    -TABLE_ROWS,
  );
  const data = {
    axis,
    decimals: options.decimals,
    unit: options.unit ?? "",
    labels: curves.map((curve) => curve.label),
    x: axis === "time" ? columns.x.map((minute) => minute * 60) : columns.x,
    y: columns.y,
  };
  return html`<figure id="plot-${id}" class="plot">
<figcaption>${title}</figcaption>
<div class="canvas" id="canvas-${id}" data-own aria-hidden="true"></div>
${curves.length === 0 ? html`<p class="empty">Nothing to draw yet.</p>` : ""}
${dataBlock(data)}
<details id="table-${id}"><summary>Data as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${title}, table"><table>
<caption class="sr">${title}, newest ${TABLE_ROWS} at most</caption>
<thead><tr><th scope="col">${axis}</th>${
    curves.map((curve) => html`<th scope="col">${curve.label}</th>`)
  }</tr></thead>
<tbody>${
    rows.map((row) =>
      html`<tr><th scope="row">${at(row.x)}</th>${
        row.values.map((value) => html`<td>${value === null ? "–" : format(value)}</td>`)
      }</tr>`
    )
  }</tbody></table></div></details>
</figure>`;
}

/** Histories over the union of their places. */
function align(curves: readonly Curve[]): { x: number[]; y: (number | null)[][] } {
  const x = [...new Set(curves.flatMap((curve) => curve.points.map(([place]) => place)))].sort((a, b) =>
    a - b
  );
  const y = curves.map((curve) => {
    const values = new Map(curve.points);
    return x.map((place) => values.get(place) ?? null);
  });
  return { x, y };
}
