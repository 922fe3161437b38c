import { connect, type Socket } from "node:net";

/** Between two probes of a listener, ms. */
export const PROBE_MS = 5_000;

/** Time a listener has to accept the probe's connection, ms. */
export const PROBE_ANSWER_MS = 2_000;

/** Failed probes in a row after which a listener counts as dead: one alone may be a busy event loop. */
const FAILURES = 2;

/** What a {@link ListenerProbe} watches. */
export interface ProbedListener {
  /** Address to connect to. */
  host: string;
  port: number;
  /** Connections accepted so far. */
  accepted: () => number;
  /** Called when the listener stopped accepting, again after every further failed pair of probes. */
  onDead: () => void;
  /** Called when it accepts again. */
  onAlive: () => void;
}

/** Times of a {@link ListenerProbe}, ms. */
export interface ProbeTimes {
  /** @default {PROBE_MS} */
  everyMs?: number;
  /** @default {PROBE_ANSWER_MS} */
  answerMs?: number;
}

/**
 * Notices a listener that no longer accepts connections. A failed `accept` (no descriptors left) can end the accepting
 * for good without an error, while the system goes on completing connections in the backlog. So the probe connects and
 * then looks at the server's own count of accepted connections; a server with traffic is not probed.
 */
export class ListenerProbe {
  readonly #listener: ProbedListener;
  readonly #everyMs: number;
  readonly #answerMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #socket: Socket | undefined;
  #failures = 0;
  #dead = false;
  #stopped = false;
  #seen: number;

  constructor(listener: ProbedListener, times: ProbeTimes = {}) {
    this.#listener = listener;
    this.#everyMs = times.everyMs ?? PROBE_MS;
    this.#answerMs = times.answerMs ?? PROBE_ANSWER_MS;
    this.#seen = listener.accepted();
    this.#wait(this.#everyMs);
  }

  /** Ends the probing. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #wait(ms: number): void {
    if (this.#stopped) return;
    const timer = this.#timer = setTimeout(() => void this.#probe(), ms);
    Deno.unrefTimer(timer);
  }

  async #probe(): Promise<void> {
    const before = this.#listener.accepted();
    if (before !== this.#seen) {
      this.#seen = before;
      return this.#passed();
    }
    const outcome = await this.#connect();
    if (this.#stopped) return;
    this.#seen = this.#listener.accepted();
    if (this.#seen !== before) return this.#passed();
    // Without descriptors for the probe itself nothing is known about the listener.
    if (outcome === "unknown") return this.#wait(this.#everyMs);
    if (++this.#failures < FAILURES) return this.#wait(0);
    this.#failures = 0;
    this.#dead = true;
    this.#listener.onDead();
    // Soon, to see whether what was done about it helped.
    this.#wait(Math.min(this.#everyMs, this.#answerMs / 4));
  }

  #passed(): void {
    this.#failures = 0;
    if (this.#dead) {
      this.#dead = false;
      this.#listener.onAlive();
    }
    this.#wait(this.#everyMs);
  }

  /** Connects and waits until the connection is accepted, refused or late. */
  #connect(): Promise<"waited" | "unknown"> {
    const { host, port } = this.#listener;
    return new Promise((resolve) => {
      const socket = this.#socket = connect({ host, port });
      let outcome: "waited" | "unknown" = "waited";
      let ended = false;
      const end = () => {
        if (ended) return;
        ended = true;
        clearTimeout(timer);
        socket.destroy();
        // A new turn of the event loop: connections that waited for a busy loop are counted before the verdict.
        setTimeout(() => setImmediate(() => resolve(outcome)), 0);
      };
      const timer = setTimeout(end, this.#answerMs);
      Deno.unrefTimer(timer);
      socket.on("error", (error: Error & { code?: string }) => {
        if (error.code !== "ECONNREFUSED") outcome = "unknown";
        end();
      });
      // The server closes a connection of its own probe no sooner than it accepted it.
      socket.on("close", end);
      socket.on("connect", () => {
        const before = this.#seen;
        const poll = setInterval(() => {
          if (this.#listener.accepted() !== before) end();
        }, Math.max(1, Math.min(20, this.#answerMs / 4)));
        Deno.unrefTimer(poll);
        socket.once("close", () => clearInterval(poll));
      });
    });
  }
}
