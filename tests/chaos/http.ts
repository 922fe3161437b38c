import { Buffer } from "node:buffer";
import { Agent, request } from "node:http";
import type { SignedRequest } from "../unit/axon/helpers.ts";

/** One answer. `status` 0 = the connection was refused or broke. */
export interface Answer {
  status: number;
  /** Of the axon, in its own header. */
  message: string;
  text: string;
}

/** Asks one server from one address, on a few connections that are kept. */
export class Client {
  readonly #agent: Agent;

  /** @param from source address: all of 127.0.0.0/8 is ours */
  constructor(readonly port: number, readonly from = "127.0.0.1", connections = 4) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Posts one request; never throws for what the server does. */
  post({ path, headers, body }: SignedRequest, timeoutMs = 20_000): Promise<Answer> {
    return new Promise((resolve) => {
      let head = 0;
      const broken = () => resolve({ status: head === 200 ? 0 : head, message: "", text: "" });
      const call = request({
        host: "127.0.0.1",
        port: this.port,
        localAddress: this.from,
        method: "POST",
        path,
        agent: this.#agent,
        timeout: timeoutMs,
        headers: { ...headers, "content-length": headers["content-length"] ?? body.length },
      }, (response) => {
        head = response.statusCode ?? 0;
        const pieces: Uint8Array[] = [];
        response.on("data", (piece: Uint8Array) => pieces.push(piece));
        response.on("error", broken);
        response.on("close", broken);
        response.on("end", () =>
          resolve({
            status: head,
            message: String(response.headers.bt_header_axon_status_message ?? ""),
            text: Buffer.concat(pieces).toString("utf8"),
          }));
      });
      call.on("error", broken);
      call.on("close", broken);
      call.on("timeout", () => call.destroy());
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Runs `work` for each item, `width` at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  }));
}

/** `0 … count − 1`. */
export function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}
