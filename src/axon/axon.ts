import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { errorText } from "../base/mod.ts";
import { HttpServer, OpenCalls } from "../http/mod.ts";
import { ready } from "../wallet/mod.ts";
import { type AxonApp, buildApp } from "./app.ts";
import type { CallEnd } from "./call.ts";
import { answerClientError, outsideRoutes } from "./client_error.ts";
import { AxonError } from "./errors.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { routesOf } from "./synapse_route.ts";
import type { Axon, AxonLimits, AxonModules, AxonOptions } from "./types.ts";

/** Time an aborted call has to end before its connection is cut, ms. */
const ABORT_GRACE_MS = 200;

/** {@link Axon} as Hono on `node:http` (docs/decisions/005-axon-server.md). */
class HttpAxon implements Axon {
  readonly #options: AxonOptions;
  readonly #modules: AxonModules;
  readonly #limits: AxonLimits;
  #calls = new OpenCalls<CallEnd>();
  #server: HttpServer | undefined;
  #stopVerifier = () => {};

  constructor(options: AxonOptions, modules: AxonModules) {
    this.#options = options;
    this.#modules = modules;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
  }

  async start(): Promise<{ host: string; port: number }> {
    if (this.#server) throw new AxonError("state", "this axon was started already");
    const server = this.#server = this.#createServer();
    try {
      await ready();
      return await this.#listen(server);
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  #createServer(): HttpServer {
    this.#calls = new OpenCalls<CallEnd>();
    const { headerBytes, headerTimeoutMs, bodyTimeoutMs, keepAliveMs, connections, connectionsPerAddress } =
      this.#limits;
    const { logger, metrics } = this.#modules;
    const built = buildApp(this.#limits, this.#modules, this.#calls, (source) => server.trust(source));
    this.#stopVerifier = () => built.verifier.stop();
    const listener = getRequestListener(built.app.fetch, {
      overrideGlobalObjects: false,
      errorHandler: (error) => outsideRoutes(error, built.headers, logger),
    });
    const server = new HttpServer(
      {
        connections,
        perSource: connectionsPerAddress,
        headerBytes,
        headerTimeoutMs,
        // Backstop for bodies of refused requests; verified ones have a timer of their own.
        requestTimeoutMs: headerTimeoutMs + bodyTimeoutMs + 1000,
        keepAliveMs,
      },
      (incoming: IncomingMessage, outgoing: ServerResponse) => void listener(incoming, outgoing),
      {
        cut: (reason) => metrics.count("axon_refused_total", { reason }),
        open: (count) => metrics.gauge("axon_connections", count),
        broken: (error, socket) => this.#refuseBroken(error, socket, built),
        failed: (error) => logger.error("the axon's socket failed", { error: errorText(error) }),
        listening: (alive) => this.#modules.onListening?.(alive),
      },
    );
    if (server.connections < connections) {
      logger.warn("the limit of open files allows fewer connections than the axon's limit", {
        connections: server.connections,
        wanted: connections,
        fix: "raise it with ulimit -n, or LimitNOFILE= in a systemd unit",
      });
    }
    return server;
  }

  #refuseBroken(error: Error & { code?: string }, socket: Socket, { headers }: AxonApp): void {
    const { metrics } = this.#modules;
    answerClientError(error, socket, headers, this.#limits).then((status) => {
      metrics.count("axon_requests_total", { status: String(status) });
      metrics.count("axon_refused_total", { reason: status === 408 ? "header_timeout" : "headers" });
    }, () => socket.destroy());
  }

  async #listen(server: HttpServer): Promise<{ host: string; port: number }> {
    const { port: wanted, host = "0.0.0.0" } = this.#options;
    const { logger } = this.#modules;
    const port = await server.listen(host, wanted).catch((error) => {
      throw listenError(error, host, wanted);
    });
    logger.info("axon listens", { host, port });
    return { host, port };
  }

  async stop(drainMs = 5_000): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const times = { drainMs, graceMs: ABORT_GRACE_MS };
    await server.stop(this.#calls, "stopping", times, this.#modules.clock);
    this.#stopVerifier();
  }
}

/** An error of the first listening, in this package's words. */
function listenError(error: Error & { code?: string }, host: string, port: number): AxonError {
  const inUse = error.code === "EADDRINUSE";
  return new AxonError(
    inUse ? "port_in_use" : "listen",
    inUse ? `port ${port} is in use` : `cannot listen on ${host}:${port}: ${errorText(error)}`,
    {
      cause: error,
      data: { host, port },
      hint: "Choose another one with --axon.port (0 = any free port).",
    },
  );
}

/**
 * An axon that answers with `modules.handler`.
 * @param options where to listen, and limits
 * @param modules everything it works with
 * @throws AxonError `config` when nothing is answered, or one synapse twice
 */
export function createAxon(options: AxonOptions, modules: AxonModules): Axon {
  routesOf(modules);
  return new HttpAxon(options, modules);
}
