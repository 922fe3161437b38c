import { METRIC_PREFIX, type MetricDefinition } from "../../src/telemetry/mod.ts";

/** Labels that Prometheus itself adds. */
const SCRAPED = ["instance", "job"];
/** Series that Prometheus itself makes, and their labels. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  up: SCRAPED,
  ALERTS: [...SCRAPED, "alertname", "alertstate", "severity"],
};
/** Words of the language that look like names. */
const WORDS = new Set(
  "sum avg min max count by without on ignoring and or unless rate increase resets histogram_quantile avg_over_time predict_linear label_values"
    .split(" "),
);
/** A name, with the selector behind it. */
const NAME = /(?<![\w."])([A-Za-z_][A-Za-z0-9_]*)\s*(\{[^}]*\})?/g;
const GROUPS = /\b(by|without|on|ignoring)\s*\(([^)]*)\)/g;
const MATCHER = /([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g;
/** Functions that want a counter. */
const OF_COUNTERS = /\b(?:rate|increase)\(\s*([a-z_0-9]+)/g;

/** What an expression uses. */
export interface ExpressionUse {
  /** Names of the table, without prefix and histogram suffix. */
  metrics: string[];
  /** Labels its result may have. */
  labels: string[];
  faults: string[];
}

/** A metric's definition by the name that stands in an expression. */
function find(
  name: string,
  table: ReadonlyMap<string, MetricDefinition>,
): { metric: MetricDefinition; suffix: string } | null {
  if (!name.startsWith(METRIC_PREFIX)) return null;
  const bare = name.slice(METRIC_PREFIX.length);
  const plain = table.get(bare);
  if (plain) return plain.type === "histogram" ? null : { metric: plain, suffix: "" };
  const [, base, suffix] = /^(.*)_(bucket|count|sum)$/.exec(bare) ?? [];
  const metric = base === undefined ? undefined : table.get(base);
  return metric?.type === "histogram" ? { metric, suffix: suffix! } : null;
}

/** Whether a value may stand behind a label: one of its list, or anything where the table has no list. */
function known(metric: MetricDefinition, label: string, value: string): boolean {
  const values = metric.values?.[label];
  return !Array.isArray(values) || values.includes(value);
}

/**
 * Looks at an expression of Prometheus as far as the table of metrics can judge it: names, labels, values of labels,
 * and rates of what is no counter. Whether it is an expression at all is for `promtool` to say.
 */
export function checkExpression(text: string, metrics: readonly MetricDefinition[]): ExpressionUse {
  const table = new Map(metrics.map((metric) => [metric.name, metric]));
  const use: ExpressionUse = { metrics: [], labels: [], faults: [] };
  const groups = [...text.matchAll(GROUPS)];
  const bare = text.replace(GROUPS, "$1 ");
  const available = new Set(SCRAPED);
  for (const [, name, selector] of bare.replace(/\[[^\]]*\]/g, " ").matchAll(NAME)) {
    if (WORDS.has(name!)) continue;
    const found = find(name!, table);
    const labels = found
      ? [...SCRAPED, ...found.metric.labels ?? [], ...(found.suffix === "bucket" ? ["le"] : [])]
      : BUILT_IN[name!];
    if (!labels) {
      use.faults.push(`${name} is no metric`);
      continue;
    }
    if (found) use.metrics.push(found.metric.name);
    for (const label of labels) available.add(label);
    for (const [, label, operator, value] of (selector ?? "").matchAll(MATCHER)) {
      if (!labels.includes(label!)) use.faults.push(`${name} has no label ${label}`);
      else if (found && !value!.includes("$")) {
        const values = operator!.includes("~") ? value!.split("|") : [value!];
        for (const one of values) {
          if (!known(found.metric, label!, one)) use.faults.push(`${name} never has ${label}="${one}"`);
        }
      }
    }
  }
  for (const [, word, list] of groups) {
    const labels = list!.split(",").map((label) => label.trim()).filter((label) => label !== "");
    for (const label of labels) {
      if (!available.has(label)) use.faults.push(`${word} (${label}): no metric in it has that label`);
    }
  }
  for (const [, name] of text.matchAll(OF_COUNTERS)) {
    const found = find(name!, table);
    if (found?.metric.type === "gauge") use.faults.push(`${name} is a gauge, which has no rate`);
  }
  const kept = groups.filter(([, word]) => word === "by").map(([, , list]) =>
    list!.split(",").map((label) => label.trim())
  );
  use.labels = kept.length > 0 ? [...new Set(kept.flat())] : [...available];
  return use;
}
