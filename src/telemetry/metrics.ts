import { type Clock, type Labels, type Logger, type Metrics, nullLogger } from "../base/mod.ts";
import { stripControl, truncate } from "../text/mod.ts";
import { TelemetryError } from "./errors.ts";
import { type MetricDefinition, METRICS } from "./metrics.data.ts";
import { LoopLag } from "./loop_lag.ts";

/** In front of every name in the exposition. */
export const METRIC_PREFIX = "sn1_";

/** Different label values kept per metric; later ones are counted as `other`. */
const SERIES_LIMIT = 200;

/** Characters of a label value. */
const LABEL_LIMIT = 64;

/** Options of {@link createMetrics}. */
export interface MetricsOptions {
  clock: Clock;
  /**
   * Throw on names, labels and values of labels that the table does not list. Off in the field, where names and labels
   * are logged once and dropped: a slip in a metric must not stop a neuron. @default {false}
   */
  strict?: boolean;
  logger?: Logger;
  /** @default {METRICS} */
  table?: readonly MetricDefinition[];
}

/** Metrics that can be read. */
export interface MetricsRegistry extends Metrics {
  /** Prometheus text format. */
  exposition(): Promise<string>;
  /** Content type of the exposition. */
  readonly contentType: string;
  /** Present value of one counter or gauge; of a histogram, how many values there were. 0 when never touched. */
  value(name: string, labels?: Labels): Promise<number>;
  /** Stops measuring the event loop. */
  close(): void;
}

/** The metric kinds of the library, as far as they are used here. */
interface Instrument {
  inc(labels: Labels, by: number): void;
  set(labels: Labels, value: number): void;
  observe(labels: Labels, value: number): void;
  get(): Promise<
    { values: { value: number; labels: Partial<Record<string, string | number>>; metricName?: string }[] }
  >;
}

/** One metric at work. */
interface Series {
  definition: MetricDefinition;
  instrument: Instrument;
  /** Label values seen, joined. */
  seen: Set<string>;
}

/**
 * Metrics by the table, on the client library of Prometheus, which is loaded by this call.
 * @throws TelemetryError `unknown_metric`, `bad_labels` from the methods of the result when `strict`
 */
export async function createMetrics(options: MetricsOptions): Promise<MetricsRegistry> {
  const { Counter, Gauge, Histogram, Registry } = (await import("prom-client")).default;
  const registry = new Registry();
  const series = new Map<string, Series>();
  for (const definition of options.table ?? METRICS) {
    const config = {
      name: METRIC_PREFIX + definition.name,
      help: definition.help,
      labelNames: [...definition.labels ?? []],
      registers: [registry],
    };
    const instrument = definition.type === "counter"
      ? new Counter(config)
      : definition.type === "gauge"
      ? new Gauge(config)
      : new Histogram({ ...config, buckets: [...definition.buckets ?? []] });
    // A gauge nobody has set says nothing, instead of 0.
    if (instrument instanceof Gauge && config.labelNames.length === 0) instrument.remove();
    series.set(definition.name, {
      definition,
      instrument: instrument as unknown as Instrument,
      seen: new Set(),
    });
  }
  return new PrometheusMetrics(registry, series, options);
}

class PrometheusMetrics implements MetricsRegistry {
  readonly #complained = new Set<string>();
  readonly #lag: LoopLag;
  readonly #startMs: number;

  constructor(
    private readonly registry: { metrics(): Promise<string>; contentType: string },
    private readonly series: ReadonlyMap<string, Series>,
    private readonly options: MetricsOptions,
  ) {
    this.#lag = new LoopLag(options.clock);
    this.#startMs = options.clock.monotonic();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  count(name: string, labels: Labels = {}, by = 1): void {
    this.#use(name, "counter", labels, by, (instrument, clean) => instrument.inc(clean, by));
  }

  gauge(name: string, value: number, labels: Labels = {}): void {
    this.#use(name, "gauge", labels, value, (instrument, clean) => instrument.set(clean, value));
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    this.#use(name, "histogram", labels, value, (instrument, clean) => instrument.observe(clean, value));
  }

  async exposition(): Promise<string> {
    // The process file system is closed to us by permissions: ask the runtime.
    const memory = Deno.memoryUsage();
    this.#own("process_resident_memory_bytes", memory.rss);
    this.#own("process_heap_bytes", memory.heapUsed);
    this.#own("process_uptime_seconds", (this.options.clock.monotonic() - this.#startMs) / 1000);
    this.#own("event_loop_lag_seconds", this.#lag.take() / 1000);
    return await this.registry.metrics();
  }

  async value(name: string, labels: Labels = {}): Promise<number> {
    const entry = this.series.get(name);
    if (!entry) throw new TelemetryError("unknown_metric", `no metric ${name}`);
    const wanted = entry.definition.type === "histogram" ? `${METRIC_PREFIX}${name}_count` : undefined;
    const { values } = await entry.instrument.get();
    return values.filter((value) =>
      (wanted === undefined || value.metricName === wanted) &&
      Object.entries(labels).every(([label, text]) => value.labels[label] === text)
    ).reduce((sum, value) => sum + value.value, 0);
  }

  close(): void {
    this.#lag.close();
  }

  #own(name: string, value: number): void {
    if (this.series.has(name)) this.gauge(name, value);
  }

  #use(
    name: string,
    type: MetricDefinition["type"],
    labels: Labels,
    value: number,
    apply: (instrument: Instrument, labels: Labels) => void,
  ): void {
    const entry = this.series.get(name);
    if (!entry) return this.#complain("unknown_metric", `metric ${name} is not in the table`);
    const { definition } = entry;
    if (definition.type !== type) {
      return this.#complain("unknown_metric", `metric ${name} is a ${definition.type}, not a ${type}`);
    }
    if (!Number.isFinite(value) || (type === "counter" && value < 0)) {
      return this.#complain("bad_labels", `metric ${name} cannot take the value ${value}`);
    }
    const expected = definition.labels ?? [];
    const given = Object.keys(labels);
    if (given.length !== expected.length || !expected.every((label) => label in labels)) {
      return this.#complain(
        "bad_labels",
        `metric ${name} takes the labels [${expected.join(", ")}], got [${given.join(", ")}]`,
      );
    }
    const strange = this.options.strict && expected.find((label) => {
      const known = definition.values?.[label];
      return Array.isArray(known) && !known.includes(labels[label]!);
    });
    if (strange) {
      return this.#complain("bad_labels", `metric ${name} does not list ${strange}="${labels[strange]}"`);
    }
    apply(entry.instrument, this.#bounded(entry, labels));
  }

  /** Labels cleaned, and folded into `other` when a metric has too many. */
  #bounded(entry: Series, labels: Labels): Labels {
    const names = entry.definition.labels ?? [];
    if (names.length === 0) return labels;
    const clean: Record<string, string> = {};
    for (const name of names) clean[name] = truncate(stripControl(labels[name]!, true), LABEL_LIMIT);
    const key = JSON.stringify(clean);
    if (!entry.seen.has(key)) {
      if (entry.seen.size >= SERIES_LIMIT) return Object.fromEntries(names.map((name) => [name, "other"]));
      entry.seen.add(key);
    }
    return clean;
  }

  #complain(code: "unknown_metric" | "bad_labels", message: string): void {
    if (this.options.strict) throw new TelemetryError(code, message);
    if (this.#complained.has(message) || this.#complained.size >= 100) return;
    this.#complained.add(message);
    (this.options.logger ?? nullLogger).warn(message);
  }
}
