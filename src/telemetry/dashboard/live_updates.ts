import { type Clock, Mutex, utf8 } from "../../base/mod.ts";
import type { DashboardEvent, DashboardSource } from "./types.ts";

/** Comment lines keep proxies and the browser from taking silence for a lost connection. */
const HEARTBEAT_MS = 15_000;

/** How long the browser waits before it connects again. */
const RETRY_MS = 2_000;

/** Events that wait for a slow reader; more are dropped, since each only says "look again". */
const QUEUE_LIMIT = 64;

/** Live connections (server-sent events), as many as allowed. */
export class LiveConnections {
  readonly #open = new Set<() => void>();
  readonly #opening = new Mutex();

  constructor(
    private readonly source: DashboardSource,
    private readonly clock: Clock,
    private readonly limit: number,
    /** Told how many are open whenever that changes. */
    private readonly onSize: (open: number) => void = () => {},
  ) {}

  get size(): number {
    return this.#open.size;
  }

  /**
   * A stream of events for one reader.
   * @param signal ends it when the reader left
   * @returns null when there are as many readers as allowed
   */
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
    return this.#opening.run(async () => this.#open.size >= this.limit ? null : this.#stream(signal));
  }

  /** Ends all streams. */
  close(): void {
    for (const end of [...this.#open]) end();
  }

  #stream(signal: AbortSignal): ReadableStream<Uint8Array> {
    let end = () => {};
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        let id = 0;
        let ended = false;
        let cancelBeat = () => {};
        const send = (text: string) => {
          if (!ended && (controller.desiredSize ?? 0) > -QUEUE_LIMIT) controller.enqueue(utf8(text));
        };
        const beat = () => {
          send(": still here\n\n");
          cancelBeat = this.clock.after(HEARTBEAT_MS, beat);
        };
        const unsubscribe = this.source.subscribe((event) => send(encode(event, ++id)));
        end = () => {
          if (ended) return;
          ended = true;
          this.#open.delete(end);
          this.onSize(this.#open.size);
          cancelBeat();
          unsubscribe();
          signal.removeEventListener("abort", end);
          try {
            controller.close();
          } catch {
            // The reader cancelled: the stream is closed already.
          }
        };
        this.#open.add(end);
        this.onSize(this.#open.size);
        signal.addEventListener("abort", end, { once: true });
        send(`retry: ${RETRY_MS}\n\n`);
        cancelBeat = this.clock.after(HEARTBEAT_MS, beat);
        if (signal.aborted) end();
      },
      cancel: () => end(),
    });
  }
}

function encode(event: DashboardEvent, id: number): string {
  // JSON has no raw line breaks, so the data is one line.
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
