import type { MetricDefinition, MetricNeuron } from "../../src/telemetry/mod.ts";

/** Units by the last word of a name, after the customs of Prometheus. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: "s",
  bytes: "bytes",
  total: "count",
  blocks: "blocks",
};

/** Neurons by the first word of a name; other metrics are of both. */
const NEURONS: Readonly<Record<string, MetricNeuron>> = {
  axon: "miner",
  dendrite: "validator",
  validator: "validator",
  weights: "validator",
  api: "validator",
};

/** Unit of a metric. */
export function metricUnit(metric: MetricDefinition): string {
  return metric.unit ?? UNITS[metric.name.split("_").at(-1)!] ?? "number";
}

/** Which neuron sets a metric. */
export function metricNeuron(metric: MetricDefinition): MetricNeuron {
  return metric.neuron ?? NEURONS[metric.name.split("_")[0]!] ?? "both";
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function labelRows(table: readonly MetricDefinition[], prefix: string): string[] {
  return table.flatMap(({ name, labels = [], values = {} }) =>
    labels.map((label) => {
      const known = values[label] ?? [];
      const shown = typeof known === "string" ? known : known.map((value) => `\`${value}\``).join(" ");
      return `| \`${prefix}${name}\` | \`${label}\` | ${cell(shown)} |`;
    })
  );
}

function row(metric: MetricDefinition, prefix: string): string {
  const neuron = metricNeuron(metric);
  return `| ${
    [
      `\`${prefix}${metric.name}\``,
      metric.type,
      metricUnit(metric),
      neuron,
      cell(metric.help),
      (metric.labels ?? []).map((label) => `\`${label}\``).join(" "),
    ].join(" | ")
  } |`;
}

function buckets(table: readonly MetricDefinition[], prefix: string): string[] {
  return table.filter(({ type }) => type === "histogram").map(({ name, buckets = [] }) =>
    `| \`${prefix}${name}\` | ${buckets.join(" ")} |`
  );
}

/**
 * The page of all metrics.
 * @param prefix stands before every name in the exposition
 */
export function metricsPage(table: readonly MetricDefinition[], prefix: string): string {
  return `# Metrics

Made by \`deno task metrics\` from \`src/telemetry/metrics.data.ts\`; do not edit.

\`sn1 miner\` and \`sn1 validator\` with \`--metrics.port N\` (or \`--dashboard.port N\`) answer \`/metrics\` on
127.0.0.1 in the text format of Prometheus; \`sn1 demo\` does so on its dashboard's port. How to scrape it, what
to look at and when to be woken: [monitoring](monitoring.md).

A gauge that was never set is left out instead of being 0.

| name | type | unit | set by | meaning | labels |
| --- | --- | --- | --- | --- | --- |
${table.map((metric) => row(metric, prefix)).join("\n")}

## Labels

A label has these values and no others, so that strangers cannot make new series; at most 200 combinations per
metric are kept, what comes after them is counted as \`other\`. Nothing an unverified caller says becomes a label.

| name | label | values |
| --- | --- | --- |
${labelRows(table, prefix).join("\n")}

## Buckets

Upper bounds of the histograms, in the unit above; the last bucket is \`+Inf\`.

| name | bounds |
| --- | --- |
${buckets(table, prefix).join("\n")}
`;
}
