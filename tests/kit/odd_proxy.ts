/** A WebSocket proxy that sends frames no node sends, or changes those that one does. */
import fc from "fast-check";

/** What the proxy sends in place of, or beside, a frame of the node. */
export type OddFrame = string | Uint8Array<ArrayBuffer> | { close: number; reason: string };

/** A frame with a name, and whether a client must leave the endpoint because of it. */
export interface OddCase {
  name: string;
  frame: OddFrame;
  /** False for frames that are harmless: they answer nobody. */
  breaks: boolean;
}

const json = (value: unknown): string => JSON.stringify(value);
const answer = (more: Record<string, unknown>): string => json({ jsonrpc: "2.0", ...more });
const bytes = (...values: number[]) => Uint8Array.from(values);

/** Frames by kind: JSON that is no message, messages that are not whole, pages, bytes, ends. */
export const ODD_CASES: readonly OddCase[] = [
  ...["null", "true", "0", "-1", "1e999", '""', '"text"', "[]", "[null]", "{}", "[{}]"].map((frame) => ({
    name: `JSON ${frame}`,
    frame,
    breaks: true,
  })),
  ...["", " ", "\n", "{", "[", '{"jsonrpc":"2.0","id":1,"res', "undefined", "NaN", "\u0000", "PING", "{}{}"]
    .map(
      (frame) => ({ name: `text ${json(frame)}`, frame, breaks: true }),
    ),
  { name: "a proxy's page", frame: "<html><body>502 Bad Gateway</body></html>", breaks: true },
  { name: "a page with doctype", frame: "<!DOCTYPE html>\n<html></html>", breaks: true },
  { name: "XML", frame: '<?xml version="1.0"?><Error/>', breaks: true },
  { name: "an HTTP answer", frame: "HTTP/1.1 503 Service Unavailable\r\n\r\n", breaks: true },
  { name: "deep arrays", frame: "[".repeat(200_000), breaks: true },
  { name: "deep closed arrays", frame: "[".repeat(100_000) + "]".repeat(100_000), breaks: true },
  { name: "a long text", frame: json("x".repeat(2 << 20)), breaks: true },
  { name: "no bytes", frame: bytes(), breaks: true },
  { name: "bytes that are no UTF-8", frame: bytes(0xff, 0xfe, 0x00), breaks: true },
  { name: "gzip", frame: bytes(0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0), breaks: true },
  { name: "bytes of JSON null", frame: new TextEncoder().encode("null"), breaks: true },
  { name: "no version", frame: json({ id: 1, result: true }), breaks: true },
  { name: "version 1.0", frame: json({ jsonrpc: "1.0", id: 1, result: true }), breaks: true },
  { name: "version as number", frame: json({ jsonrpc: 2, id: 1, result: true }), breaks: true },
  { name: "no id", frame: answer({ result: true }), breaks: true },
  { name: "id null", frame: answer({ id: null, result: true }), breaks: true },
  { name: "id as text", frame: answer({ id: "1", result: true }), breaks: true },
  { name: "id as object", frame: answer({ id: {}, result: true }), breaks: true },
  { name: "id as fraction", frame: answer({ id: 1.5, result: true }), breaks: true },
  { name: "no result", frame: answer({ id: 1 }), breaks: true },
  {
    name: "a limiter's error without id",
    frame: answer({ id: null, error: { code: -32029, message: "slow" } }),
    breaks: true,
  },
  { name: "error as text", frame: answer({ id: 1, error: "busy" }), breaks: true },
  { name: "error as list", frame: answer({ id: 1, error: [] }), breaks: true },
  { name: "error without code", frame: answer({ id: 1, error: { message: "no" } }), breaks: true },
  { name: "error without message", frame: answer({ id: 1, error: { code: 1 } }), breaks: true },
  { name: "error 1", frame: answer({ id: 1, error: 1 }), breaks: true },
  { name: "a batch", frame: json([{ jsonrpc: "2.0", id: 1, result: true }]), breaks: true },
  { name: "method null", frame: answer({ method: null }), breaks: true },
  { name: "method as number", frame: answer({ method: 5, params: {} }), breaks: true },
  { name: "method without params", frame: answer({ method: "chain_newHead" }), breaks: true },
  { name: "params null", frame: answer({ method: "chain_newHead", params: null }), breaks: true },
  { name: "params as list", frame: answer({ method: "chain_newHead", params: [] }), breaks: true },
  { name: "params empty", frame: answer({ method: "chain_newHead", params: {} }), breaks: true },
  {
    name: "subscription null",
    frame: answer({ method: "chain_newHead", params: { subscription: null, result: {} } }),
    breaks: true,
  },
  {
    name: "subscription without result",
    frame: answer({ method: "chain_newHead", params: { subscription: "x" } }),
    breaks: true,
  },
  { name: "an answer to nobody", frame: answer({ id: 999_999_999, result: { a: 1 } }), breaks: false },
  { name: "an error to nobody", frame: answer({ id: 0, error: { code: 1, message: "x" } }), breaks: false },
  {
    name: "a notification to nobody",
    frame: answer({ method: "chain_newHead", params: { subscription: "nobody", result: null } }),
    breaks: false,
  },
  {
    name: "an unknown notification",
    frame: answer({ method: "__proto__", params: { subscription: "constructor", result: 1 } }),
    breaks: false,
  },
  ...[1000, 1008, 1011, 1013, 4000].map((close) => ({
    name: `close ${close}`,
    frame: { close, reason: close === 1013 ? "try again later" : "" },
    breaks: true,
  })),
];

