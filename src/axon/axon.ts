import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { errorText } from "../base/mod.ts";
import { capConnections, drainServer, listenOn, OpenCalls } from "../http/mod.ts";
import { ready } from "../wallet/mod.ts";
import { type AxonApp, buildApp } from "./app.ts";
import type { CallEnd } from "./call.ts";
import { answerClientError, outsideRoutes } from "./client_error.ts";
import { AxonError } from "./errors.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { routesOf } from "./synapse_route.ts";
import type { Axon, AxonLimits, AxonModules, AxonOptions } from "./types.ts";

/** How often node looks for requests and headers that take too long, ms. */
const TIMEOUT_CHECK_MS = 500;

/** Time an aborted call has to end before its connection is cut, ms. */
const ABORT_GRACE_MS = 200;

/** {@link Axon} as Hono on `node:http` (docs/decisions/005-axon-server.md). */
class HttpAxon implements Axon {
  readonly #options: AxonOptions;
  readonly #modules: AxonModules;
  readonly #limits: AxonLimits;
  #calls = new OpenCalls<CallEnd>();
  #server: Server | undefined;
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
      this.#server = undefined;
      this.#stopVerifier();
      throw error;
    }
  }

  #createServer(): Server {
    this.#calls = new OpenCalls<CallEnd>();
    const { headerBytes, headerTimeoutMs, bodyTimeoutMs, keepAliveMs, connections, connectionsPerAddress } =
      this.#limits;
    const { logger, metrics } = this.#modules;
    const built = buildApp(this.#limits, this.#modules, this.#calls);
    this.#stopVerifier = () => built.verifier.stop();
    const listener = getRequestListener(built.app.fetch, {
      overrideGlobalObjects: false,
      errorHandler: (error) => outsideRoutes(error, built.headers, logger),
    });
    const busy = new WeakMap<Socket, number>();
    const server = createServer({
      maxHeaderSize: headerBytes,
      headersTimeout: headerTimeoutMs,
      // Backstop for bodies of refused requests; verified ones have a timer of their own.
      requestTimeout: headerTimeoutMs + bodyTimeoutMs + 1000,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, headerTimeoutMs),
      noDelay: true,
    }, (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const socket = incoming.socket;
      busy.set(socket, (busy.get(socket) ?? 0) + 1);
      outgoing.once("close", () => busy.set(socket, (busy.get(socket) ?? 1) - 1));
      void listener(incoming, outgoing);
    });
    capConnections(server, { connections, perSource: connectionsPerAddress }, {
      refused: () => metrics.count("axon_refused_total", { reason: "connections" }),
      open: (count) => metrics.gauge("axon_connections", count),
    });
    server.on("clientError", (error: Error & { code?: string }, socket) => {
      // In the middle of an answer, or to a closed socket, nothing can be said any more.
      if (!socket.writable || (busy.get(socket as Socket) ?? 0) > 0) return void socket.destroy();
      this.#refuseBroken(error, socket as Socket, built);
    });
    return server;
  }

  #refuseBroken(error: Error & { code?: string }, socket: Socket, { headers }: AxonApp): void {
    const { metrics } = this.#modules;
    socket.on("error", () => {});
    answerClientError(error, socket, headers, this.#limits).then((status) => {
      metrics.count("axon_requests_total", { status: String(status) });
      metrics.count("axon_refused_total", { reason: status === 408 ? "header_timeout" : "headers" });
    }, () => socket.destroy());
  }

  async #listen(server: Server): Promise<{ host: string; port: number }> {
    const { port: wanted, host = "0.0.0.0" } = this.#options;
    const { logger } = this.#modules;
    const port = await listenOn(
      server,
      host,
      wanted,
      (error) => logger.error("the axon's socket failed", { error: errorText(error) }),
    ).catch((error) => {
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
    await drainServer(server, this.#calls, "stopping", times, this.#modules.clock);
    this.#stopVerifier();
  }
}

/** An error of the first listening, in this room's words. */
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
