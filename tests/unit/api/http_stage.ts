/** The API over HTTP in front of scripted miners. Nothing that needs permissions is imported at the top. */
import assert from "node:assert/strict";
import type { ApiLimits, ApiModules, AskMiner, MinerAnswer, Served } from "../../../src/api/types.ts";
import {
  type Clock,
  type Labels,
  type LogFields,
  type Logger,
  nullLogger,
  seededRandom,
  systemClock,
} from "../../../src/base/mod.ts";

export const KEY = "sn1_test";
export const CHAT = { model: "sn1", messages: [{ role: "user", content: "hi" }] };

export interface Setup {
  ask: AskMiner;
  limits?: Partial<ApiLimits>;
  minerTimeoutMs?: number;
  miners?: number;
  concurrent?: number;
  clock?: Clock;
}

export interface Stand {
  url: string;
  port: number;
  served: Served[];
  counts: Map<string, number>;
  log: string[];
  stop(): Promise<void>;
  chat(body?: unknown, init?: RequestInit): Promise<Response>;
}

export async function withApi(setup: Setup, body: (stand: Stand) => Promise<void>): Promise<void> {
  const { createApi, hashSecret } = await import("../../../src/api/mod.ts");
  const served: Served[] = [];
  const counts = new Map<string, number>();
  const log: string[] = [];
  const write = (message: string, fields?: LogFields) =>
    void log.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { ...nullLogger, debug: write, error: write, with: () => logger };
  const modules: ApiModules = {
    clock: setup.clock ?? systemClock,
    random: seededRandom("http"),
    logger,
    metrics: {
      count: (name, labels: Labels = {}) => {
        const key = [name, ...Object.values(labels)].join(" ");
        counts.set(key, (counts.get(key) ?? 0) + 1);
      },
      gauge: () => {},
      observe: () => {},
    },
    keys: {
      find: (hash) =>
        hash === hashSecret(KEY)
          ? {
            id: "k1",
            perMinute: 1000,
            concurrent: setup.concurrent ?? 50,
            expiresAt: null,
            revokedAt: null,
          }
          : null,
      touch: () => {},
    },
    miners: () =>
      Array.from(
        { length: setup.miners ?? 2 },
        (_, i) => ({ uid: i + 1, hotkey: `h${i + 1}`, score: 1 - i }),
      ),
    ask: setup.ask,
    onServed: (one) => void served.push(one),
  };
  const api = createApi({
    port: 0,
    ownedBy: "netuid-1",
    minerTimeoutMs: setup.minerTimeoutMs ?? 20_000,
    limits: { topMiners: 1, ...setup.limits },
  }, modules);
  const { url, port } = await api.start();
  try {
    await body({
      url,
      port,
      served,
      counts,
      log,
      stop: () => api.stop(0),
      chat: (payload = CHAT, init = {}) =>
        fetch(`${url}/chat/completions`, {
          method: "POST",
          headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
          body: typeof payload === "string" ? payload : JSON.stringify(payload),
          ...init,
        }),
    });
  } finally {
    await api.stop(0);
  }
}

/** A miner that says pieces, then ends with a status. */
export function saying(pieces: string[], statusCode = 200): AskMiner {
  return async (_miner, _prompt, { onText }) => {
    for (const piece of pieces) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      onText(piece);
    }
    return answer(statusCode, pieces.join(""));
  };
}

export const answer = (statusCode: number, completion = ""): MinerAnswer => ({
  statusCode,
  statusMessage: "",
  completion,
  chunks: [],
  ttftMs: completion ? 1 : null,
  totalMs: 2,
});

/** Says one piece, then nothing until it is left. @param left told when it is */
export function stuck(piece: string | null, left: () => void = () => {}): AskMiner {
  return async (_miner, _prompt, { onText, signal }) => {
    await Promise.resolve();
    if (piece) onText(piece);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    left();
    return answer(408, piece ?? "");
  };
}

/** The events of a stream. */
export async function events(response: Response): Promise<string[]> {
  return (await response.text()).split("\n\n").filter(Boolean).map((event) => {
    assert.ok(event.startsWith("data: "), event);
    return event.slice(6);
  });
}

export const errorOf = async (response: Response) => {
  assert.equal(response.headers.get("content-type"), "application/json");
  const { error } = await response.json();
  assert.deepEqual(Object.keys(error), ["message", "type", "param", "code"]);
  return [response.status, error.type, error.code];
};

/** Sends a head and a piece of a body, and reads until the server closes. @param headers null = half a head */
export async function rawRequest(port: number, headers: string | null, body = ""): Promise<string> {
  const connection = await Deno.connect({ port });
  const head = "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n" +
    (headers === null ? "" : `${headers}\r\n`);
  await connection.write(new TextEncoder().encode(head + body));
  return await new Response(connection.readable).text();
}
