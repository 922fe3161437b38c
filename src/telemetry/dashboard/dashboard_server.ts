import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { deadline, errorText, raceSignal } from "../../base/mod.ts";
import { TelemetryError } from "../errors.ts";
import { buildDashboardApp } from "./dashboard_app.ts";
import { freshToken, isLoopback } from "./guard.ts";
import { LiveConnections } from "./live_updates.ts";
import type { Dashboard, DashboardAddress, DashboardModules, DashboardOptions } from "./types.ts";

/** Connections at once, live ones among them. */
const CONNECTIONS = 128;
/** Until the headers of a request are there. */
const HEADER_TIMEOUT_MS = 5_000;
/** Closing waits this long for answers on their way. */
const CLOSE_MS = 1_000;
/** Long enough not to be guessed, and fit for a cookie and an address. */
const TOKEN = /^[\w-]{16,200}$/;

/**
 * The operator's pages over HTTP: `/`, `/miners/UID`, `/health`, `/metrics`, `/api/state`, `/api/events` (contract.md,
 * "HTTP"). Binds 127.0.0.1 unless told otherwise, checks `Host`, and asks for a token off loopback.
 */
export class DashboardServer implements Dashboard {
  readonly #host: string;
  readonly #live: LiveConnections;
  #server: Server | null = null;

  constructor(private readonly options: DashboardOptions, private readonly modules: DashboardModules) {
    this.#host = options.host ?? "127.0.0.1";
    this.#live = new LiveConnections(
      modules.source,
      modules.clock,
      options.maxLive ?? 32,
      (open) => modules.metrics?.gauge("dashboard_clients", open),
    );
  }

  async start(): Promise<DashboardAddress> {
    if (this.#server) throw new TelemetryError("config", "the dashboard was started already");
    const token = this.#token();
    const app = buildDashboardApp(
      { host: this.#host, allowedHosts: this.options.allowedHosts ?? [], token },
      this.modules,
      this.#live,
    );
    const server = createServer({
      headersTimeout: HEADER_TIMEOUT_MS,
      requestTimeout: 2 * HEADER_TIMEOUT_MS,
      keepAliveTimeout: HEADER_TIMEOUT_MS,
      maxHeaderSize: 16_384,
    }, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    server.maxConnections = CONNECTIONS;
    const port = await listen(server, this.#host, this.options.port);
    this.#server = server;
    const name = this.#host.includes(":") ? `[${this.#host}]` : this.#host;
    const query = token === null ? "" : `?token=${encodeURIComponent(token)}`;
    return { host: this.#host, port, url: `http://${name}:${port}/${query}` };
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    this.#live.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const limit = deadline(this.modules.clock, CLOSE_MS, "closing the dashboard");
    try {
      await raceSignal(closed, limit.signal);
    } catch {
      server.closeAllConnections();
      await closed;
    } finally {
      limit.dispose();
    }
  }

  #token(): string | null {
    const { token } = this.options;
    if (token !== undefined && !TOKEN.test(token)) {
      throw new TelemetryError(
        "config",
        `the dashboard's token has ${token.length} characters or unfit ones`,
        {
          hint: "use at least 16 letters and digits, or none for a fresh one",
        },
      );
    }
    return isLoopback(this.#host) ? null : token ?? freshToken();
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error & { code?: string }) => {
      const busy = error.code === "EADDRINUSE";
      reject(
        new TelemetryError(
          busy ? "port_in_use" : "config",
          `dashboard on ${host}:${port}: ${errorText(error)}`,
          {
            hint: "choose another --dashboard.port; 0 takes any free one, -1 turns it off",
            cause: error,
          },
        ),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
