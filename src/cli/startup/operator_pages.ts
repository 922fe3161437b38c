import type { Clock, Logger } from "../../base/mod.ts";
import { createDashboard, type DashboardSource, type MetricsRegistry } from "../../telemetry/mod.ts";

/** Ports of the operator's pages; -1 = off. */
export interface PagePorts {
  "dashboard.port": number;
  "metrics.port": number;
}

/**
 * Starts the operator's pages where the flags want them; both ports serve the same pages.
 * @returns their addresses, and a function that ends them
 * @throws TelemetryError `port_in_use`
 */
export async function openPages(
  ports: PagePorts,
  source: DashboardSource,
  metrics: MetricsRegistry | undefined,
  modules: {
    clock: Clock;
    logger: Logger;
    /** Makes what is called when a listener stopped accepting connections (false), or accepts again (true). */
    listening?: (name: string) => (alive: boolean) => void;
  },
): Promise<{ urls: string[]; close(): Promise<void> }> {
  const wanted = [...new Set([ports["dashboard.port"], ports["metrics.port"]])].filter((port) => port >= 0);
  const started: { stop(): Promise<void> }[] = [];
  const close = async () => {
    for (const dashboard of started.splice(0)) await dashboard.stop();
  };
  const urls: string[] = [];
  try {
    for (const port of wanted) {
      const { clock, logger, listening } = modules;
      const dashboard = await createDashboard({ port }, {
        source,
        metrics,
        clock,
        logger,
        onListening: listening?.(`dashboard on port ${port}`),
      });
      urls.push((await dashboard.start()).url);
      started.push(dashboard);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls, close };
}
