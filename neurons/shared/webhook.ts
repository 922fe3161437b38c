import { type Clock, errorText, type Logger, type Random, retry } from "../../src/base/mod.ts";
import type { AlarmBook } from "./alarms.ts";

/** How long one delivery may take, ms. */
const LIMIT_MS = 10_000;

/**
 * Posts each alarm that begins or ends to `--alert.webhook` as JSON `{id, severity, text, fix, sinceMs, active, neuron}`.
 * Redirects are not followed; failures are retried three times, then logged.
 * @param neuron who it is about, e.g. `validator uid 3, netuid 1`
 * @returns a function that ends the deliveries
 */
export function sendAlarms(
  url: string,
  neuron: string,
  alarms: AlarmBook,
  modules: { clock: Clock; random: Random; logger: Logger; fetch: typeof fetch },
): () => void {
  const { clock, random, logger } = modules;
  const stopped = new AbortController();
  const off = alarms.onChange((alarm, active) => {
    const body = JSON.stringify({ ...alarm, active, neuron });
    retry(async () => {
      const response = await modules.fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        redirect: "manual",
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(LIMIT_MS)]),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`status ${response.status}`);
    }, { clock, random: random.fork(`webhook/${alarm.id}`), tries: 3, signal: stopped.signal }).catch(
      (error) => {
        if (!stopped.signal.aborted) logger.warn(`alert webhook delivery failed: ${errorText(error)}`);
      },
    );
  });
  return () => {
    off();
    stopped.abort(new Error("stopped"));
  };
}
