import type { ApiOptions } from "@polkadot/api/types";
import { abortReason, errorText } from "../../base/mod.ts";
import { isShapely } from "./answer_shapes.ts";
import { FrameError, type Outcome, readFrame } from "./node_frame.ts";
import { openSocket } from "./open_socket.ts";

/** The library's idea of a connection. */
type Provider = NonNullable<ApiOptions["provider"]>;
type Callback = Parameters<Provider["subscribe"]>[3];
type Listener = (value?: unknown) => unknown;

/** Requests without an answer on one connection; more means that the endpoint answers none. */
const MAX_WAITING = 4096;

/** Notifications kept that came before the answer with the id of their subscription. */
const MAX_EARLY = 64;

interface Waiting {
  method: string;
  /** Set for a subscription: the method of its notifications, and who hears them. */
  type?: string;
  callback?: Callback;
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/**
 * One WebSocket connection to a node, in place of the library's own: that one parses whatever comes in an event
 * listener, so that one odd frame ends the process. Here a frame that no node sends ends the connection.
 */
export class NodeSocket implements Provider {
  readonly hasSubscriptions = true;
  readonly isClonable = false;
  readonly #endpoint: string;
  readonly #ended = new AbortController();
  readonly #waiting = new Map<number, Waiting>();
  readonly #subscriptions = new Map<string, { type: string; callback: Callback }>();
  /** Bounded by {@link MAX_EARLY}. */
  readonly #early = new Map<string, Outcome[]>();
  readonly #listeners = new Map<string, Set<Listener>>();
  #earlyCount = 0;
  #socket: WebSocket | null = null;
  #connected = false;
  #nextId = 0;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Aborts, with an error that says why, as soon as the connection is gone, broken or left. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  /** A connection is never copied. */
  clone(): Provider {
    return new NodeSocket(this.#endpoint);
  }

  /**
   * Opens the connection, once.
   * @throws ChainError `unreachable` with what the endpoint answered; the reason of {@link NodeSocket.ended}
   */
  async connect(): Promise<void> {
    if (this.#ended.signal.aborted) throw abortReason(this.#ended.signal);
    const socket = await openSocket(this.#endpoint, this.#ended.signal);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code, reason }) => {
      const why = reason === "" ? `code ${code}` : `code ${code}: "${reason.slice(0, 120)}"`;
      this.end(new Error(`the connection was closed (${why})`));
    };
    socket.onerror = (event) =>
      this.end(new Error(`the connection failed: ${(event as ErrorEvent).message || "no reason given"}`));
    this.#connected = true;
    this.#emit("connected");
  }

  async disconnect(): Promise<void> {
    this.end(new Error("the connection was closed"));
  }

  /** Ends the connection: whoever waits for an answer gets `reason`. */
  end(reason: Error): void {
    if (this.#ended.signal.aborted) return;
    this.#connected = false;
    this.#ended.abort(reason);
    const socket = this.#socket;
    if (socket) {
      socket.onmessage = socket.onclose = socket.onerror = null;
      // A socket that is gone already has nothing to close.
      if (socket.readyState === WebSocket.OPEN) socket.close();
    }
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    this.#subscriptions.clear();
    this.#early.clear();
    this.#emit("disconnected");
  }

  on(type: "connected" | "disconnected" | "error", listener: Listener): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  send<T>(method: string, params: unknown[]): Promise<T> {
    return this.#request({ method }, params);
  }

  subscribe(type: string, method: string, params: unknown[], callback: Callback): Promise<number | string> {
    return this.#request({ method, type, callback }, params);
  }

  async unsubscribe(type: string, method: string, id: number | string): Promise<boolean> {
    if (!this.#subscriptions.delete(`${type}::${id}`) || !this.#connected) return false;
    return await this.send(method, [id]);
  }

  #request<T>(request: Omit<Waiting, "resolve" | "reject">, params: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended.signal.aborted) return reject(abortReason(this.#ended.signal));
      if (!this.#connected) return reject(new Error("the connection is not open"));
      if (this.#waiting.size >= MAX_WAITING) {
        this.end(new Error(`${MAX_WAITING} requests have no answer`));
        return reject(abortReason(this.#ended.signal));
      }
      const id = ++this.#nextId;
      const body = JSON.stringify({ jsonrpc: "2.0", id, method: request.method, params });
      this.#waiting.set(id, { ...request, resolve, reject });
      try {
        this.#socket!.send(body);
      } catch (error) {
        this.#waiting.delete(id);
        reject(new Error(`the connection failed: ${errorText(error)}`));
      }
    });
  }

  #receive(data: unknown): void {
    try {
      const frame = readFrame(data);
      if (frame.kind === "answer") this.#answer(frame.id, frame.outcome);
      else this.#notify(frame.method, frame.subscription, frame.outcome);
    } catch (error) {
      // Whatever is thrown here comes from what the endpoint sent.
      const what = error instanceof FrameError ? "sent something that is not of a node" : "sent a bad value";
      this.end(new Error(`the endpoint ${what}: ${errorText(error)}`, { cause: error }));
    }
  }

  #answer(id: number, outcome: Outcome): void {
    const waiting = this.#waiting.get(id);
    // An answer to a request of nobody changes nothing.
    if (!waiting) return;
    const { method, type, callback, resolve, reject } = waiting;
    if ("error" in outcome) {
      this.#waiting.delete(id);
      return reject(outcome.error);
    }
    const { result } = outcome;
    if (!isShapely("result", method, result)) {
      throw new FrameError(`the answer to ${method} has a wrong form`);
    }
    this.#waiting.delete(id);
    if (!type || !callback) return resolve(result as never);
    if (typeof result !== "string" && typeof result !== "number") {
      throw new FrameError(`the answer to ${method} is no id of a subscription`);
    }
    const key = `${type}::${result}`;
    this.#subscriptions.set(key, { type, callback });
    resolve(result as never);
    for (const early of this.#takeEarly(key)) this.#deliver(type, callback, early);
  }

  #notify(method: string, subscription: string | number, outcome: Outcome): void {
    const key = `${method}::${subscription}`;
    const known = this.#subscriptions.get(key);
    if (known) return this.#deliver(known.type, known.callback, outcome);
    // It may be ahead of the answer that names the subscription, or belong to one that was just ended.
    if (this.#earlyCount >= MAX_EARLY) this.#takeEarly(this.#early.keys().next().value!);
    this.#earlyCount++;
    this.#early.set(key, [...this.#early.get(key) ?? [], outcome]);
  }

  #takeEarly(key: string): Outcome[] {
    const found = this.#early.get(key) ?? [];
    this.#early.delete(key);
    this.#earlyCount -= found.length;
    return found;
  }

  #deliver(type: string, callback: Callback, outcome: Outcome): void {
    if ("error" in outcome) return void callback(outcome.error, undefined);
    if (!isShapely("notification", type, outcome.result)) {
      throw new FrameError(`a notification ${type} has a wrong form`);
    }
    callback(null, outcome.result);
  }

  #emit(type: string): void {
    for (const listener of [...this.#listeners.get(type) ?? []]) listener();
  }
}
