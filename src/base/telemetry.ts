/** Values that may accompany a log line. Never secrets. */
export type LogFields = Record<string, unknown>;

/** Levels in rising order of importance. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** Where a package writes its log records. Injected; the telemetry package provides the real one. */
export interface Logger {
  /** Logs at level trace. */
  trace(message: string, fields?: LogFields): void;
  /** Logs at level debug. */
  debug(message: string, fields?: LogFields): void;
  /** Logs at level info. */
  info(message: string, fields?: LogFields): void;
  /** Logs at level warn. */
  warn(message: string, fields?: LogFields): void;
  /** Logs at level error. */
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines carry `fields` too. */
  with(fields: LogFields): Logger;
}

const silence = (): void => {};

/** A logger that writes nothing. */
export const nullLogger: Logger = {
  trace: silence,
  debug: silence,
  info: silence,
  warn: silence,
  error: silence,
  with: () => nullLogger,
};

/** Labels of a metric: few, short, never taken from unverified input. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Where a package records its metrics. Injected; names are those of the table in the telemetry package
 * (unknown names are an error there, so that the documented table stays complete).
 */
export interface Metrics {
  /** Adds to a counter. @param by @default {1} */
  count(name: string, labels?: Labels, by?: number): void;
  /** Sets a value that goes up and down, such as a queue's length. */
  gauge(name: string, value: number, labels?: Labels): void;
  /** Records one value of a distribution (seconds for durations). */
  observe(name: string, value: number, labels?: Labels): void;
}

/** Metrics that go nowhere. */
export const nullMetrics: Metrics = { count: silence, gauge: silence, observe: silence };
