import assert from "node:assert/strict";
import type { AskMiner } from "../../../src/api/types.ts";
import { nullLogger, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { answer, CHAT, errorOf, events, KEY, rawRequest, saying, stuck, withApi } from "./http_stage.ts";

full(
  "an answer comes whole, with its usage, and is reported as served",
  () =>
    withApi({ ask: saying(["Hello", " world"]) }, async ({ chat, served, counts }) => {
      const response = await chat();
      assert.equal(response.status, 200);
      assert.match(response.headers.get("x-request-id")!, /^req_[0-9a-f]{32}$/);
      assert.equal(response.headers.get("x-sn1-uid"), "1");
      const { id, created, ...rest } = await response.json();
      assert.match(id, /^chatcmpl-/);
      assert.ok(Math.abs(created - Date.now() / 1000) < 60);
      assert.deepEqual(rest, {
        object: "chat.completion",
        model: "sn1",
        choices: [{
          index: 0,
          message: { role: "assistant", content: "Hello world", refusal: null },
          logprobs: null,
          finish_reason: "stop",
        }],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      });
      assert.deepEqual(served.map((s) => [s.prompt, s.asked.map(({ answer }) => answer?.completion)]), [
        [{ roles: ["user"], messages: ["hi"] }, ["Hello world"]],
      ]);
      assert.equal(counts.get("api_requests_total 200"), 1);
    }),
);

full(
  "a stream is events in OpenAI's shape, with the usage only where it is asked for",
  () =>
    withApi({ ask: saying(["Hel", "lo"]) }, async ({ chat }) => {
      for (const usage of [true, false]) {
        const response = await chat({ ...CHAT, stream: true, stream_options: { include_usage: usage } });
        assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
        const all = await events(response);
        assert.equal(all.at(-1), "[DONE]");
        const chunks = all.slice(0, -1).map((text) => JSON.parse(text));
        assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
        assert.ok(chunks.every(({ object }) => object === "chat.completion.chunk"));
        const [tail] = usage ? chunks.splice(-1) : [null];
        assert.deepEqual(chunks[0].choices[0].delta, { role: "assistant", content: "" });
        const [last] = chunks.at(-1).choices;
        assert.deepEqual([last.delta, last.finish_reason], [{}, "stop"]);
        const middle = chunks.slice(1, -1).map(({ choices }) => choices[0]);
        assert.equal(middle.map(({ delta }) => delta.content).join(""), "Hello");
        assert.ok(middle.every(({ finish_reason }) => finish_reason === null));
        assert.ok(chunks.every((chunk) => usage ? chunk.usage === null : !("usage" in chunk)));
        if (tail) assert.deepEqual([tail.choices, tail.usage.completion_tokens], [[], 1]);
      }
    }),
);

full("each piece is on the wire before the next one exists", () => {
  let say = (_: string) => {};
  let end = () => {};
  const ask: AskMiner = async (_m, _p, { onText }) => {
    await Promise.resolve();
    say = onText;
    onText("first");
    await new Promise<void>((resolve) => end = resolve);
    return answer(200, "first second");
  };
  return withApi({ ask }, async ({ chat }) => {
    const reader = (await chat({ ...CHAT, stream: true })).body!.pipeThrough(new TextDecoderStream())
      .getReader();
    let seen = "";
    const wait = async (text: string) => {
      while (!seen.includes(text)) seen += (await reader.read()).value;
    };
    await wait("first");
    assert.ok(!seen.includes("second"));
    say(" second");
    await wait("second");
    end();
    await wait("[DONE]");
    await reader.cancel();
  });
});

full(
  "a stream that breaks off ends with an error and without [DONE]",
  () =>
    withApi({ ask: saying(["half"], 408) }, async ({ chat, served }) => {
      const all = await events(await chat({ ...CHAT, stream: true }));
      assert.match(all.at(-2)!, /"half"/);
      const { error } = JSON.parse(all.at(-1)!);
      assert.deepEqual([error.type, error.code], ["server_error", "miner_failed"]);
      assert.deepEqual(served, []);
    }),
);

full("a whole answer that breaks off is begun anew with another miner", () => {
  const ask: AskMiner = (miner, prompt, options) =>
    (miner.uid === 1 ? saying(["half"], 408) : saying(["all of it"]))(miner, prompt, options);
  return withApi({ ask }, async ({ chat, served }) => {
    const response = await chat();
    assert.equal((await response.json()).choices[0].message.content, "all of it");
    assert.equal(response.headers.get("x-sn1-uid"), "2");
    assert.deepEqual(served[0]!.asked.map(({ answer }) => answer?.statusCode), [408, 200]);
  });
});

full("a limit of tokens and a stop text end the answer, and the miner is left", async () => {
  for (
    const [more, text, finish] of [
      [{ max_tokens: 2 }, "one two", "length"],
      [{ stop: [" three"] }, "one two", "stop"],
    ] as const
  ) {
    let left = 0;
    await withApi({ ask: stuck("one two three four", () => left++) }, async ({ chat, served }) => {
      const { choices } = await (await chat({ ...CHAT, ...more })).json();
      assert.deepEqual([choices[0].message.content, choices[0].finish_reason], [text, finish]);
      await until(() => left === 1, 5_000, "the miner was left");
      assert.equal(served[0]!.asked[0]!.answer, null);
    });
  }
});

full("a client that leaves takes its miner along, streaming or not", async () => {
  for (const stream of [true, false]) {
    let left = 0;
    await withApi({ ask: stuck("begun", () => left++), concurrent: 1 }, async ({ chat, served }) => {
      const controller = new AbortController();
      const asking = chat({ ...CHAT, stream }, { signal: controller.signal });
      if (stream) {
        const reader = (await asking).body!.getReader();
        await reader.read();
        controller.abort();
        await reader.closed.catch(() => {});
      } else {
        setTimeout(() => controller.abort(), 50);
        await assert.rejects(asking);
      }
      await until(() => left === 1, 5_000, "the miner was left");
      assert.deepEqual(served, []);
      // Its place is free again.
      const next = new AbortController();
      const response = await chat({ ...CHAT, stream: true }, { signal: next.signal });
      assert.equal(response.status, 200);
      next.abort();
      await response.body?.cancel().catch(() => {});
    });
  }
});

full("time over is 504 before the first piece and an error in the stream after it", async () => {
  await withApi({ ask: stuck(null), minerTimeoutMs: 100, miners: 1 }, async ({ chat }) => {
    assert.deepEqual(await errorOf(await chat()), [504, "server_error", "deadline"]);
  });
  await withApi({ ask: stuck("begun"), minerTimeoutMs: 100, miners: 1 }, async ({ chat }) => {
    const all = await events(await chat({ ...CHAT, stream: true }));
    assert.equal(JSON.parse(all.at(-1)!).error.code, "deadline");
    assert.deepEqual(await errorOf(await chat()), [504, "server_error", "deadline"]);
  });
});

full("nobody to ask, nobody who answers, a fault of ours: 503, 502, 500", async () => {
  await withApi({ ask: saying([]), miners: 0 }, async ({ chat }) => {
    const response = await chat();
    assert.equal(response.headers.get("retry-after"), "15");
    assert.deepEqual(await errorOf(response), [503, "server_error", "no_miner"]);
  });
  await withApi({ ask: saying([], 503) }, async ({ chat }) => {
    assert.deepEqual(await errorOf(await chat()), [502, "server_error", "miners_failed"]);
  });
  await withApi({ ask: () => Promise.reject(new Error("signer unplugged")) }, async ({ chat, log }) => {
    const response = await chat();
    assert.equal(response.status, 500);
    const { error } = await response.json();
    assert.match(error.message, /^Internal Server Error #[0-9a-f-]{36}$/);
    assert.ok(
      log.some((line) => line.includes("signer unplugged") && line.includes(error.message.split("#")[1])),
    );
  });
});

full(
  "the key comes first, then the address, the method, the model; each with its status",
  () =>
    withApi({ ask: saying(["x"]) }, async ({ url, chat, counts }) => {
      const get = (path: string, init: RequestInit = {}) =>
        fetch(url.replace(/\/v1$/, "") + path, { headers: { authorization: `Bearer ${KEY}` }, ...init });
      const noKey = await get("/v1/models", { headers: {} });
      assert.match(noKey.headers.get("www-authenticate")!, /^Bearer/);
      assert.deepEqual(await errorOf(noKey), [401, "invalid_request_error", "invalid_api_key"]);
      const wrong = { headers: { authorization: "Bearer sn1_wrong" } };
      assert.deepEqual((await errorOf(await get("/v1/none", wrong)))[0], 401);
      assert.deepEqual(await errorOf(await get("/v1/none")), [404, "invalid_request_error", "unknown_url"]);
      assert.deepEqual(await errorOf(await get("/")), [404, "invalid_request_error", "unknown_url"]);
      const wrongMethod = await get("/v1/chat/completions");
      assert.equal(wrongMethod.headers.get("allow"), "POST");
      assert.deepEqual(await errorOf(wrongMethod), [405, "invalid_request_error", "method_not_allowed"]);
      assert.deepEqual(await errorOf(await chat({ ...CHAT, model: "gpt-4" })), [
        404,
        "invalid_request_error",
        "model_not_found",
      ]);
      assert.deepEqual((await errorOf(await get("/v1/models/gpt-4")))[2], "model_not_found");
      const { data } = await (await get("/v1/models")).json();
      assert.deepEqual(data.map((m: { id: string; owned_by: string }) => [m.id, m.owned_by]), [[
        "sn1",
        "netuid-1",
      ]]);
      assert.equal((await (await get("/v1/models/sn1")).json()).object, "model");
      assert.deepEqual((await errorOf(await chat({ ...CHAT, n: 3 })))[0], 400);
      assert.equal(counts.get("api_requests_total 401"), 2);
      assert.equal(counts.get("api_requests_total 404"), 4);
    }),
);

full(
  "what was said is in no log line",
  () =>
    withApi({ ask: saying(["the answer is PELICAN"]) }, async ({ chat, log }) => {
      await (await chat({ ...CHAT, messages: [{ role: "user", content: "tell me about FLAMINGO" }] })).text();
      await (await chat({ ...CHAT, messages: [{ role: "user", content: "FLAMINGO" }], stream: true })).text();
      await (await chat('{"FLAMINGO":')).text();
      assert.ok(log.length >= 3 && log.some((line) => line.includes('"key":"k1"')));
      for (const line of log) assert.doesNotMatch(line, /FLAMINGO|PELICAN|sn1_test/);
    }),
);

full("bodies are bounded in size and in time, requests in number", async () => {
  await withApi(
    { ask: saying(["x"]), limits: { bodyBytes: 1000, bodyTimeoutMs: 200 } },
    async ({ chat, port }) => {
      assert.deepEqual(await errorOf(await chat("x".repeat(1001))), [
        413,
        "invalid_request_error",
        "too_large",
      ]);
      const half = await rawRequest(
        port,
        `authorization: Bearer ${KEY}\r\ncontent-length: 500\r\n`,
        '{"model":',
      );
      assert.match(half, /^HTTP\/1.1 408 /);
      assert.match(half, /not complete within 0.2 seconds/);
    },
  );
  await withApi(
    { ask: saying(["x"]), limits: { headerTimeoutMs: 300, headerBytes: 1024 } },
    async ({ port }) => {
      assert.match(await rawRequest(port, `x: ${"x".repeat(2000)}\r\n`), /^HTTP\/1.1 400 /);
      assert.match(await rawRequest(port, null), /^HTTP\/1.1 408 /);
    },
  );
  let left = 0;
  await withApi({ ask: stuck("x", () => left++), limits: { inFlight: 1 } }, async ({ chat }) => {
    const first = await chat({ ...CHAT, stream: true });
    const busy = await chat();
    assert.equal(busy.headers.get("retry-after"), "1");
    assert.deepEqual(await errorOf(busy), [503, "server_error", "busy"]);
    await first.body!.cancel();
    await until(() => left === 1, 5_000, "the first was left");
  });
  await withApi({ ask: stuck("x"), concurrent: 1 }, async ({ chat }) => {
    const first = await chat({ ...CHAT, stream: true });
    assert.deepEqual(await errorOf(await chat()), [429, "requests", "rate_limit_exceeded"]);
    await first.body!.cancel();
  });
});

full("a stopping server ends its streams honestly and is gone", () => {
  return withApi({ ask: stuck("begun") }, async ({ chat, stop, url }) => {
    const response = await chat({ ...CHAT, stream: true });
    const reading = events(response);
    await stop();
    const last = (await reading.catch(() => ["cut"])).at(-1)!;
    assert.ok(last === "cut" || JSON.parse(last).error?.code === "stopping", last);
    await assert.rejects(fetch(url));
  });
});

full("a port that is taken is said, with what to do", () =>
  withApi({ ask: saying([]) }, async ({ port }) => {
    const { createApi, ApiError } = await import("../../../src/api/mod.ts");
    const second = createApi({ port, ownedBy: "x", minerTimeoutMs: 1 }, {
      clock: systemClock,
      random: seededRandom("x"),
      logger: nullLogger,
      metrics: { count: () => {}, gauge: () => {}, observe: () => {} },
      keys: { find: () => null, touch: () => {} },
      miners: () => [],
      ask: saying([]),
    });
    await assert.rejects(second.start(), (error: unknown) =>
      error instanceof ApiError && error.code === "port_in_use" && /--api\.port/.test(error.hint!));
  }));
