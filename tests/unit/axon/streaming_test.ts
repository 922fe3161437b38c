import assert from "node:assert/strict";
import type { AxonRequest } from "../../../src/axon/types.ts";
import { full, ManualClock, until } from "../../kit/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../../src/base/mod.ts";
import {
  ALICE,
  assertRefused,
  key,
  onWire,
  openPolicy,
  RawClient,
  say,
  send,
  signed,
  withAxon,
} from "./helpers.ts";

/** A promise one can settle from outside. */
function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

full("each piece is on the wire before the next one exists", async () => {
  const more = gate();
  async function* slowly() {
    yield "first ";
    await more.opened;
    yield "second";
  }
  await withAxon({ handler: slowly }, async ({ port, metrics }) => {
    const client = new RawClient(port).write(onWire(await signed()));
    await until(() => client.received.includes("first "), 5_000, "the first piece");
    assert.ok(!client.received.includes("second"));
    more.open();
    const response = await client.next();
    assert.equal(response.text, "first second");
    assert.equal(response.headers["content-type"], "text/event-stream");
    assert.equal(response.headers["transfer-encoding"], "chunked");
    assert.equal(response.headers.bt_header_axon_status_message, "Success");
    await client.destroy();
    assert.equal(metrics.observed.get("axon_ttft_seconds")?.length, 1);
    assert.equal(metrics.observed.get("axon_answer_seconds")?.length, 1);
    assert.equal(metrics.counts.get("axon_requests_total 200"), 1);
  });
});

full("pieces are whole characters of at most one KiB, however the handler cuts them", async () => {
  const text = "日本語 😀 café ".repeat(400);
  const units = Array.from({ length: Math.ceil(text.length / 7) }, (_, i) => text.slice(i * 7, i * 7 + 7));
  for (const pieces of [[text], units, Array.from("a\ud83d\ude00b\ud83d")]) {
    await withAxon({ handler: () => say(...pieces) }, async ({ port }) => {
      const response = await send(port, await signed());
      assert.equal(response.text, pieces.join("").toWellFormed());
      for (const chunk of response.chunks) {
        assert.ok(chunk.length <= 1024);
        new TextDecoder("utf-8", { fatal: true }).decode(chunk);
      }
    });
  }
});

full("an answer without pieces is an empty success", async () => {
  await withAxon({ handler: () => say() }, async ({ port }) => {
    const response = await send(port, await signed());
    assert.equal(response.status, 200);
    assert.equal(response.text, "");
  });
});

full("the handler sees the verified caller and the body's prompt and timeout", async () => {
  const seen: AxonRequest[] = [];
  const handler = (request: AxonRequest) => {
    seen.push(request);
    return say("ok");
  };
  await withAxon({ handler, limits: { timeoutMs: 20_000 } }, async ({ port }) => {
    const messages = ['It\'s "q"', "a", "café 😀"];
    await send(port, await signed({ messages, timeoutS: 2.5, uuid: "me", version: 7004000 }));
    await send(port, await signed({ timeoutS: 1e6, uuid: "me" }));
    const [first, second] = seen;
    assert.deepEqual(first!.prompt, { roles: ["user", "assistant", "user"], messages });
    assert.deepEqual(first!.caller, { hotkey: ALICE, uuid: "me", ip: "127.0.0.1", version: 7004000 });
    assert.equal(first!.timeoutMs, 2500);
    assert.equal(second!.timeoutMs, 20_000);
  });
});

full("when the caller leaves, the signal aborts and the generator is ended", async () => {
  const asked = gate();
  let ended = false;
  let signal: AbortSignal | undefined;
  async function* endless(request: AxonRequest) {
    signal = request.signal;
    asked.open();
    try {
      for (;;) {
        yield "word ";
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      ended = true;
    }
  }
  await withAxon({ handler: endless }, async ({ port, metrics, errors }) => {
    const client = new RawClient(port).write(onWire(await signed()));
    await asked.opened;
    await until(
      () => client.received.lastIndexOf("word ") > client.received.indexOf("word "),
      5_000,
      "some pieces",
    );
    assert.equal(metrics.gauges.get("axon_in_flight"), 1);
    await client.destroy();
    await until(() => signal!.aborted && ended, 5_000, "the end of the generator");
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 5_000, "the place being free again");
    assert.deepEqual(errors, []);
  });
});

