/** Shared by the axon's tests: a running axon, signed requests, raw sockets. Nothing native is imported at the top. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import type { AxonHandler, AxonLimits, CallerPolicy, NonceStore } from "../../../src/axon/types.ts";
import { type Clock, type Labels, type Logger, nullLogger, systemClock } from "../../../src/base/mod.ts";
import * as p from "../../../src/protocol/mod.ts";
import type { Signer } from "../../../src/wallet/types.ts";

export const ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
export const BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

/** Metrics that remember. */
export class Recorder {
  counts = new Map<string, number>();
  gauges = new Map<string, number>();
  observed = new Map<string, number[]>();
  count(name: string, labels: Labels = {}, by = 1): void {
    const key = [name, ...Object.values(labels)].join(" ");
    this.counts.set(key, (this.counts.get(key) ?? 0) + by);
  }
  gauge(name: string, value: number): void {
    this.gauges.set(name, value);
  }
  observe(name: string, value: number): void {
    this.observed.set(name, [...this.observed.get(name) ?? [], value]);
  }
}

export async function* say(...pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield piece;
}

export const openPolicy: CallerPolicy = { refuseReason: () => null, priority: () => 1 };

export interface TestAxon {
  port: number;
  metrics: Recorder;
  errors: string[];
  stop(drainMs?: number): Promise<void>;
}

export interface TestAxonOptions {
  handler?: AxonHandler;
  policy?: CallerPolicy;
  limits?: Partial<AxonLimits>;
  clock?: Clock;
  nonces?: NonceStore;
  signer?: Signer;
  /** Beside errors, which are always kept. */
  logger?: Logger;
}

/** Runs an axon of //Bob on a free port while `body` runs. */
export async function withAxon(
  options: TestAxonOptions,
  body: (axon: TestAxon) => Promise<void>,
): Promise<void> {
  const { createAxon } = await import("../../../src/axon/mod.ts");
  const metrics = new Recorder();
  const errors: string[] = [];
  const logger: Logger = {
    ...options.logger ?? nullLogger,
    error: (message) => errors.push(message),
    with: () => logger,
  };
  const axon = createAxon({ port: 0, host: "127.0.0.1", limits: options.limits }, {
    signer: options.signer ?? await key("//Bob"),
    policy: options.policy ?? openPolicy,
    handler: options.handler ?? (() => say("Hello ", "world")),
    clock: options.clock ?? systemClock,
    nonces: options.nonces,
    logger,
    metrics,
  });
  const { port } = await axon.start();
  try {
    await body({ port, metrics, errors, stop: (drainMs) => axon.stop(drainMs) });
  } finally {
    await axon.stop(0);
  }
}

const keys = new Map<string, Signer>();

/** Signer of a development key, derived once. */
export async function key(uri: string): Promise<Signer> {
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const signer = keys.get(uri) ?? await devKey(uri);
  keys.set(uri, signer);
  return signer;
}

export interface RequestOptions {
  uri?: string;
  /** Hotkey of the axon. @default {//Bob} */
  to?: string;
  name?: string;
  messages?: string[];
  roles?: string[];
  timeoutS?: number;
  uuid?: string;
  nonce?: bigint | string;
  version?: number;
  /** What is signed instead of the real hash. */
  bodyHash?: string;
  /** Changes after signing; null removes. */
  headers?: Record<string, string | null>;
  body?: string | Uint8Array;
  /** Text that is signed. */
  sign?: (text: string) => string;
}

