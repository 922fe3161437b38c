import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Clock } from "../base/mod.ts";
import { type ConnectionLimits, ConnectionTable, type CutReason } from "./connection_table.ts";
import { ListenerProbe, type ProbeTimes } from "./listener_probe.ts";
import type { OpenCalls } from "./open_calls.ts";
import { processFiles } from "./open_files.ts";
import { drainServer, type DrainTimes, listenOn } from "./serving.ts";

/** Limits of an {@link HttpServer}. */
export interface HttpServerLimits extends ConnectionLimits {
  /** Bytes of request line and headers. */
  headerBytes: number;
  /** Until the headers are complete, ms. */
  headerTimeoutMs: number;
  /** Until a request is complete, ms. */
  requestTimeoutMs: number;
  /** Idle keep-alive, ms. */
  keepAliveMs: number;
  probe?: ProbeTimes;
}

/** Receives what happens to an {@link HttpServer} outside of requests. */
export interface HttpServerEvents {
  /** A connection was closed by a limit. */
  cut(reason: CutReason): void;
  /** Number of open connections after a change. */
  open(count: number): void;
  /** Bytes that never became a request, on a connection that can still be answered. */
  broken(error: Error & { code?: string }, socket: Socket): void;
  /** The listening socket reported an error. */
  failed(error: Error): void;
  /** The listener stopped accepting connections (false), or accepts them again (true). */
  listening(alive: boolean): void;
}

/** How often the runtime looks for requests and headers that take too long, ms. */
const TIMEOUT_CHECK_MS = 500;

/**
 * An HTTP server that strangers may talk to; every server of this program is one. Bounds connections, requests per
 * connection and unread answers; reports the end of a connection to every answer; listens again when its listener dies.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #table: ConnectionTable;
  readonly #events: HttpServerEvents;
  readonly #probeTimes: ProbeTimes | undefined;
  readonly #granted: number;
  #accepted = 0;
  #probe: ListenerProbe | undefined;
  #ended = false;

  /** @param listener answers a request; its answer gets `close` when its connection ends, in every case */
  constructor(
    limits: HttpServerLimits,
    listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
    events: HttpServerEvents,
  ) {
    this.#events = events;
    this.#probeTimes = limits.probe;
    this.#granted = processFiles.take(limits.connections);
    const table = this.#table = new ConnectionTable({ ...limits, connections: this.#granted }, events);
    const server = this.#server = createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headerTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, limits.headerTimeoutMs),
      noDelay: true,
    }, (incoming: IncomingMessage, outgoing: ServerResponse) => {
      if (table.request(incoming, outgoing)) listener(incoming, outgoing);
    });
    server.on("connection", (socket: Socket) => {
      this.#accepted++;
      table.add(socket);
    });
    server.on("clientError", (error: Error & { code?: string }, socket) => {
      // In the middle of an answer, or to a closed socket, nothing can be said any more.
      if (!socket.writable || table.isBusy(socket as Socket)) return void socket.destroy();
      socket.on("error", () => {});
      events.broken(error, socket as Socket);
    });
  }

  /** Connections this server allows: what it asked for, or less where the limit of open files is low. */
  get connections(): number {
    return this.#granted;
  }

  /**
   * Binds, listens and starts watching the listener.
   * @param port TCP port; 0 = any free one
   * @returns the port
   * @throws node's error, whose `code` is `EADDRINUSE` when the port is taken
   */
  async listen(host: string, port: number): Promise<number> {
    const failed = (error: Error) => this.#events.failed(error);
    const bound = await listenOn(this.#server, host, port, failed, processFiles.backlog)
      .catch((error) => {
        this.#end();
        throw error;
      });
    this.#probe = new ListenerProbe({
      host: probeHost(host, this.#server.address() as AddressInfo),
      port: bound,
      accepted: () => this.#accepted,
      onDead: () => {
        this.#events.listening(false);
        this.#listenAgain(host, bound);
      },
      onAlive: () => this.#events.listening(true),
    }, this.#probeTimes);
    return bound;
  }

  /** Marks a source address as verified: part of the connections is kept for such sources. */
  trust(source: string): void {
    this.#table.trust(source);
  }

  /** Stops accepting, lets open calls end, then ends them, then cuts them; see {@link drainServer}. */
  async stop<Reason>(
    calls: OpenCalls<Reason>,
    reason: Reason,
    times: DrainTimes,
    clock: Clock,
  ): Promise<void> {
    this.#probe?.stop();
    try {
      await drainServer(this.#server, calls, reason, times, clock);
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#probe?.stop();
    this.#table.stop();
    processFiles.release(this.#granted);
  }

  /** Replaces the listening socket; open connections stay. A failure is reported, and the next probe tries again. */
  #listenAgain(host: string, port: number): void {
    this.#server.close();
    try {
      this.#server.listen({ port, host, backlog: processFiles.backlog });
    } catch (error) {
      this.#events.failed(error as Error);
    }
  }
}

/** Address under which a listener of this process reaches itself. */
function probeHost(host: string, address: AddressInfo): string {
  const any = host === "" || /^0(\.0){0,3}$/.test(host) || /^[[\]0:]+$/.test(host);
  if (!any) return address.address;
  return address.family === "IPv6" || String(address.family) === "6" ? "::1" : "127.0.0.1";
}
