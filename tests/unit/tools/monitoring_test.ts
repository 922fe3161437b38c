import assert from "node:assert/strict";
import { parse } from "yaml";
import { METRICS } from "../../../src/telemetry/metrics.data.ts";
import { checkExpression } from "../../../tools/metrics/expressions.ts";
import { lintDashboard } from "../../../tools/metrics/lint_dashboard.ts";
import { alertSections, anchorsOf, lintRules, readRules } from "../../../tools/metrics/lint_rules.ts";
import { metricUnit } from "../../../tools/metrics/page.ts";
import { full } from "../../kit/mod.ts";

const docs = new URL("../../../docs/", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, docs));
const faultsOf = (expression: string) => checkExpression(expression, METRICS).faults;

full("every alert uses metrics and labels of the table and says what to do", async () => {
  const [rules, page] = [await read("monitoring/sn1.rules.yml"), await read("troubleshooting.md")];
  assert.deepEqual(lintRules(rules, METRICS, anchorsOf(page)), []);
  assert.ok(readRules(rules).length >= 20);
});

full("the troubleshooting page has the alerts as they are now (deno task troubleshooting)", async () => {
  const plain = (text: string) => text.replace(/\s+/g, " ");
  const sections = alertSections(readRules(await read("monitoring/sn1.rules.yml")));
  assert.ok(plain(await read("troubleshooting.md")).includes(plain(sections).trim()));
});

full("every alert has a test with a series that fires and one that does not", async () => {
  const names = readRules(await read("monitoring/sn1.rules.yml")).map(({ alert }) => alert);
  const file = parse(await read("monitoring/sn1.rules.test.yml")) as {
    tests: { name: string; input_series: { series: string }[]; promql_expr_test: { expr: string }[] }[];
  };
  assert.deepEqual(file.tests.map(({ name }) => name).toSorted(), names.toSorted());
  for (const { name, input_series, promql_expr_test } of file.tests) {
    assert.ok(promql_expr_test[0]!.expr.includes(`"${name}"`), name);
    for (const which of ["bad", "good"]) {
      assert.ok(
        input_series.some(({ series }) => series.includes(`instance="${which}"`)),
        `${name} ${which}`,
      );
    }
    for (const { series } of input_series) assert.deepEqual(faultsOf(series), [], name);
  }
});

for (const neuron of ["miner", "validator"]) {
  full(`the ${neuron}'s dashboard for Grafana shows metrics of the table in their units`, async () => {
    const text = await read(`monitoring/grafana-${neuron}.json`);
    assert.deepEqual(lintDashboard(text, METRICS, metricUnit), []);
    assert.ok(text.split('"timeseries"').length > 15);
  });
}

full("what a neuron measures is on its dashboard or in an alert", async () => {
  const { metricNeuron } = await import("../../../tools/metrics/page.ts");
  const shown = async (neuron: string) =>
    await read(`monitoring/grafana-${neuron}.json`) + await read("monitoring/sn1.rules.yml");
  for (const neuron of ["miner", "validator"] as const) {
    const text = await shown(neuron);
    const missing = METRICS.filter((metric) => ["both", neuron].includes(metricNeuron(metric)))
      .filter(({ name }) => !text.includes(`sn1_${name}`)).map(({ name }) => name);
    // The readers of pages are of no use to a miner's operator.
    assert.deepEqual(
      missing.filter((name) =>
        neuron !== "miner" || !/^(dashboard_clients|neuron_stake|chain_tempo|store_seconds)/.test(name)
      ),
      [],
    );
  }
});

full("the example of a configuration names the rules and ports beside it", async () => {
  const file = parse(await read("monitoring/prometheus.yml")) as {
    rule_files: string[];
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  for (const rules of file.rule_files) assert.ok((await read(`monitoring/${rules}`)).length > 0);
  assert.deepEqual(file.scrape_configs.map(({ job_name }) => job_name), ["sn1"]);
});

Deno.test("an expression with a wrong name, label, value, group or rate is told", () => {
  assert.deepEqual(faultsOf('rate(sn1_axon_refused_total{reason=~"busy|rate"}[5m])'), []);
  assert.deepEqual(faultsOf("sn1_axon_refusals_total"), ["sn1_axon_refusals_total is no metric"]);
  assert.deepEqual(faultsOf("sn1_axon_ttft_seconds > 1"), ["sn1_axon_ttft_seconds is no metric"]);
  assert.deepEqual(faultsOf("sn1_neuron_uid_bucket"), ["sn1_neuron_uid_bucket is no metric"]);
  assert.deepEqual(faultsOf('sn1_neuron_uid{hotkey="x"}'), ["sn1_neuron_uid has no label hotkey"]);
  assert.deepEqual(faultsOf('sn1_axon_refused_total{reason=~"busy|tired"}'), [
    'sn1_axon_refused_total never has reason="tired"',
  ]);
  assert.deepEqual(faultsOf("sum by (instance, task) (sn1_neuron_uid)"), [
    "by (task): no metric in it has that label",
  ]);
  assert.deepEqual(faultsOf("rate(sn1_neuron_stake[5m])"), [
    "sn1_neuron_stake is a gauge, which has no rate",
  ]);
});

// The YAML library reads the environment.
full("a rule without severity, runbook or with a foreign label is told", () => {
  const rule = (over: string) => `groups: [{ name: g, rules: [${over}] }]`;
  const good =
    `{ alert: Sn1Odd, expr: up == 0, labels: { severity: info }, annotations: { summary: "{{ $labels.instance }}", description: d, action: a, runbook: docs/troubleshooting.md#sn1odd } }`;
  const lint = (text: string) => lintRules(rule(text), METRICS, ["sn1odd"]);
  assert.deepEqual(lint(good), []);
  assert.match(lint(good.replace("info", "loud")).join(), /severity is none of/);
  assert.match(lint(good.replace("#sn1odd", "#sn1even")).join(), /no heading for #sn1even/);
  assert.match(lint(good.replace("$labels.instance", "$labels.task")).join(), /a label task/);
  assert.match(lint(good.replace("action: a,", "")).join(), /no action/);
  assert.match(lint(`${good}, ${good}`).join(), /twice/);
});

Deno.test("a dashboard with a repeated id, a wrong unit, panels on each other or broken JSON is told", () => {
  const panel = {
    id: 1,
    type: "timeseries",
    title: "Lag",
    gridPos: { x: 0, y: 0, w: 8, h: 8 },
    fieldConfig: { defaults: { unit: "s" } },
    targets: [{
      refId: "A",
      expr: 'sn1_event_loop_lag_seconds{instance=~"$instance"}',
      legendFormat: "{{instance}}",
    }],
  };
  const lint = (...panels: unknown[]) =>
    lintDashboard(
      JSON.stringify({
        uid: "x",
        title: "x",
        schemaVersion: 39,
        templating: { list: [{ name: "instance", type: "custom" }] },
        panels,
      }),
      METRICS,
      metricUnit,
    );
  assert.deepEqual(lint(panel), []);
  assert.match(lint(panel, panel).join(), /panel id 1 twice.*Lag lies on Lag/);
  assert.match(
    lint({ ...panel, fieldConfig: { defaults: { unit: "bytes" } } }).join(),
    /in s, shown as bytes/,
  );
  assert.match(lint({ ...panel, fieldConfig: {} }).join(), /unit missing/);
  assert.match(lint({ ...panel, gridPos: { x: 20, y: 0, w: 8, h: 8 } }).join(), /outside of the grid/);
  assert.match(lintDashboard("{", METRICS, metricUnit).join(), /no JSON/);
});
