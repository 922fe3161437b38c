import type { Dashboard, DashboardModules, DashboardOptions } from "./types.ts";

/**
 * The operator's pages; the server and its files are loaded by this call.
 * @returns a dashboard that is not started
 */
export async function createDashboard(
  options: DashboardOptions,
  modules: DashboardModules,
): Promise<Dashboard> {
  const { DashboardServer } = await import("./dashboard_server.ts");
  return new DashboardServer(options, modules);
}
