import { request } from "node:http";
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import type { DashboardModules, DashboardOptions } from "../../../src/telemetry/mod.ts";
import type { FakeSource } from "./dashboard_fixture.ts";

/** What came back. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A plain HTTP request, since fetch does not let us choose the Host header. */
export function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece) => text += piece);
      response.on(
        "end",
        () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

/** A dashboard that is stopped when the body ends. */
export async function withDashboard(
  source: FakeSource,
  body: (port: number, url: string) => Promise<void>,
  options: Partial<DashboardOptions> = {},
  modules: Partial<DashboardModules> = {},
): Promise<void> {
  const { createDashboard } = await import("../../../src/telemetry/mod.ts");
  const dashboard = await createDashboard({ port: 0, ...options }, {
    source,
    clock: systemClock,
    logger: nullLogger,
    ...modules,
  });
  const { port, url } = await dashboard.start();
  try {
    await body(port, url);
  } finally {
    await dashboard.stop();
  }
}
