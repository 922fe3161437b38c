import assert from "node:assert/strict";
import { nullLogger, systemClock } from "../../../src/base/mod.ts";
import type { ChatMessage, Engine, LlmErrorCode } from "../../../src/llm/mod.ts";
import { createOpenAiEngine, type OpenAiOptions } from "../../../src/llm/openai.ts";
import { collect, engineSuite } from "../../kit/engine_suite.ts";
import { full, until } from "../../kit/mod.ts";
import { type Exchange, type OpenAiServer, openAiServer } from "./openai_server.ts";

/** The client keeps timers of its own; its connections are pooled by the runtime. */
const LEAKY = { sanitizeOps: false, sanitizeResources: false };

const SECRET = "sk-test-0123456789abcdef";
const ask = { messages: [{ role: "user" as const, content: "Hello?" }] };

/** Says the last message back as a model would: token by token, bounded by what was asked. */
async function echoModel(exchange: Exchange): Promise<void> {
  const { messages, max_tokens, stop } = exchange.body;
  const text: string = messages.at(-1).content;
  const tokens = text.match(/\s*\p{L}{1,8}|\s*[^\p{L}\s]|\s+/gu) ?? [];
  exchange.begin();
  await exchange.piece(null);
  const whole = tokens.slice(0, max_tokens ?? 256).join("");
  const cuts = (stop ?? []).map((s: string) => whole.indexOf(s)).filter((at: number) => at >= 0);
  let left = Math.min(whole.length, ...cuts);
  for (const token of tokens) {
    if (left <= 0) break;
    await exchange.piece(token.slice(0, left));
    left -= token.length;
  }
  await exchange.piece("", "stop");
  exchange.done();
}

async function make(handle: (exchange: Exchange) => Promise<void> | void, options: OpenAiOptions = {}) {
  const server = await openAiServer(handle);
  const engine = createOpenAiEngine(
    { baseUrl: server.baseUrl, apiKey: SECRET, model: "test-1", ...options },
    {
      clock: systemClock,
      logger: nullLogger,
    },
  );
  return { engine, server, teardown: () => server.close() };
}

engineSuite("openai", () => make(echoModel), { permissions: true, sanitize: false });

function serverTest(
  name: string,
  handle: (exchange: Exchange) => Promise<void> | void,
  body: (engine: Engine, server: OpenAiServer) => Promise<void>,
  options: OpenAiOptions = {},
): void {
  full(`openai ${name}`, async () => {
    const { engine, server } = await make(handle, options);
    try {
      await body(engine, server);
    } finally {
      await engine.close();
      await server.close();
    }
  }, LEAKY);
}

const said = async (engine: Engine) => (await collect(engine.generate(ask))).join("");

async function fails(
  engine: Engine,
  code: LlmErrorCode,
  pattern: RegExp,
): Promise<Error & { data: Record<string, unknown> }> {
  let caught: unknown;
  await assert.rejects(collect(engine.generate(ask)), (error) => (caught = error, true));
  const { LlmError } = await import("../../../src/llm/mod.ts");
  assert.ok(caught instanceof LlmError, String(caught));
  assert.equal(caught.code, code, caught.message);
  assert.match(`${caught.message} ${caught.hint ?? ""}`, pattern);
  const everything = `${caught.message} ${caught.hint} ${JSON.stringify(caught.data)} ${
    String(caught.cause)
  }`;
  assert.ok(!everything.includes(SECRET), "the key is in the error");
  return caught;
}

serverTest("takes a deadline that is no whole number of milliseconds", echoModel, async (engine) => {
  const pieces = await collect(engine.generate({ ...ask, deadlineMs: 20_000.25 }));
  assert.equal(pieces.join(""), "Hello?");
});

