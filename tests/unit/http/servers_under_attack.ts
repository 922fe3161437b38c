/** Every server of the program behind one shape, so that each hostile client is tried on each of them. */
import net from "node:net";
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import { onWire, send, signed, withAxon } from "../axon/helpers.ts";
import { CHAT, KEY, withApi } from "../api/http_stage.ts";
import { FakeSource, minerState } from "../telemetry/dashboard_fixture.ts";
import { ask } from "../telemetry/dashboard_kit.ts";

/** A running server. */
export interface Target {
  port: number;
  /** Bytes of a cheap request that anybody may send. */
  cheap: string;
  /** Bytes of a request whose answer takes until its client leaves, not the same twice. */
  endless(): Promise<Uint8Array>;
  /** Endless answers that are made now. */
  running(): number;
  /** Whether an honest client is answered. */
  honest(): Promise<boolean>;
  /** Stops it; resolves when it is gone. */
  stop(): Promise<void>;
}

/** A kind of server. */
export interface TargetKind {
  name: string;
  /** Until a half-sent head is given up, ms. */
  headerTimeoutMs: number;
  /** @param headerTimeoutMs where it can be chosen. @default {that of the kind} */
  run(body: (target: Target) => Promise<void>, headerTimeoutMs?: number): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const CHEAP = "GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

/** Pieces until it is left; counts those that run. */
class Endless {
  running = 0;

  async *pieces(): AsyncGenerator<string> {
    this.running++;
    try {
      for (;;) {
        yield "piece ";
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      this.running--;
    }
  }
}

const axon: TargetKind = {
  name: "axon",
  headerTimeoutMs: 500,
  async run(body, headerTimeoutMs = 500) {
    const endless = new Endless();
    const handler = ({ prompt }: { prompt: { messages: string[] } }) =>
      prompt.messages[0] === "endless" ? endless.pieces() : (async function* () {
        yield "ok";
      })();
    await withAxon({ handler, limits: { headerTimeoutMs } }, (stand) =>
      body({
        port: stand.port,
        cheap: CHEAP,
        endless: async () => onWire(await signed({ uri: "//Eve", messages: ["endless"], timeoutS: 60 })),
        running: () => endless.running,
        honest: async () => (await send(stand.port, await signed())).status === 200,
        stop: () => stand.stop(10_000),
      }));
  },
};

const api: TargetKind = {
  name: "subnet API",
  headerTimeoutMs: 500,
  async run(body, headerTimeoutMs = 500) {
    let running = 0;
    const chat = { ...CHAT, stream: true };
    const endlessBody = JSON.stringify({ ...chat, messages: [{ role: "user", content: "endless" }] });
    await withApi({
      limits: { headerTimeoutMs },
      ask: async (_miner, prompt, { signal, onText }) => {
        onText("piece ");
        if (prompt.messages[0] === "endless") {
          running++;
          await new Promise<void>((resolve) =>
            signal.addEventListener("abort", () => resolve(), { once: true })
          );
          running--;
        }
        return {
          statusCode: 200,
          statusMessage: "",
          completion: "piece ",
          chunks: [],
          ttftMs: 1,
          totalMs: 1,
        };
      },
    }, (stand) =>
      body({
        port: stand.port,
        cheap: CHEAP,
        endless: () =>
          Promise.resolve(bytes(
            `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${KEY}\r\n` +
              `content-type: application/json\r\ncontent-length: ${endlessBody.length}\r\n\r\n${endlessBody}`,
          )),
        running: () => running,
        honest: async () => {
          const response = await stand.chat();
          await response.body?.cancel();
          return response.status === 200;
        },
        stop: () => stand.stop(),
      }));
  },
};

const dashboard: TargetKind = {
  name: "dashboard and metrics",
  headerTimeoutMs: 5_000,
  async run(body) {
    const { createDashboard } = await import("../../../src/telemetry/mod.ts");
    let running = 0;
    const metrics = {
      exposition: () => Promise.resolve("sn1_x 1\n"),
      contentType: "text/plain",
      gauge: (name: string, value: number) => void (name === "dashboard_clients" && (running = value)),
    };
    const pages = await createDashboard({ port: 0 }, {
      source: new FakeSource(minerState()),
      metrics,
      clock: systemClock,
      logger: nullLogger,
    });
    const { port } = await pages.start();
    try {
      await body({
        port,
        cheap: CHEAP,
        endless: () => Promise.resolve(bytes("GET /api/events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")),
        running: () => running,
        honest: async () => (await ask(port, "/metrics")).status === 200,
        stop: () => pages.stop(),
      });
    } finally {
      await pages.stop();
    }
  },
};

/** All of them. */
export const TARGETS: readonly TargetKind[] = [axon, api, dashboard];

/** A raw client whose end can be seen; reads nothing unless told to. */
export class RawSocket {
  readonly socket: net.Socket;
  readonly closed: Promise<void>;
  isClosed = false;
  text = "";

  constructor(port: number, options: { reads?: boolean; from?: string } = {}) {
    this.socket = net.connect({ port, host: "127.0.0.1", localAddress: options.from ?? "127.0.0.1" });
    this.socket.on("error", () => {});
    if (options.reads) this.socket.on("data", (data) => this.text += String(data));
    else this.socket.pause();
    this.closed = new Promise((resolve) =>
      this.socket.once("close", () => {
        this.isClosed = true;
        resolve();
      })
    );
  }
}
