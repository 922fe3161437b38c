import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { errorText } from "../../base/mod.ts";
import { HttpServer, OpenCalls } from "../../http/mod.ts";
import { TelemetryError } from "../errors.ts";
import { buildDashboardApp } from "./dashboard_app.ts";
import { freshToken, isLoopback } from "./guard.ts";
import { LiveConnections } from "./live_updates.ts";
import type { Dashboard, DashboardAddress, DashboardModules, DashboardOptions } from "./types.ts";

/** Connections at once, live ones among them. */
const CONNECTIONS = 128;
/** Until the headers of a request are there. */
const HEADER_TIMEOUT_MS = 5_000;
/** Bytes of request line and headers. */
const HEADER_BYTES = 16_384;
/** Answer to what is no request. */
const BAD_REQUEST = "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
/** Closing waits this long for answers on their way. */
const CLOSE_MS = 1_000;
/** Long enough not to be guessed, and fit for a cookie and an address. */
const TOKEN = /^[\w-]{16,200}$/;

/**
 * The operator's pages over HTTP: `/`, `/miners/UID`, `/health`, `/metrics`, `/api/state`, `/api/events`
 * (docs/interface.md#http). Binds 127.0.0.1 unless told otherwise, checks `Host`, and asks for a token off
 * loopback.
 */
export class DashboardServer implements Dashboard {
  readonly #host: string;
  readonly #live: LiveConnections;
  readonly #calls = new OpenCalls<void>();
  #server: HttpServer | null = null;

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
    const server = this.#createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
    const port = await server.listen(this.#host, this.options.port).catch((error) => {
      throw listenError(error, this.#host, this.options.port);
    });
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
    await server.stop(this.#calls, undefined, { drainMs: CLOSE_MS, graceMs: 0 }, this.modules.clock);
  }

  #createServer(listener: (incoming: IncomingMessage, outgoing: ServerResponse) => unknown): HttpServer {
    const { logger, onListening } = this.modules;
    return new HttpServer(
      {
        connections: CONNECTIONS,
        // Everybody on loopback, or behind a tunnel, has one address.
        perSource: CONNECTIONS,
        headerBytes: HEADER_BYTES,
        headerTimeoutMs: HEADER_TIMEOUT_MS,
        requestTimeoutMs: 2 * HEADER_TIMEOUT_MS,
        keepAliveMs: HEADER_TIMEOUT_MS,
      },
      (incoming, outgoing) => {
        const end = () => {};
        this.#calls.add(end);
        outgoing.once("close", () => this.#calls.delete(end));
        void listener(incoming, outgoing);
      },
      {
        cut: (reason) => logger.debug("a connection to the dashboard was closed", { reason }),
        open: () => {},
        broken: (_error, socket) => socket.end(BAD_REQUEST),
        failed: (error) => logger.error("the dashboard's socket failed", { error: errorText(error) }),
        listening: (alive) => onListening?.(alive),
      },
    );
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

/** An error of the first listening, in this package's words. */
function listenError(error: Error & { code?: string }, host: string, port: number): TelemetryError {
  return new TelemetryError(
    error.code === "EADDRINUSE" ? "port_in_use" : "config",
    `dashboard on ${host}:${port}: ${errorText(error)}`,
    {
      hint: "choose another --dashboard.port; 0 takes any free one, -1 turns it off",
      cause: error,
    },
  );
}
