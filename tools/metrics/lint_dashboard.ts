import type { MetricDefinition } from "../../src/telemetry/mod.ts";
import { checkExpression } from "./expressions.ts";

/** One panel, as far as we use the format of Grafana. */
interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults?: { unit?: string } };
  targets?: { refId: string; expr: string; legendFormat?: string }[];
  panels?: Panel[];
}

/** A dashboard. */
interface GrafanaDashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating?: { list: { name: string; query?: string; type: string }[] };
  annotations?: { list: { expr?: string }[] };
}

/** Units of Grafana that we use, and the units of the table that they may show; rates are per second. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  s: ["s"],
  bytes: ["bytes"],
  percentunit: ["share"],
  reqps: ["count"],
  short: ["count", "requests", "connections", "blocks", "rank", "TAO", "alpha per epoch", "alarms", "number"],
  none: ["uid", "rank", "blocks", "block number", "1 or 0", "alarms", "share"],
};
/** Columns of Grafana's grid. */
const COLUMNS = 24;

/**
 * What is wrong with a dashboard for Grafana.
 * @param unitOf unit of a metric in the table
 */
export function lintDashboard(
  text: string,
  table: readonly MetricDefinition[],
  unitOf: (metric: MetricDefinition) => string,
): string[] {
  let board: GrafanaDashboard;
  try {
    board = JSON.parse(text);
  } catch (error) {
    return [`no JSON: ${error}`];
  }
  const faults: string[] = [];
  if (!/^[a-z0-9-]{1,40}$/.test(board.uid ?? "")) faults.push("no uid");
  if (!board.title) faults.push("no title");
  if (!Number.isInteger(board.schemaVersion)) faults.push("no schemaVersion");
  const variables = new Set((board.templating?.list ?? []).map(({ name }) => name));
  const panels = (board.panels ?? []).flatMap((panel) => [panel, ...panel.panels ?? []]);
  const ids = panels.map(({ id }) => id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    faults.push(`panel id ${id} twice`);
  }
  for (const panel of panels) {
    for (const fault of lintPanel(panel, table, unitOf, variables)) faults.push(`${panel.title}: ${fault}`);
  }
  for (const { expr } of board.annotations?.list ?? []) {
    if (expr) faults.push(...checkExpression(expr, table).faults.map((fault) => `annotations: ${fault}`));
  }
  for (const { name, query, type } of board.templating?.list ?? []) {
    if (type !== "query") continue;
    const selector = /^label_values\((.*), \w+\)$/.exec(query ?? "")?.[1];
    const wrong = selector === undefined ? ["no label_values(…)"] : checkExpression(selector, table).faults;
    faults.push(...wrong.map((fault) => `variable ${name}: ${fault}`));
  }
  return [...faults, ...overlaps(panels)];
}

function lintPanel(
  panel: Panel,
  table: readonly MetricDefinition[],
  unitOf: (metric: MetricDefinition) => string,
  variables: ReadonlySet<string>,
): string[] {
  const faults: string[] = [];
  if (!panel.title) faults.push("no title");
  if (panel.type === "row") return faults;
  const unit = panel.fieldConfig?.defaults?.unit ?? "";
  const shows = UNITS[unit];
  if (!shows) faults.push(`unit ${unit || "missing"}`);
  const targets = panel.targets ?? [];
  if (targets.length === 0) faults.push("no expression");
  const refs = targets.map(({ refId }) => refId);
  if (new Set(refs).size !== refs.length) faults.push("a refId twice");
  for (const { expr, legendFormat = "" } of targets) {
    const use = checkExpression(expr.replaceAll("$__rate_interval", "5m"), table);
    faults.push(...use.faults);
    for (const [, name] of expr.matchAll(/\$(\w+)/g)) {
      if (name !== "__rate_interval" && !variables.has(name!)) faults.push(`no variable $${name}`);
    }
    if (!expr.includes('instance=~"$instance"')) faults.push("the neuron cannot be chosen");
    for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      if (!use.labels.includes(label!)) faults.push(`legend names ${label}, which its result has not`);
    }
    for (const name of panel.type === "heatmap" ? [] : use.metrics) {
      const own = unitOf(table.find((metric) => metric.name === name)!);
      if (shows && !shows.includes(own)) faults.push(`${name} is in ${own}, shown as ${unit}`);
    }
  }
  return faults;
}

function overlaps(panels: readonly Panel[]): string[] {
  const faults: string[] = [];
  for (const [i, { gridPos: a, title }] of panels.entries()) {
    if (!a || a.x < 0 || a.x + a.w > COLUMNS) faults.push(`${title}: outside of the grid`);
    for (const { gridPos: b, title: other } of panels.slice(i + 1)) {
      if (a && b && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h) {
        faults.push(`${title} lies on ${other}`);
      }
    }
  }
  return faults;
}