export interface SignedRequest {
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A request of //Alice (or `uri`) to //Bob. */
export async function signed(options: RequestOptions = {}): Promise<SignedRequest> {
  const { name = p.SYNAPSE_NAME, messages = ["hi"], timeoutS = 10, uuid = "u-1", version, to = BOB } =
    options;
  const signer = await key(options.uri ?? "//Alice");
  const nonce = String(options.nonce ?? systemClock.nowNs());
  const prompt = { roles: options.roles ?? messages.map((_, i) => i % 2 ? "assistant" : "user"), messages };
  const ping = name === p.PING_NAME;
  const hash = options.bodyHash ?? (ping ? p.EMPTY_BODY_HASH : p.bodyHash(messages));
  const text = p.requestSignatureText({
    nonce,
    dendriteHotkey: signer.ss58,
    axonHotkey: to,
    uuid,
    bodyHash: hash,
  });
  const signature = p.signatureHeader(
    await signer.sign(new TextEncoder().encode(options.sign?.(text) ?? text)),
  );
  const axon = { ip: "127.0.0.1", port: 8091, hotkey: to };
  const dendrite = { ip: "203.0.113.7", version, nonce, uuid, hotkey: signer.ss58, signature };
  const headers = p.buildRequestHeaders({ name, timeoutS, axon, dendrite, bodyHash: hash });
  for (const [header, value] of Object.entries(options.headers ?? {})) {
    if (value === null) delete headers[header];
    else headers[header] = value;
  }
  const json = options.body ??
    p.synapseJson({ name, timeoutS, dendrite, axon, prompt: ping ? undefined : prompt });
  return {
    path: `/${name}`,
    headers,
    body: typeof json === "string" ? new TextEncoder().encode(json) : json,
  };
}

/** Bytes of a request on the wire. */
export function onWire(request: SignedRequest, method = "POST"): Buffer {
  const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const length = "content-length" in request.headers ? "" : `content-length: ${request.body.length}\r\n`;
  const head = `${method} ${request.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines}${length}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), request.body]);
}

export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  /** As received, before lower-casing. */
  names: string[];
  text: string;
  /** The chunks of a chunked body, as framed by the server. */
  chunks: Buffer[];
  /** False when the connection broke before the end. */
  complete: boolean;
}

/** Parses one response out of received bytes. */
export function parseResponse(bytes: Buffer): RawResponse {
  const end = bytes.indexOf("\r\n\r\n");
  assert.ok(end > 0, `no response: ${JSON.stringify(bytes.toString("latin1").slice(0, 200))}`);
  const [first, ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const headers: Record<string, string> = {};
  const names: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    names.push(line.slice(0, colon));
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const rest = bytes.subarray(end + 4);
  const chunks: Buffer[] = [];
  let complete = true;
  if (headers["transfer-encoding"] === "chunked") {
    complete = false;
    for (let at = 0; at < rest.length;) {
      const line = rest.indexOf("\r\n", at);
      if (line < 0) break;
      const size = parseInt(rest.subarray(at, line).toString("latin1"), 16);
      if (size === 0) {
        complete = true;
        break;
      }
      chunks.push(rest.subarray(line + 2, line + 2 + size));
      at = line + 4 + size;
    }
  } else {
    const length = Number(headers["content-length"] ?? rest.length);
    complete = rest.length >= length;
    chunks.push(rest.subarray(0, length));
  }
  const status = Number(first!.split(" ")[1]);
  return { status, headers, names, text: Buffer.concat(chunks).toString("utf8"), chunks, complete };
}

/** A raw TCP client. */
export class RawClient {
  readonly socket: net.Socket;
  received = Buffer.alloc(0);
  closed: Promise<void>;

  constructor(port: number) {
    this.socket = net.connect(port, "127.0.0.1");
    this.socket.on("data", (data: Uint8Array | string) => {
      this.received = Buffer.concat([this.received, Buffer.from(data)]);
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.once("close", () => resolve()));
  }

  write(data: string | Uint8Array): this {
    this.socket.write(data);
    return this;
  }

  /** Waits for the socket to close (or 5 s) and parses what came. */
  async response(): Promise<RawResponse> {
    await this.#atMost(this.closed);
    return parseResponse(this.received);
  }

  /** Waits until a whole response is there, leaving the connection open. */
  async next(): Promise<RawResponse> {
    const end = performance.now() + 5_000;
    for (;;) {
      if (this.received.includes("\r\n\r\n")) {
        const response = parseResponse(this.received);
        if (response.complete) {
          this.received = Buffer.alloc(0);
          return response;
        }
      }
      assert.ok(performance.now() < end, "no whole response within 5 s");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  async destroy(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }

  async #atMost(work: Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout>;
    const late = new Promise<void>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the server left the connection open for 5 s")), 5_000);
    });
    await Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}

/** Sends one request on its own connection and waits for the whole answer. */
export async function send(port: number, data: SignedRequest | string | Uint8Array): Promise<RawResponse> {
  const client = new RawClient(port);
  client.write(typeof data === "string" || data instanceof Uint8Array ? data : onWire(data));
  try {
    return await client.next();
  } finally {
    await client.destroy();
  }
}

/** Asserts a refusal (docs/interface.md#http). */
export function assertRefused(response: RawResponse, status: number, message?: string | RegExp): void {
  const text = response.headers.bt_header_axon_status_message ?? "";
  assert.equal(response.status, status, text);
  assert.equal(response.headers.bt_header_axon_status_code, String(status));
  assert.equal(response.headers["content-type"], "application/json");
  assert.equal(JSON.parse(response.text).message, text);
  if (typeof message === "string") assert.equal(text, message);
  else if (message) assert.match(text, message);
}
