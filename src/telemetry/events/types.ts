import type { Clock, Logger, Metrics } from "../../base/mod.ts";

/** Where events go and what every one of them says of its sender. */
export interface EventExportOptions {
  /** Address of a receiver of OTLP over HTTP; `/v1/logs` is added. */
  endpoint: string;
  /** `sn1-miner` or `sn1-validator`. */
  service: string;
  version: string;
  /** Facts that all events share, e.g. `service.instance.id`, `sn1.netuid`. Undefined ones are left out. */
  facts: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Other limits than the usual ones. */
  limits?: Partial<EventExportLimits>;
}

/** How much may wait, and how long. */
export interface EventExportLimits {
  /** Events that may wait; more are left out. @default {64} */
  queue: number;
  /** Events sent together. @default {8} */
  batch: number;
  /** How long an event waits for company, ms. @default {1000} */
  delayMs: number;
  /** One delivery with its repetitions, ms. @default {10000} */
  sendMs: number;
  /** What waits at the stop is sent for at most this long, ms. @default {3000} */
  flushMs: number;
}

/** What an export works with. */
export interface EventExportModules {
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
}

/** Events on their way to a receiver of OpenTelemetry. */
export interface EventExport {
  /**
   * Puts an event into the queue, or leaves it out when the queue is full. Never waits and never throws.
   * @param name `run`, `step` or `request`
   * @param body cleaned and bounded by this call
   */
  emit(name: string, body: Readonly<Record<string, unknown>>): void;
  /** Sends what waits, for as long as the deadline allows, then ends. Never throws. */
  close(): Promise<void>;
}
