import assert from "node:assert/strict";
import { METRICS } from "../../../src/telemetry/metrics.data.ts";
import { full } from "../../kit/mod.ts";

const ROOT = new URL("../../..", import.meta.url).pathname.replace(/\/$/, "");
/** Calls like `metrics.count("name", { a, b: 1 }` or `.observe("name", value, { task }`. */
const CALL = /\.(count|gauge|observe)\(\s*(["'`])([a-z0-9_]+)\2/g;
/** A call whose name is not a plain text cannot be checked; a wrapper that hands its own `name` on is fine. */
const DYNAMIC = /[mM]etrics\??\.(?:count|gauge|observe)\(\s*(?!["'])(?!name\b)[^)\s]+/g;
/** A label of a call with its value as a plain text. */
const LABELS = /\.(?:count|gauge|observe)\(\s*"([a-z0-9_]+)"[^;{]*?\{([^}]*)\}/g;
const KIND = { count: "counter", gauge: "gauge", observe: "histogram" } as const;
const table = new Map(METRICS.map((metric) => [metric.name, metric]));

/** Sources of the program, without the table. */
async function sources(): Promise<[path: string, text: string][]> {
  const { readTree } = await import("../../../tools/architecture/tree.ts");
  return [...await readTree(ROOT)].filter(([path]) =>
    /^(src|neurons|tasks|rewards)\/.*\.ts$/.test(path) && path !== "src/telemetry/metrics.data.ts"
  );
}

full("every metric that the program counts is in the table, with its kind", async () => {
  const faults: string[] = [];
  let calls = 0;
  for (const [path, text] of await sources()) {
    if (path.startsWith("src/telemetry/metrics")) continue;
    for (const [, method, , name] of text.matchAll(CALL)) {
      calls++;
      const kind = KIND[method as keyof typeof KIND];
      const listed = table.get(name!);
      if (!listed) faults.push(`${path}: ${name} is not in metrics.data.ts`);
      else if (listed.type !== kind) faults.push(`${path}: ${name} is a ${listed.type}, used as ${kind}`);
    }
    for (const [call] of text.matchAll(DYNAMIC)) faults.push(`${path}: name is not a plain text: ${call}`);
  }
  assert.deepEqual(faults, []);
  assert.ok(calls >= 40, `${calls} calls`);
});

full("every metric of the table is set by the program", async () => {
  const text = (await sources()).map(([, source]) => source).join("\n");
  const unset = METRICS.filter(({ name }) => !new RegExp(`"${name}"|\\b${name}:`).test(text));
  assert.deepEqual(unset.map(({ name }) => name), []);
});

full("every plain label value in the program is among those the table lists", async () => {
  const faults: string[] = [];
  let checked = 0;
  for (const [path, text] of await sources()) {
    for (const [, name, labels] of text.matchAll(LABELS)) {
      for (const [, label, value] of labels!.matchAll(/(\w+): "([^"]*)"/g)) {
        const known = table.get(name!)?.values?.[label!];
        checked++;
        if (typeof known === "string" || known?.includes(value!)) continue;
        faults.push(`${path}: ${name} has ${label}="${value}"`);
      }
    }
  }
  assert.deepEqual(faults, []);
  assert.ok(checked >= 10, `${checked} values`);
});

/** The words of a union type in a file. */
async function words(path: string, type: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${ROOT}/${path}`);
  const union = new RegExp(`export type ${type} =([^;]*);`).exec(text);
  assert.ok(union, `${type} in ${path}`);
  return [...union[1]!.matchAll(/"(\w+)"/g)].map(([, word]) => word!);
}

full("labels that are made of types list every word of the type", async () => {
  const { TASKS } = await import("../../../tasks/task_registry.ts");
  const lists: [metric: string, label: string, words: string[]][] = [
    ["axon_refused_total", "reason", await words("src/axon/refused.ts", "RefusedReason")],
    ["chain_calls_total", "outcome", await words("src/chain/errors.ts", "ChainErrorCode")],
    ["engine_requests_total", "outcome", await words("src/llm/errors.ts", "LlmErrorCode")],
    ["validator_steps_total", "task", TASKS.map(({ name }) => name)],
    ["validator_reward", "task", TASKS.map(({ name }) => name)],
  ];
  for (const [metric, label, wanted] of lists) {
    const listed = table.get(metric)!.values![label]!;
    assert.deepEqual(wanted.filter((word) => !listed.includes(word)), [], `${metric} ${label}`);
  }
});

Deno.test("names follow the customs of Prometheus, and labels are described", () => {
  for (const { name, type, help, labels = [], values = {}, buckets } of METRICS) {
    assert.match(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    assert.equal(name.endsWith("_total"), type === "counter", `${name} is a ${type}`);
    assert.match(help, /^[A-Z0-9].*\.$/, name);
    assert.deepEqual(Object.keys(values), [...labels], `${name}: values of its labels`);
    assert.equal(type === "histogram", buckets !== undefined, `${name}: buckets`);
    assert.deepEqual(buckets, buckets?.toSorted((a, b) => a - b), `${name}: buckets rise`);
  }
  assert.equal(table.size, METRICS.length, "no name twice");
});

full("docs/metrics.md is the table as it is now (deno task metrics)", async () => {
  const { metricsPage } = await import("../../../tools/metrics/page.ts");
  // The formatter aligns columns and breaks lines.
  const plain = (text: string) => text.replace(/\s+/g, " ").replace(/-{3,}/g, "---").trim();
  const page = await Deno.readTextFile(`${ROOT}/docs/metrics.md`);
  assert.equal(plain(page), plain(metricsPage(METRICS, "sn1_")));
});
