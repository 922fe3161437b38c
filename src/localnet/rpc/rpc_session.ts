import { RpcError } from "./rpc_error.ts";

/** Most subscriptions of one connection. */
const MAX_SUBSCRIPTIONS = 1024;

/**
 * One connection: its subscriptions and what is to be sent. While a request is handled notifications wait, so that
 * the answer with the subscription's id comes first.
 */
export class Session {
  readonly #send: (text: string) => void;
  readonly #subscriptions = new Map<string, () => void>();
  readonly #held: string[] = [];
  readonly #prefix: string;
  #holding = false;
  #next = 0;

  /** @param prefix makes subscription ids differ between connections */
  constructor(send: (text: string) => void, prefix: string) {
    this.#send = send;
    this.#prefix = prefix;
  }

  /** Number of open subscriptions. */
  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  /** Runs `handle`; notifications made meanwhile are sent after its answer. */
  answer(handle: () => string | null): void {
    this.#holding = true;
    try {
      const text = handle();
      if (text !== null) this.#send(text);
    } finally {
      this.#holding = false;
      for (const text of this.#held.splice(0)) this.#send(text);
    }
  }

  /**
   * Opens a subscription.
   * @param method name of its notifications
   * @param start gets the function that notifies, returns the function that ends the work
   * @returns id of the subscription
   */
  subscribe(method: string, start: (notify: (result: unknown) => void) => () => void): string {
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) {
      throw new RpcError(-32006, `Too many subscriptions on the connection (${MAX_SUBSCRIPTIONS})`);
    }
    const id = `${this.#prefix}${++this.#next}`;
    const notify = (result: unknown): void => {
      const text = JSON.stringify({ jsonrpc: "2.0", method, params: { subscription: id, result } });
      if (this.#holding) this.#held.push(text);
      else this.#send(text);
    };
    this.#subscriptions.set(id, start(notify));
    return id;
  }

  /** Ends a subscription. @returns false when there was none */
  unsubscribe(id: unknown): boolean {
    const end = typeof id === "string" ? this.#subscriptions.get(id) : undefined;
    if (!end) return false;
    this.#subscriptions.delete(id as string);
    end();
    return true;
  }

  /** Ends all subscriptions. */
  close(): void {
    for (const end of this.#subscriptions.values()) end();
    this.#subscriptions.clear();
  }
}