full("a caller who leaves before the first piece ends the handler too", async () => {
  const asked = gate();
  let signal: AbortSignal | undefined;
  const handler = (request: AxonRequest) => {
    signal = request.signal;
    asked.open();
    return new Promise<never>(() => {});
  };
  await withAxon({ handler }, async ({ port, metrics, errors }) => {
    const client = new RawClient(port).write(onWire(await signed()));
    await asked.opened;
    await client.destroy();
    await until(() => signal!.aborted, 5_000, "the abort");
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 5_000, "the place being free again");
    assert.deepEqual(errors, []);
  });
});

full("at the deadline what is there has been sent and the answer ends cleanly", async () => {
  const clock = new ManualClock();
  let ended = false;
  async function* stuck() {
    try {
      yield "half an ";
      yield "answer";
      await new Promise<void>(() => {});
    } finally {
      ended = true;
    }
  }
  await withAxon({ handler: stuck, clock }, async ({ port, errors }) => {
    const client = new RawClient(port).write(onWire(await signed({ timeoutS: 3, nonce: clock.nowNs() })));
    await until(() => client.received.includes("answer"), 5_000, "the pieces");
    await clock.advance(2_999);
    assert.ok(!client.received.includes("\r\n0\r\n"));
    await clock.advance(1);
    const response = await client.next();
    assert.ok(response.complete);
    assert.equal(response.text, "half an answer");
    assert.deepEqual(errors, []);
    await client.destroy();
  });
  // The source hangs in an await nobody can end; it was told, that is all one can do.
  assert.equal(ended, false);
});

full("a deadline before the first piece is answered with 408", async () => {
  const clock = new ManualClock();
  const asked = gate();
  const handler = () => {
    asked.open();
    return new Promise<never>(() => {});
  };
  await withAxon({ handler, clock }, async ({ port }) => {
    const client = new RawClient(port).write(onWire(await signed({ timeoutS: 3, nonce: clock.nowNs() })));
    await asked.opened;
    await clock.advance(3_000);
    assertRefused(await client.next(), 408, "Response timeout after: 3s");
    await client.destroy();
  });
});

full("a handler that fails is a numbered 500 that gives nothing away", async () => {
  const failures = [
    () => {
      throw new Error("secret");
    },
    () => Promise.reject(new Error("secret")),
    // deno-lint-ignore require-yield
    async function* () {
      throw new Error("secret");
    },
    () => null as never,
  ];
  for (const handler of failures) {
    await withAxon({ handler }, async ({ port, errors }) => {
      const response = await send(port, await signed());
      assertRefused(response, 500, /^Internal Server Error #[0-9a-f-]{36}$/);
      assert.deepEqual(errors, ["a request failed"]);
    });
  }
});

full("a failure after the first piece cuts the connection, and the axon goes on", async () => {
  let count = 0;
  async function* handler() {
    yield "begin ";
    if (count++ === 0) throw new Error("broken");
    yield "end";
  }
  await withAxon({ handler }, async ({ port, errors, metrics }) => {
    const response = await new RawClient(port).write(onWire(await signed())).response();
    assert.equal(response.complete, false);
    assert.equal(response.text, "begin ");
    assert.deepEqual(errors, ["an answer failed after its first piece"]);
    assert.equal((await send(port, await signed())).text, "begin end");
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 5_000, "the place being free again");
  });
});

full("a handler may refuse: busy is 503, rate is 429, both say when to return", async () => {
  for (const [refuse, status] of [["busy", 503], ["rate", 429]] as const) {
    const handler = () => ({ refuse, reason: "not now", retryAfterS: 2.2 });
    await withAxon({ handler }, async ({ port, metrics }) => {
      const response = await send(port, await signed());
      assertRefused(response, status, "not now");
      assert.equal(response.headers["retry-after"], "3");
      assert.equal(metrics.counts.get(`axon_refused_total ${refuse}`), 1);
    });
  }
});

