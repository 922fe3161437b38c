import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { deadline, errorText, raceSignal } from "../../base/mod.ts";
import { plainText } from "../plain_value.ts";
import { redactText } from "../redact.ts";
import { eventValue } from "./event_value.ts";
import type { EventExport, EventExportLimits, EventExportModules, EventExportOptions } from "./types.ts";

/** The usual limits: few events, since each may be large; a short flush, since a stop may take ten seconds in all. */
const LIMITS: EventExportLimits = { queue: 64, batch: 8, delayMs: 1000, sendMs: 10_000, flushMs: 3000 };
/** Between two lines about the same receiver, ms. */
const SAY_EVERY_MS = 600_000;

/**
 * Opens the export of events as OpenTelemetry logs (OTLP over HTTP, JSON); the library is loaded by this call. Events go
 * out in the background: a receiver that is slow, down or refuses costs events, which are counted in
 * `events_exported_total`, and never a step.
 */
export async function openEventExport(
  options: EventExportOptions,
  modules: EventExportModules,
): Promise<EventExport> {
  const [{ BatchLogRecordProcessor, LoggerProvider }, { OTLPLogExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/sdk-logs"),
      import("@opentelemetry/exporter-logs-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const { clock, metrics } = modules;
  const limits = { ...LIMITS, ...options.limits };
  const receiver = new Receiver(options.endpoint, modules);
  const library = new OTLPLogExporter({
    url: `${options.endpoint.replace(/\/+$/, "")}/v1/logs`,
    timeoutMillis: limits.sendMs,
    concurrencyLimit: 1,
  });
  let waiting = 0;
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({
      "service.name": options.service,
      "service.version": options.version,
      ...Object.fromEntries(
        Object.entries(options.facts).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, fact(value)]]
        ),
      ),
    }),
    processors: [
      new BatchLogRecordProcessor({
        maxQueueSize: limits.queue,
        maxExportBatchSize: limits.batch,
        scheduledDelayMillis: limits.delayMs,
        exportTimeoutMillis: 2 * limits.sendMs,
        exporter: {
          export(records: ReadableLogRecord[], done) {
            library.export(records, (result) => {
              waiting -= records.length;
              receiver.answered(result.code === 0, records.length, result.error);
              done(result);
            });
          },
          shutdown: () => library.shutdown(),
          forceFlush: () => library.forceFlush(),
        },
      }),
    ],
  });
  const logger = provider.getLogger("sn1", options.version);
  let cleaned: Promise<void> = Promise.resolve();
  let closing: Promise<void> | null = null;
  return {
    emit(name, body) {
      if (closing || waiting >= limits.queue) {
        return metrics.count("events_exported_total", { outcome: "dropped" });
      }
      waiting++;
      const timestamp = new Date(clock.now());
      // Cleaning takes slices of time in the background; events stay in their order.
      cleaned = cleaned.then(async () => {
        const attributes = { "event.name": name };
        logger.emit({ eventName: name, timestamp, attributes, body: await eventValue(body, clock) });
      }).catch(() => {
        waiting--;
        metrics.count("events_exported_total", { outcome: "failed" });
      });
    },
    close() {
      return closing ??= (async () => {
        const limit = deadline(clock, limits.flushMs, "sending the last events");
        try {
          await raceSignal(cleaned.then(() => provider.shutdown()), limit.signal);
        } catch {
          // Told below: what still waits was not sent.
        } finally {
          limit.dispose();
        }
        if (waiting > 0) modules.logger.warn(`${waiting} events were not sent before the stop`);
      })();
    },
  };
}

function fact(value: string | number | readonly string[]): string | number | string[] {
  return typeof value === "number"
    ? value
    : typeof value === "string"
    ? plainText(value)
    : value.map((one) => plainText(one));
}

/** Remembers whether the receiver takes events, and says when that changes, once and not every time. */
class Receiver {
  #failing = false;
  #saidAt = -Infinity;

  constructor(private readonly endpoint: string, private readonly modules: EventExportModules) {}

  /** A delivery of `count` events was taken, or not. */
  answered(taken: boolean, count: number, error?: Error): void {
    const { clock, logger, metrics } = this.modules;
    metrics.count("events_exported_total", { outcome: taken ? "sent" : "failed" }, count);
    if (taken === !this.#failing) return;
    this.#failing = !taken;
    if (clock.monotonic() - this.#saidAt < SAY_EVERY_MS) return;
    if (!taken) this.#saidAt = clock.monotonic();
    const where = redactText(this.endpoint);
    if (taken) logger.info(`${where} takes events again`);
    else {
      logger.warn(
        `${where} takes no events: ${errorText(error)}; the neuron goes on, and the metrics count them`,
      );
    }
  }
}
