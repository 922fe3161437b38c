import net from "node:net";

/** What one request brought. */
export interface Exchange {
  status: number;
  /** Milliseconds from the write to the first byte of the body. */
  ttftMs: number;
  totalMs: number;
}

const HEAD_END = new Uint8Array([13, 10, 13, 10]);
const LAST_CHUNK = new TextEncoder().encode("0\r\n\r\n");

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  outer: for (let i = 0; i + part.length <= bytes.length; i++) {
    for (let j = 0; j < part.length; j++) if (bytes[i + j] !== part[j]) continue outer;
    return i;
  }
  return -1;
}

function endsWith(bytes: Uint8Array, part: Uint8Array): boolean {
  const at = bytes.length - part.length;
  return at >= 0 && part.every((byte, i) => bytes[at + i] === byte);
}

/**
 * One HTTP connection that costs its process little: written and read as bytes, kept alive, opened again when the
 * other side closed it. One request at a time.
 */
export class Connection {
  #socket: net.Socket | undefined;
  #received: Uint8Array = new Uint8Array(0);
  #waiting: { data(): void; gone(): void } | undefined;

  /** @param from own address, of which the loopback network has many */
  constructor(readonly port: number, readonly from = "127.0.0.1") {}

  /** Sends a request and reads its answer; status 0 when the connection broke. */
  async exchange(request: Uint8Array): Promise<Exchange> {
    const since = performance.now();
    this.#received = new Uint8Array(0);
    let ttftMs = 0;
    const socket = await this.#open();
    if (!socket) return { status: 0, ttftMs: 0, totalMs: performance.now() - since };
    return await new Promise((resolve) => {
      const end = (status: number) => {
        this.#waiting = undefined;
        resolve({ status, ttftMs, totalMs: performance.now() - since });
      };
      let head = -1;
      let length = -1;
      let status = 0;
      this.#waiting = {
        gone: () => end(0),
        data: () => {
          const bytes = this.#received;
          if (head < 0) {
            head = indexOf(bytes, HEAD_END);
            if (head < 0) return;
            const text = new TextDecoder("latin1").decode(bytes.subarray(0, head));
            status = Number(text.slice(9, 12));
            length = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? -1);
          }
          const body = bytes.length - head - 4;
          if (body > 0 || length === 0) ttftMs ||= performance.now() - since;
          if (length >= 0 ? body >= length : endsWith(bytes, LAST_CHUNK)) end(status);
        },
      };
      socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Promise<net.Socket | null> {
    if (this.#socket) return Promise.resolve(this.#socket);
    return new Promise((resolve) => {
      const socket = net.connect({ port: this.port, host: "127.0.0.1", localAddress: this.from });
      socket.setNoDelay(true);
      socket.once("connect", () => {
        this.#socket = socket;
        resolve(socket);
      });
      socket.on("error", () => {});
      socket.on("data", (data: Uint8Array | string) => {
        const piece = data as Uint8Array;
        if (this.#received.length === 0) this.#received = piece;
        else {
          const joined = new Uint8Array(this.#received.length + piece.length);
          joined.set(this.#received);
          joined.set(piece, this.#received.length);
          this.#received = joined;
        }
        this.#waiting?.data();
      });
      socket.once("close", () => {
        if (this.#socket === socket) this.#socket = undefined;
        this.#waiting?.gone();
        resolve(null);
      });
    });
  }
}
