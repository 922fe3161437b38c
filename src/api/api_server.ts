import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import { errorText } from "../base/mod.ts";
import { HttpServer, OpenCalls } from "../http/mod.ts";
import { buildApp } from "./api_app.ts";
import type { CallEnd } from "./api_call.ts";
import { ApiError } from "./errors.ts";
import { DEADLINE_FACTOR, DEFAULT_LIMITS } from "./api_limits.ts";
import { ApiRefused, errorBody } from "./api_refused.ts";
import { refusalOf } from "./render_api_error.ts";
import { Router } from "./routing/router.ts";
import type { Api, ApiLimits, ApiModules, ApiOptions, MinerAnswer } from "./types.ts";

/** Time an aborted answer has to end before its connection is cut, ms. */
const GRACE_MS = 1_000;

/** {@link Api} as Hono on `node:http`, for the reasons of docs/decisions/005-axon-server.md. */
class HttpApi implements Api {
  readonly #limits: ApiLimits;
  readonly #router: Router;
  readonly #calls = new OpenCalls<CallEnd>();
  #server: HttpServer | null = null;

  constructor(private readonly options: ApiOptions, private readonly modules: ApiModules) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#router = new Router({ ...this.#limits, minerTimeoutMs: options.minerTimeoutMs }, modules);
  }

  observe(hotkey: string, answer: Pick<MinerAnswer, "statusCode" | "ttftMs">): void {
    this.#router.observe(hotkey, answer);
  }

  async start(): Promise<{ host: string; port: number; url: string }> {
    if (this.#server) throw new ApiError("state", "this API was started already");
    const { host = "127.0.0.1" } = this.options;
    const server = this.#server = this.#createServer();
    const port = await server.listen(host, this.options.port).catch((error) => {
      this.#server = null;
      throw listenError(error, host, this.options.port);
    });
    return { host, port, url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/v1` };
  }

  #createServer(): HttpServer {
    const { model = "sn1", ownedBy, minerTimeoutMs } = this.options;
    const { metrics } = this.modules;
    const logger = this.modules.logger.with({ package: "api" });
    const limits = this.#limits;
    const app = buildApp({ model, ownedBy, limits, deadlineMs: DEADLINE_FACTOR * minerTimeoutMs }, {
      ...this.modules,
      logger,
      router: this.#router,
      calls: this.#calls,
      trust: (source) => server.trust(source),
    });
    const listener = getRequestListener(app.fetch, {
      overrideGlobalObjects: false,
      errorHandler: (error) => {
        const refused = error instanceof RequestError
          ? new ApiRefused(400, "Host and path make no URL.")
          : refusalOf(error, logger);
        return Response.json(errorBody(refused), { status: refused.status });
      },
    });
    const server = new HttpServer(
      {
        connections: limits.connections,
        perSource: limits.connectionsPerAddress,
        headerBytes: limits.headerBytes,
        headerTimeoutMs: limits.headerTimeoutMs,
        // Backstop for bodies of refused requests; accepted ones have a timer of their own.
        requestTimeoutMs: limits.headerTimeoutMs + limits.bodyTimeoutMs + 1000,
        keepAliveMs: limits.keepAliveMs,
      },
      (incoming: IncomingMessage, outgoing: ServerResponse) => void listener(incoming, outgoing),
      {
        cut: (reason) => metrics.count("api_connections_refused_total", { reason }),
        open: (count) => metrics.gauge("api_connections", count),
        broken: (error, socket) => {
          const late = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
          const refused = late
            ? new ApiRefused(408, "The request was not complete in time.")
            : new ApiRefused(400, "This is not HTTP/1.1, or its headers are too large.");
          metrics.count("api_requests_total", { status: String(refused.status) });
          socket.end(rawResponse(refused));
        },
        failed: (error) => logger.error("the API's socket failed", { error: errorText(error) }),
        listening: (alive) => this.modules.onListening?.(alive),
      },
    );
    return server;
  }

  async stop(drainMs = 2_000): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    await server.stop(this.#calls, "stopping", { drainMs, graceMs: GRACE_MS }, this.modules.clock);
  }
}

/** Bytes of a refusal for a socket without a request. */
function rawResponse(refused: ApiRefused): string {
  const body = JSON.stringify(errorBody(refused));
  return `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}\r\ncontent-type: application/json\r\n` +
    `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
}

/** An error of the first listening, in this package's words. */
function listenError(error: Error & { code?: string }, host: string, port: number): ApiError {
  const inUse = error.code === "EADDRINUSE";
  return new ApiError(
    inUse ? "port_in_use" : "listen",
    inUse ? `port ${port} is in use` : `cannot listen on ${host}:${port}: ${errorText(error)}`,
    {
      hint: inUse
        ? "choose another --api.port; 0 takes any free one, -1 turns it off"
        : "choose another --api.host",
      cause: error,
    },
  );
}

/** The OpenAI-compatible API of a subnet. */
export function createApi(options: ApiOptions, modules: ApiModules): Api {
  return new HttpApi(options, modules);
}
