import { concatBytes } from "../../../src/base/mod.ts";

const encoder = new TextEncoder();

/** One connection of a {@link rawServer}. */
export interface RawConnection {
  /** Head of the request as text. */
  head: string;
  body: string;
  /** Writes text (as UTF-8) or bytes. Throws when the client is gone. */
  write(data: string | Uint8Array): Promise<void>;
  /** Resolves when the client closes its side. */
  gone: Promise<void>;
}

/** A TCP server that answers exactly the bytes a test wants. */
export interface RawServer {
  port: number;
  /** Requests as they were read. */
  requests: { head: string; body: string }[];
  close(): Promise<void>;
}

/**
 * Serves each connection by `answer`, then closes it.
 * @param readRequest false: `answer` is called at once
 */
export function rawServer(
  answer: (connection: RawConnection) => Promise<void>,
  readRequest = true,
): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: { head: string; body: string }[] = [];
  const open = new Set<Deno.TcpConn>();
  const running = new Set<Promise<void>>();

  async function serve(conn: Deno.TcpConn): Promise<void> {
    open.add(conn);
    try {
      const request = readRequest ? await readOne(conn) : { head: "", body: "" };
      requests.push(request);
      const gone = drain(conn);
      await answer({
        ...request,
        gone,
        async write(data) {
          let bytes = typeof data === "string" ? encoder.encode(data) : data;
          while (bytes.length > 0) bytes = bytes.subarray(await conn.write(bytes));
        },
      });
    } catch {
      // The client left; that is what many of these tests are about.
    } finally {
      open.delete(conn);
      try {
        conn.close();
      } catch {
        // Closed from the other side.
      }
    }
  }

  const accepting = (async () => {
    for await (const conn of listener) {
      const work = serve(conn);
      running.add(work);
      work.finally(() => running.delete(work));
    }
  })().catch(() => {});

  return {
    port: (listener.addr as Deno.NetAddr).port,
    requests,
    async close() {
      listener.close();
      for (const conn of open) {
        try {
          conn.close();
        } catch {
          // Already closed.
        }
      }
      await accepting;
      await Promise.allSettled(running);
    },
  };
}

async function readOne(conn: Deno.TcpConn): Promise<{ head: string; body: string }> {
  let bytes: Uint8Array = new Uint8Array();
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const text = new TextDecoder().decode(bytes);
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) {
      const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? "0");
      const body = text.slice(end + 4);
      if (encoder.encode(body).length >= length) return { head: text.slice(0, end), body };
    }
    const n = await conn.read(buffer);
    if (n === null) throw new Error("the client closed before its request was complete");
    bytes = concatBytes(bytes, buffer.subarray(0, n));
  }
}

async function drain(conn: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4096);
  try {
    while (await conn.read(buffer) !== null);
  } catch {
    // Reset or closed here: gone either way.
  }
}

/** Head of a well-behaved streaming answer. */
export const OK_HEAD =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nname: StreamPromptingSynapse\r\n" +
  "timeout: 10.0\r\nbt_header_axon_status_code: 200\r\nbt_header_axon_status_message: Success\r\n" +
  "header_size: 0\r\ntotal_size: 0\r\ntransfer-encoding: chunked\r\n\r\n";

/** One piece in chunked framing. */
export function framed(data: string | Uint8Array): Uint8Array {
  const bytes = typeof data === "string" ? encoder.encode(data) : data;
  return concatBytes(encoder.encode(`${bytes.length.toString(16)}\r\n`), bytes, encoder.encode("\r\n"));
}

/** End of a chunked body. */
export const END = "0\r\n\r\n";
