import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A value as OTLP writes it in JSON. */
interface AnyValue {
  stringValue?: string;
  intValue?: number;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: AnyValue[] };
  kvlistValue?: { values: { key: string; value: AnyValue }[] };
}

/** A request for logs as OTLP writes it in JSON. */
interface LogsRequest {
  resourceLogs: {
    resource: { attributes: { key: string; value: AnyValue }[] };
    scopeLogs: { logRecords: { attributes: { key: string; value: AnyValue }[]; body: AnyValue }[] }[];
  }[];
}

/** A value of OTLP as a plain one. */
function plain(value: AnyValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.kvlistValue) return record(value.kvlistValue.values);
  return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? null;
}

function record(pairs: { key: string; value: AnyValue }[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));
}

/** What came, event by event. */
export interface Received {
  resource: Record<string, unknown>;
  name: unknown;
  body: Record<string, unknown>;
}

/** A receiver of OTLP on a real socket. */
export class LocalReceiver {
  readonly events: Received[] = [];
  readonly requests: { path: string; bytes: number; headers: Record<string, unknown> }[] = [];
  /** What it answers with; null = it holds every answer back. */
  status: number | null = 200;
  readonly #held: ServerResponse[] = [];
  readonly #server = createServer((request, response) => {
    const pieces: Uint8Array[] = [];
    request.on("data", (piece) => pieces.push(piece));
    request.on("end", () => {
      const text = Buffer.concat(pieces).toString();
      this.requests.push({ path: request.url!, bytes: text.length, headers: request.headers });
      if (this.status === null) return void this.#held.push(response);
      if (this.status === 200) this.#keep(JSON.parse(text));
      response.writeHead(this.status, { "content-type": "application/json" }).end("{}");
    });
  });

  #keep(request: LogsRequest): void {
    for (const { resource, scopeLogs } of request.resourceLogs) {
      for (const { attributes, body } of scopeLogs.flatMap((scope) => scope.logRecords)) {
        this.events.push({
          resource: record(resource.attributes),
          name: record(attributes)["event.name"],
          body: plain(body) as Record<string, unknown>,
        });
      }
    }
  }

  /** @returns its address */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const response of this.#held.splice(0)) response.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
