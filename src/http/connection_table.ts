import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { BoundedMap } from "../base/mod.ts";
import { gateRequests } from "./parser_gate.ts";
import { sourceOf } from "./source_address.ts";

/** Requests of one connection that are read, answered or whose answer is unread at once; clients send one at a time. */
export const REQUESTS_PER_CONNECTION = 8;

/** Time a client has to read what waits for it, ms. */
export const UNREAD_MS = 10_000;

/** Bytes of answers that may wait for one client. */
export const UNREAD_BYTES = 4_194_304;

/** Between two looks at what waits, ms. */
const UNREAD_CHECK_MS = 1_000;

/** Share of the connections kept for sources that were verified lately. */
const RESERVED_SHARE = 1 / 4;

/** How long a source counts as verified, ms. */
export const TRUSTED_MS = 600_000;

/** Sources that are remembered as verified. */
const TRUSTED_SOURCES = 4096;

/** Bounds of a {@link ConnectionTable}. */
export interface ConnectionLimits {
  /** Open connections in all. */
  connections: number;
  /** Open connections of one source address. */
  perSource: number;
  /** @default {REQUESTS_PER_CONNECTION} */
  requestsPerConnection?: number;
  /** @default {UNREAD_MS} */
  unreadMs?: number;
  /** @default {UNREAD_BYTES} */
  unreadBytes?: number;
}

/** Why a connection was closed by us. */
export type CutReason = "connections" | "pipelined" | "unread";

/** Receives what a {@link ConnectionTable} does, for metrics. */
export interface ConnectionEvents {
  /** A connection was closed. */
  cut(reason: CutReason): void;
  /** Number of open connections after a change. */
  open(count: number): void;
}

/** One open connection. */
interface Connection {
  readonly socket: Socket;
  readonly source: string;
  trusted: boolean;
  /** Complete heads whose answers are not written out yet. */
  inHand: number;
  readonly answers: Map<ServerResponse, IncomingMessage>;
  /** Monotonic ms since which something waits for the client; undefined = nothing does. */
  unreadSince: number | undefined;
}

/**
 * The open connections of a server and what each may cost: connections in all and per source, requests at once,
 * answers that are not read. When all places are taken, a new connection displaces the oldest one of a stranger that
 * has no complete request; part of the places is kept for sources that were verified lately.
 */
export class ConnectionTable {
  readonly #limits: Required<ConnectionLimits>;
  readonly #events: ConnectionEvents;
  readonly #open = new Map<Socket, Connection>();
  readonly #perSource = new Map<string, number>();
  readonly #trusted = new BoundedMap<string, number>(TRUSTED_SOURCES);
  /** Without a complete request, the longest without one first. */
  readonly #idle = new Set<Connection>();
  /** With a request, the oldest first. */
  readonly #busy = new Set<Connection>();
  #strangers = 0;
  #unreadCheck: ReturnType<typeof setInterval> | undefined;

