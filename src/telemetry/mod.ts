/**
 * `telemetry`: the log, the metrics, the export of events and the pages an operator looks at.
 * @module
 */
export * from "./errors.ts";
export { createLog, type Log, logLevel, type LogOptions, type LogSwitches } from "./log.ts";
export type { RotatingFileOptions } from "./rotating_file.ts";
export { isSecretKey, REDACTED, redactText } from "./redact.ts";
export { createMetrics, METRIC_PREFIX, type MetricsOptions, type MetricsRegistry } from "./metrics.ts";
export { type MetricDefinition, type MetricNeuron, METRICS } from "./metrics.data.ts";
export { openEventExport } from "./events/open_events.ts";
export type * from "./events/types.ts";
export { createDashboard } from "./dashboard/create.ts";
export type * from "./dashboard/types.ts";
