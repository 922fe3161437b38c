import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** One request as the server saw it. */
export interface SeenRequest {
  headers: Record<string, string | string[] | undefined>;
  // deno-lint-ignore no-explicit-any -- JSON of the client under test
  body: any;
}

/** What a handler can do with one request. */
export interface Exchange extends SeenRequest {
  /** Attempt number of this server, from 1. */
  attempt: number;
  /** Sends the head of an event stream. */
  begin(): void;
  /** Sends one piece of text. */
  piece(content: string | null, finish?: string): Promise<void>;
  /** Sends raw bytes. */
  raw(text: string): Promise<void>;
  /** Ends the stream properly. */
  done(): void;
  /** Cuts the connection. */
  cut(): void;
  /** Answers with an error document. */
  fail(status: number, error: Record<string, unknown>, headers?: Record<string, string>): void;
  /** Resolves when the client closed the connection. */
  gone: Promise<void>;
}

/** A small server that speaks the chat completions API over real sockets. */
export interface OpenAiServer {
  baseUrl: string;
  seen: SeenRequest[];
  close(): Promise<void>;
}

/** Starts a server on loopback that lets `handle` answer each request. */
export async function openAiServer(
  handle: (exchange: Exchange) => Promise<void> | void,
): Promise<OpenAiServer> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    let text = "";
    for await (const part of request) text += part;
    if (request.url !== "/v1/chat/completions") {
      response.writeHead(404).end();
      return;
    }
    const exchange = exchangeOf(
      { headers: request.headers, body: JSON.parse(text) },
      response,
      seen.length + 1,
    );
    seen.push({ headers: request.headers, body: exchange.body });
    await handle(exchange);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function exchangeOf(request: SeenRequest, response: ServerResponse, attempt: number): Exchange {
  const write = (text: string) =>
    new Promise<void>((resolve) =>
      response.destroyed ? resolve() : void response.write(text, () => resolve())
    );
  const gone = new Promise<void>((resolve) => response.on("close", () => resolve()));
  return {
    ...request,
    attempt,
    gone,
    begin: () => void response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders(),
    piece: (content, finish) => {
      const delta = content === null ? { role: "assistant", content: null } : { content };
      const choice = { index: 0, delta, finish_reason: finish ?? null };
      const event = {
        id: "c1",
        object: "chat.completion.chunk",
        created: 1,
        model: "test",
        choices: [choice],
      };
      return write(`data: ${JSON.stringify(event)}\n\n`);
    },
    raw: write,
    done: () => void response.end("data: [DONE]\n\n"),
    cut: () => void response.destroy(),
    fail: (status, error, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ error }));
    },
  };
}
