/**
 * Writes docs/metrics.md from the table of metrics.
 *
 * Usage: `deno task metrics`
 * @module
 */
import { METRIC_PREFIX, METRICS } from "../src/telemetry/mod.ts";
import { metricsPage } from "./metrics/page.ts";

await Deno.writeTextFile(
  new URL("../docs/metrics.md", import.meta.url),
  metricsPage(METRICS, METRIC_PREFIX),
);
console.error(`${METRICS.length} metrics`);