serverTest("sends the whole conversation, the limits and the key", echoModel, async (engine, server) => {
  const messages: ChatMessage[] = [
    { role: "system", content: "be brief" },
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
    { role: "user", content: "c" },
  ];
  await collect(
    engine.generate({ messages, maxTokens: 9, temperature: 0.3, topP: 0.8, seed: 5, stop: ["x"] }),
  );
  const { body, headers } = server.seen[0]!;
  assert.deepEqual(body.messages, messages);
  assert.deepEqual(
    [body.model, body.stream, body.max_tokens, body.temperature, body.top_p, body.seed, body.stop],
    ["test-1", true, 9, 0.3, 0.8, 5, ["x"]],
  );
  assert.equal(headers.authorization, `Bearer ${SECRET}`);
});

serverTest("passes pieces on as they come", async (exchange) => {
  exchange.begin();
  await exchange.piece("first");
  await exchange.gone;
}, async (engine) => {
  for await (const piece of engine.generate(ask)) {
    assert.equal(piece, "first");
    break;
  }
});

serverTest("works with a server that needs no key", echoModel, async (engine, server) => {
  assert.equal(await said(engine), "Hello?");
  assert.equal(server.seen.length, 1);
}, { apiKey: undefined });

serverTest("tries again after 429 and 500 that came before an answer", async (exchange) => {
  if (exchange.attempt === 1) exchange.fail(429, { message: "slow down" }, { "retry-after-ms": "1" });
  else if (exchange.attempt === 2) exchange.fail(500, { message: "oops" }, { "retry-after-ms": "1" });
  else await echoModel(exchange);
}, async (engine, server) => {
  assert.equal(await said(engine), "Hello?");
  assert.equal(server.seen.length, 3);
});

serverTest("says how long to wait when the server stays busy", (exchange) => {
  exchange.fail(429, { message: "rate limit" }, { "retry-after": "7" });
}, async (engine) => {
  assert.equal((await fails(engine, "refused", /429.*rate limit/)).data.retryAfterS, 7);
}, { maxRetries: 0 });

serverTest("explains an empty account", (exchange) => {
  exchange.fail(429, { message: "You exceeded your quota", code: "insufficient_quota" });
}, async (engine) => {
  await fails(engine, "refused", /no credit/);
}, { maxRetries: 0 });

serverTest(
  "gives up on a server that keeps failing",
  (exchange) => exchange.fail(503, { message: "overloaded" }),
  async (engine) => {
    await fails(engine, "failed", /503.*overloaded/);
  },
  { maxRetries: 0 },
);

serverTest("explains a refused key without showing it", (exchange) => {
  exchange.fail(401, { message: `Incorrect API key provided: ${SECRET}. \u001b[31m` });
}, async (engine, server) => {
  await fails(engine, "config", /401.*\*\*\*.*OPENAI_API_KEY/);
  assert.equal(server.seen.length, 1);
});

serverTest("explains an unknown model", (exchange) => {
  exchange.fail(404, { message: "The model `test-1` does not exist", code: "model_not_found" });
}, async (engine) => {
  await fails(engine, "not_found", /test-1.*--neuron\.model_id/);
});

serverTest("knows a conversation that is too long", (exchange) => {
  exchange.fail(400, { message: "maximum context length is 8 tokens", code: "context_length_exceeded" });
}, async (engine) => {
  await fails(engine, "too_long", /context length/);
});

serverTest("leaves out a parameter the server does not take, and remembers", async (exchange) => {
  for (const param of ["temperature", "max_tokens"]) {
    if (param in exchange.body) {
      return exchange.fail(400, {
        message: `Unsupported parameter: '${param}'`,
        param,
        code: "unsupported_parameter",
      });
    }
  }
  await echoModel(exchange);
}, async (engine, server) => {
  assert.equal(await said(engine), "Hello?");
  assert.equal(await said(engine), "Hello?");
  assert.equal(server.seen.length, 4);
  assert.equal(server.seen[3]!.body.max_completion_tokens, 256);
});

serverTest("passes on other complaints about parameters", (exchange) => {
  exchange.fail(400, { message: "temperature must be below 2", param: "temperature", code: "invalid_value" });
}, async (engine, server) => {
  await fails(engine, "failed", /400.*temperature/);
  assert.equal(server.seen.length, 1);
});

