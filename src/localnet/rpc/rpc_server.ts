import { type Clock, errorText, type Logger, withDeadline } from "../../base/mod.ts";
import { LocalnetError } from "../errors.ts";
import type { Chain } from "../node/local_chain.ts";
import { fault, handleMessage } from "./handler.ts";
import { refusalOf } from "./local_request.ts";
import type { NodeView } from "./node_view.ts";
import { INVALID_REQUEST, PARSE_ERROR } from "./rpc_error.ts";
import { Session } from "./rpc_session.ts";

/** Largest message, characters. */
const MAX_MESSAGE = 8 << 20;
/** Most connections at a time. */
const MAX_CONNECTIONS = 256;
/** A client that leaves this many bytes unread is cut off. */
const MAX_UNREAD = 64 << 20;
/** Seconds without a sign of life after which a connection is closed. */
const IDLE_SECONDS = 120;
/** How long closing may take. */
const CLOSE_MS = 2000;

/** Where to listen and what with. */
export interface ServerInput {
  chain: Chain;
  node: NodeView;
  clock: Clock;
  logger: Logger;
  /** 0 = any free port. */
  port: number;
}

/** A listening server. */
export interface RpcServer {
  port: number;
  /** Number of open connections. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Listens on loopback: JSON-RPC over WebSocket, and single requests by POST.
 * @throws LocalnetError `address` when the port is taken
 */
export function serveRpc(input: ServerInput): RpcServer {
  const sockets = new Map<WebSocket, Session>();
  let opened = 0;

  const accept = (request: Request): Response => {
    if (sockets.size >= MAX_CONNECTIONS) return new Response("too many connections\n", { status: 503 });
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: IDLE_SECONDS });
    const send = (text: string): void => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_UNREAD) socket.close(1013, "reads too slowly");
      else socket.send(text);
    };
    const session = new Session(send, `${++opened}-`);
    sockets.set(socket, session);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) =>
      session.answer(() => {
        const text = frameText(data);
        return typeof text === "string" ? handleMessage({ ...input, session }, text) : fault(...text.fault);
      });
    socket.onclose = () => {
      sockets.delete(socket);
      session.close();
    };
    socket.onerror = (event) => {
      input.logger.debug("connection failed", { reason: errorText((event as ErrorEvent).error ?? "closed") });
    };
    return response;
  };

  const single = async (request: Request): Promise<Response> => {
    if (Number(request.headers.get("content-length") ?? 0) > MAX_MESSAGE) {
      await request.body?.cancel();
      return new Response("too long\n", { status: 413 });
    }
    const text = await readBounded(request, MAX_MESSAGE);
    if (text === null) return new Response("too long\n", { status: 413 });
    // Without a connection there is nothing to subscribe on: what was opened is closed with the answer.
    const session = new Session(() => {}, "http-");
    const answer = handleMessage({ ...input, session }, text);
    session.close();
    return new Response(answer ?? "", { headers: { "content-type": "application/json" } });
  };

  const handle = (request: Request): Response | Promise<Response> => {
    const refusal = refusalOf(request.headers);
    if (refusal !== null) return new Response(`${refusal}\n`, { status: 403 });
    if (request.headers.get("upgrade")?.toLowerCase() === "websocket") return accept(request);
    if (request.method === "POST") return single(request);
    return new Response("JSON-RPC over WebSocket or POST\n", { status: 405, headers: { allow: "POST" } });
  };

  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({ hostname: "127.0.0.1", port: input.port, onListen: () => {} }, handle);
  } catch (error) {
    throw new LocalnetError("address", `cannot listen on 127.0.0.1:${input.port}: ${errorText(error)}`, {
      hint: "Choose another --port, or 0 for any free one.",
      cause: error,
    });
  }
  return {
    port: server.addr.port,
    connections: () => sockets.size,
    async close() {
      const closed = [...sockets.keys()].map((socket) =>
        new Promise<void>((resolve) => {
          socket.addEventListener("close", () => resolve(), { once: true });
          if (socket.readyState === WebSocket.CLOSED) resolve();
          else socket.close(1001, "the chain stops");
        })
      );
      const stop = Promise.all([...closed, server.shutdown()]);
      await withDeadline(input.clock, CLOSE_MS, "closing the chain's server", () => stop.then(() => {}))
        .catch((error) => input.logger.debug("not closed in time", { reason: errorText(error) }));
    },
  };
}

/**
 * Text of a message. Like real nodes this one does not care whether a frame is text or binary: Python clients with a
 * fast JSON library send bytes.
 * @returns the text, or the error to answer with
 */
function frameText(data: unknown): string | { fault: [code: number, message: string] } {
  const size = typeof data === "string" ? data.length : (data as ArrayBuffer).byteLength;
  if (size > MAX_MESSAGE) {
    return { fault: [INVALID_REQUEST, `Messages have at most ${MAX_MESSAGE} characters`] };
  }
  if (typeof data === "string") return data;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data as ArrayBuffer);
  } catch {
    return { fault: [PARSE_ERROR, "Parse error: the message is not UTF-8"] };
  }
}

/** Text of a body of at most `limit` bytes; null when it is longer. */
async function readBounded(request: Request, limit: number): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