/** Values a result or a notification can have instead of what it should be. */
export const oddValues: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 60, "", "0x", "0x0", "0xzz", "text", [], {}, [null], [
    [],
  ]),
  fc.uint8Array({ maxLength: 200 }).map((array) => `0x${array.toHex()}`),
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({
    number: fc.constantFrom("0x", "0xffffffffffffffffffff", null, -1, "7"),
    parentHash: fc.string(),
  }),
);

/** Any frame at all. */
export const anyFrame: fc.Arbitrary<OddFrame> = fc.oneof(
  fc.constantFrom(...ODD_CASES.map(({ frame }) => frame)),
  fc.string({ maxLength: 300 }),
  fc.json(),
  fc.uint8Array({ maxLength: 300 }).map((array) => Uint8Array.from(array)),
  fc.record({
    jsonrpc: fc.constantFrom<unknown>("2.0", "1.0", null),
    id: fc.oneof(fc.integer({ min: 0, max: 40 }), oddValues),
    result: oddValues,
  }, { requiredKeys: [] }).map(json),
  fc.record({
    jsonrpc: fc.constant("2.0"),
    method: fc.constantFrom<unknown>("chain_newHead", "state_storage", "state_runtimeVersion", "x", 1),
    params: fc.oneof(
      fc.record({ subscription: fc.constantFrom<unknown>("heads0", 1, null), result: oddValues }),
      oddValues,
    ),
  }).map(json),
  fc.integer({ min: 3000, max: 4999 }).map((close) => ({ close, reason: "odd" })),
);

/** A frame as a node sends it. */
export interface NodeMessage {
  id?: number;
  method?: string;
  result?: unknown;
  params?: { subscription: unknown; result: unknown };
}

/** A listening proxy. */
export class OddProxy {
  /** Changes an answer of the node; told the method it answers. Null = send it as it is. */
  rewrite: (message: NodeMessage, method: string) => OddFrame | null = () => null;
  /** Answers a handshake instead of taking it; null = take it. */
  refuse: () => Response | null = () => null;
  /** Handshakes seen. */
  handshakes = 0;
  /** Frames that were odd. */
  sent = 0;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #open = new Set<WebSocket>();

  /** @param target `ws://…` of the node behind */
  constructor(readonly target: string, port = 0) {
    this.#server = Deno.serve({ port, hostname: "127.0.0.1", onListen() {} }, (request) => {
      if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 400 });
      this.handshakes++;
      const refusal = this.refuse();
      if (refusal) return refusal;
      const { socket, response } = Deno.upgradeWebSocket(request);
      this.#serve(socket);
      return response;
    });
  }

  /** Where clients connect. */
  get endpoint(): string {
    return `ws://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#open.size;
  }

  /** Sends a frame to everybody who is connected. */
  inject(frame: OddFrame): void {
    for (const socket of this.#open) this.#say(socket, frame);
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.close();
    this.#open.clear();
    await this.#server.shutdown();
  }

  #say(socket: WebSocket, frame: OddFrame): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    this.sent++;
    if (typeof frame === "string" || frame instanceof Uint8Array) socket.send(frame);
    else socket.close(frame.close, frame.reason);
  }

  #serve(client: WebSocket): void {
    const node = new WebSocket(this.target);
    const waiting: string[] = [];
    const methods = new Map<number, string>();
    client.onopen = () => this.#open.add(client);
    client.onmessage = ({ data }) => {
      const { id, method } = JSON.parse(data);
      methods.set(id, method);
      if (node.readyState === WebSocket.OPEN) node.send(data);
      else waiting.push(data);
    };
    node.onopen = () => waiting.splice(0).forEach((data) => node.send(data));
    node.onmessage = ({ data }) => {
      if (client.readyState !== WebSocket.OPEN) return;
      const message = JSON.parse(data) as NodeMessage;
      const odd = this.rewrite(message, message.method ?? methods.get(message.id!) ?? "");
      if (odd === null) client.send(data);
      else this.#say(client, odd);
    };
    client.onclose = () => {
      this.#open.delete(client);
      node.close();
    };
    node.onclose = () => client.close();
    client.onerror = node.onerror = () => {};
  }
}