serverTest("reports a stream that breaks in the middle after what came", async (exchange) => {
  exchange.begin();
  await exchange.piece("half an ");
  await new Promise((resolve) => setTimeout(resolve, 30));
  exchange.cut();
}, async (engine) => {
  const heard: string[] = [];
  await assert.rejects(async () => {
    for await (const piece of engine.generate(ask)) heard.push(piece);
  }, (error: { code?: string }) => error.code === "failed");
  assert.deepEqual(heard, ["half an "]);
});

serverTest("reports an error event in the stream", async (exchange) => {
  exchange.begin();
  await exchange.piece("so far ");
  await exchange.raw(`data: {"error":{"message":"worker died"}}\n\n`);
  exchange.done();
}, async (engine) => {
  await fails(engine, "failed", /worker died/);
});

serverTest("reports events that are not JSON", async (exchange) => {
  exchange.begin();
  await exchange.raw("data: {nonsense\n\n");
  exchange.done();
}, async (engine) => {
  await fails(engine, "failed", /stream broke/);
});

serverTest("keeps an answer whose server forgot to say why it ended", async (exchange) => {
  exchange.begin();
  await exchange.piece("short");
  exchange.done();
}, async (engine) => assert.equal(await said(engine), "short"));

let hungUp = 0;
serverTest("closes the upstream connection when the caller aborts", async (exchange) => {
  exchange.gone.then(() => hungUp++);
  exchange.begin();
  for (let i = 0; i < 400; i++) {
    await exchange.piece(`word${i} `);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}, async (engine) => {
  const abort = new AbortController();
  const heard: string[] = [];
  for await (const piece of engine.generate(ask, abort.signal)) {
    heard.push(piece);
    if (heard.length === 3) abort.abort();
  }
  assert.ok(heard.length <= 4);
  await until(() => hungUp === 1, 2000, "the upstream sees the client go");
});

serverTest("closes the upstream connection while it waits for the first token", async (exchange) => {
  exchange.gone.then(() => hungUp++);
  await exchange.gone;
}, async (engine, server) => {
  const before = hungUp;
  const abort = new AbortController();
  const running = collect(engine.generate(ask, abort.signal));
  await until(() => server.seen.length === 1, 2000, "the request arrives");
  abort.abort();
  assert.deepEqual(await running, []);
  await until(() => hungUp === before + 1, 2000, "the upstream sees the client go");
});

serverTest("ends slow answers at the deadline", async (exchange) => {
  exchange.begin();
  await exchange.piece("slow ");
  await exchange.gone;
}, async (engine) => {
  const heard: string[] = [];
  await assert.rejects(async () => {
    for await (const piece of engine.generate({ ...ask, deadlineMs: 200 })) heard.push(piece);
  }, (error: { code?: string; message: string }) => error.code === "failed" && /200 ms/.test(error.message));
  assert.deepEqual(heard, ["slow "]);
});

serverTest("cuts off a server that ignores the token limit", async (exchange) => {
  exchange.begin();
  for (let i = 0; i < 2000; i++) await exchange.piece("x".repeat(100));
  exchange.done();
}, async (engine) => {
  const text = (await collect(engine.generate({ ...ask, maxTokens: 4 }))).join("");
  assert.ok(text.length <= 4 * 64);
});

serverTest("ends running answers when it is closed", async (exchange) => {
  exchange.begin();
  await exchange.piece("one");
  await exchange.gone;
}, async (engine) => {
  await assert.rejects(async () => {
    for await (const _ of engine.generate(ask)) await engine.close();
  }, (error: { code?: string }) => error.code === "failed");
});

full("openai says when nobody listens there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const engine = createOpenAiEngine({ baseUrl: `http://127.0.0.1:${port}/v1`, maxRetries: 0 }, {
    clock: systemClock,
    logger: nullLogger,
  });
  await fails(engine, "network", /openai\.base_url/);
  await engine.close();
}, LEAKY);