full("an axon answers at most so many requests at once; the next is told to come back", async () => {
  const more = gate();
  async function* waiting() {
    await more.opened;
    yield "done";
  }
  await withAxon({ handler: waiting, limits: { inFlight: 2 } }, async ({ port, metrics }) => {
    const first = new RawClient(port).write(onWire(await signed()));
    const second = new RawClient(port).write(onWire(await signed()));
    await until(() => metrics.gauges.get("axon_in_flight") === 2, 5_000, "both being answered");
    const refused = await send(port, await signed());
    assertRefused(refused, 503);
    assert.equal(refused.headers["retry-after"], "1");
    more.open();
    assert.equal((await first.next()).text, "done");
    assert.equal((await second.next()).text, "done");
    await Promise.all([first.destroy(), second.destroy()]);
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 5_000, "free places");
    assert.equal((await send(port, await signed())).text, "done");
  });
});

full("stop() lets running answers end, refuses new requests and frees the port", async () => {
  const more = gate();
  async function* waiting() {
    yield "one ";
    await more.opened;
    yield "two";
  }
  await withAxon({ handler: waiting }, async ({ port, stop }) => {
    const running = new RawClient(port).write(onWire(await signed()));
    await until(() => running.received.includes("one "), 5_000, "the first piece");
    const stopped = stop(5_000);
    const late = new RawClient(port);
    await late.closed;
    more.open();
    assert.equal((await running.next()).text, "one two");
    await running.destroy();
    await stopped;
    const listener = Deno.listen({ port, hostname: "127.0.0.1" });
    listener.close();
  });
});

full("stop() ends answers that take longer than the drain time", async () => {
  let signal: AbortSignal | undefined;
  async function* hanging(request: AxonRequest) {
    signal = request.signal;
    yield "one ";
    await new Promise<void>(() => {});
  }
  await withAxon({ handler: hanging }, async ({ port, stop }) => {
    const running = new RawClient(port).write(onWire(await signed()));
    await until(() => running.received.includes("one "), 5_000, "the first piece");
    await stop(20);
    assert.ok(signal!.aborted);
    assert.equal((await running.response()).complete, false);
  });
});

full("an axon that was stopped can be started again", async () => {
  const { createAxon } = await import("../../../src/axon/mod.ts");
  const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
    signer: await key("//Bob"),
    policy: openPolicy,
    handler: () => say("ok"),
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  for (let i = 0; i < 2; i++) {
    const { port } = await axon.start();
    await assert.rejects(axon.start(), /started already/);
    assert.equal((await send(port, await signed())).text, "ok");
    await axon.stop(0);
    await axon.stop(0);
  }
});

full("a signer that fails costs the response its signature and nothing else", async () => {
  const bob = await key("//Bob");
  const signer = {
    ...bob,
    ss58: bob.ss58,
    publicKey: bob.publicKey,
    sign: () => Promise.reject(new Error("gone")),
  };
  await withAxon({ signer }, async ({ port, errors }) => {
    const response = await send(port, await signed());
    assert.equal(response.text, "Hello world");
    assert.equal(response.headers.bt_header_axon_signature, undefined);
    assert.deepEqual(errors, []);
  });
});

full("a port in use is a typed error with a hint", async () => {
  await withAxon({}, async ({ port }) => {
    const { AxonError, createAxon } = await import("../../../src/axon/mod.ts");
    const second = createAxon({ port, host: "127.0.0.1" }, {
      signer: await key("//Bob"),
      policy: openPolicy,
      handler: () => say(),
      clock: systemClock,
      logger: nullLogger,
      metrics: nullMetrics,
    });
    await assert.rejects(
      second.start(),
      (error) => error instanceof AxonError && error.code === "port_in_use",
    );
  });
});
