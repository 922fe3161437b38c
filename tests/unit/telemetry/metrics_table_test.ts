import assert from "node:assert/strict";
import { METRICS } from "../../../src/telemetry/metrics.data.ts";
import { full } from "../../kit/mod.ts";

/** Calls like `metrics.count("name", { a, b: 1 }` or `.observe("name", value, { task }`. */
const CALL = /\.(count|gauge|observe)\(\s*(["'`])([a-z0-9_]+)\2/g;
/** A call whose name is not a plain text cannot be checked; a wrapper that hands its own `name` on is fine. */
const DYNAMIC = /[mM]etrics\??\.(?:count|gauge|observe)\(\s*(?!["'])(?!name\b)[^)\s]+/g;
const KIND = { count: "counter", gauge: "gauge", observe: "histogram" } as const;

full("every metric that the program counts is in the table, with its kind", async () => {
  const { readTree } = await import("../../../tools/house/tree.ts");
  const tree = await readTree(new URL("../../..", import.meta.url).pathname.replace(/\/$/, ""));
  const table = new Map(METRICS.map((metric) => [metric.name, metric]));
  const faults: string[] = [];
  let calls = 0;
  for (const [path, text] of tree) {
    if (!/^(src|neurons|tasks|rewards)\/.*\.ts$/.test(path) || path.startsWith("src/telemetry/metrics")) {
      continue;
    }
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
  assert.ok(calls >= 5);
});