  constructor(limits: ConnectionLimits, events: ConnectionEvents) {
    this.#limits = {
      requestsPerConnection: REQUESTS_PER_CONNECTION,
      unreadMs: UNREAD_MS,
      unreadBytes: UNREAD_BYTES,
      ...limits,
    };
    this.#events = events;
  }

  /** Open connections. */
  get size(): number {
    return this.#open.size;
  }

  /** Whether a request of this connection is read or answered at the moment. */
  isBusy(socket: Socket): boolean {
    return (this.#open.get(socket)?.inHand ?? 0) > 0;
  }

  /** Admits a connection that was just accepted, or closes it. @returns whether it stays open */
  add(socket: Socket): boolean {
    const source = sourceOf(socket.remoteAddress);
    const trusted = this.#isTrusted(source);
    if ((this.#perSource.get(source) ?? 0) >= this.#limits.perSource || !this.#makeRoom(trusted)) {
      this.#events.cut("connections");
      socket.destroy();
      return false;
    }
    const connection: Connection = {
      socket,
      source,
      trusted,
      inHand: 0,
      answers: new Map(),
      unreadSince: undefined,
    };
    this.#open.set(socket, connection);
    this.#perSource.set(source, (this.#perSource.get(source) ?? 0) + 1);
    if (!trusted) this.#strangers++;
    this.#idle.add(connection);
    gateRequests(socket, () => this.#head(connection));
    this.#events.open(this.#open.size);
    socket.once("close", () => {
      this.#remove(connection);
      // The runtime reports the end to the answer at the head of the queue only, and after this.
      setImmediate(() => this.#endAnswers(connection));
    });
    return true;
  }

  /** Registers a request and its answer; ends both with their connection. @returns false when they are not wanted */
  request(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const connection = this.#open.get(incoming.socket);
    // Its connection was closed while its packet was parsed.
    if (!connection) return false;
    // Without a gate at the parser, requests are counted here.
    if (connection.inHand <= connection.answers.size && !this.#head(connection)) return false;
    connection.answers.set(outgoing, incoming);
    outgoing.once("close", () => {
      if (!connection.answers.delete(outgoing)) return;
      if (--connection.inHand > 0 || !this.#open.has(connection.socket)) return;
      this.#busy.delete(connection);
      this.#idle.add(connection);
      connection.unreadSince = undefined;
      this.#watchUnread();
    });
    return true;
  }

  /** Marks the source of a connection as verified, for {@link TRUSTED_MS}. */
  trust(source: string): void {
    const known = this.#isTrusted(source);
    this.#trusted.set(source, performance.now());
    if (known) return;
    for (const connection of this.#open.values()) {
      if (connection.trusted || connection.source !== source) continue;
      connection.trusted = true;
      this.#strangers--;
    }
  }

  /** Ends the timer; open connections stay. */
  stop(): void {
    clearInterval(this.#unreadCheck);
    this.#unreadCheck = undefined;
  }

  #isTrusted(source: string): boolean {
    const at = this.#trusted.peek(source);
    return at !== undefined && performance.now() - at < TRUSTED_MS;
  }

  /** Whether there is a place; takes the one of another connection when there is no free one. */
  #makeRoom(trusted: boolean): boolean {
    const { connections } = this.#limits;
    const forStrangers = connections - Math.floor(connections * RESERVED_SHARE);
    if (this.#open.size < connections && (trusted || this.#strangers < forStrangers)) return true;
    const victim = this.#victim();
    if (!victim) return false;
    this.#cut(victim, "connections");
    return true;
  }

  /** The stranger's connection that is missed least: no request for the longest time, then an unfinished body. */
  #victim(): Connection | undefined {
    for (const connection of this.#idle) if (!connection.trusted) return connection;
    for (const connection of this.#busy) {
      if (connection.trusted || connection.answers.size !== 1) continue;
      for (const incoming of connection.answers.values()) if (!incoming.complete) return connection;
    }
    return undefined;
  }

  /** Counts a complete head. @returns false when the connection has too many in hand and was closed */
  #head(connection: Connection): boolean {
    if (!this.#open.has(connection.socket)) return false;
    if (connection.inHand >= this.#limits.requestsPerConnection) {
      this.#cut(connection, "pipelined");
      return false;
    }
    if (connection.inHand++ === 0) {
      this.#idle.delete(connection);
      this.#busy.add(connection);
      this.#watchUnread();
    }
    return true;
  }

  #watchUnread(): void {
    if (this.#busy.size === 0) return this.stop();
    if (this.#unreadCheck !== undefined) return;
    const everyMs = Math.min(UNREAD_CHECK_MS, this.#limits.unreadMs);
    const check = this.#unreadCheck = setInterval(() => this.#cutUnread(), everyMs);
    Deno.unrefTimer(check);
  }

  #cutUnread(): void {
    const now = performance.now();
    for (const connection of this.#busy) {
      const waiting = connection.socket.writableLength;
      if (waiting === 0) connection.unreadSince = undefined;
      else connection.unreadSince ??= now;
      const late = now - (connection.unreadSince ?? now) >= this.#limits.unreadMs;
      if (late || waiting > this.#limits.unreadBytes) this.#cut(connection, "unread");
    }
  }

  #cut(connection: Connection, reason: CutReason): void {
    this.#events.cut(reason);
    this.#remove(connection);
    connection.socket.destroy();
  }

  #remove(connection: Connection): void {
    if (!this.#open.delete(connection.socket)) return;
    const left = this.#perSource.get(connection.source)! - 1;
    if (left > 0) this.#perSource.set(connection.source, left);
    else this.#perSource.delete(connection.source);
    if (!connection.trusted) this.#strangers--;
    this.#idle.delete(connection);
    this.#busy.delete(connection);
    this.#watchUnread();
    this.#events.open(this.#open.size);
  }

  /** Reports the end of the connection to the answers that waited behind another one and never hear of it. */
  #endAnswers(connection: Connection): void {
    for (const outgoing of [...connection.answers.keys()]) {
      outgoing.destroyed = true;
      outgoing.emit("close");
    }
  }
}
