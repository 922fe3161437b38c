import assert from "node:assert/strict";
import fc from "fast-check";
import { full } from "../../kit/mod.ts";
import { type Flood, FLOODS, REFUSAL_FLOODS } from "./floods.ts";
import { END, framed, OK_HEAD } from "./raw_server.ts";
import { aliceDendrite, askServer, PROMPT, target } from "./setup.ts";

/** Runs `body` with one flooding miner per entry, all of them in another thread. */
async function withFloods(floods: readonly Flood[], body: (ports: number[]) => Promise<void>): Promise<void> {
  const worker = new Worker(new URL("./flood_worker.ts", import.meta.url), { type: "module" });
  try {
    const ports = new Promise<number[]>((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.postMessage(floods);
    await body(await ports);
  } finally {
    worker.terminate();
  }
}

full("every flood ends long before the deadline, with what was readable", async (t) => {
  const all = [...FLOODS, ...REFUSAL_FLOODS];
  await withFloods(all, async (ports) => {
    const dendrite = await aliceDendrite();
    for (const [i, { name }] of all.entries()) {
      const held = await t.step(name, async () => {
        const [response] = await dendrite.query([target(ports[i]!)], PROMPT, { timeoutMs: 60_000 });
        const { statusCode, statusMessage, completion, chunks } = response!;
        if (REFUSAL_FLOODS.some((flood) => flood.name === name)) {
          assert.ok(statusCode === 500 || statusCode === 403);
        } else assert.ok(statusCode === 422 || statusCode === 400, `${statusCode} ${statusMessage}`);
        assert.ok(completion.isWellFormed() && completion.length <= 1_048_576);
        assert.equal(chunks.map(({ text }) => text).join(""), completion);
      });
      // The others would each wait for the deadline too.
      if (!held) break;
    }
    await dendrite.close();
  });
});

full("sixteen miners that flood at once are all refused after a bounded amount of work", async (t) => {
  const { MAX_BODY_CHUNKS } = await import("../../../src/dendrite/exchange.ts");
  const groups = [
    ["one-byte chunks"],
    ["103 Early Hints"],
    ["one endless chunk extension"],
    FLOODS.map(({ name }) => name),
  ];
  for (const names of groups) {
    await t.step(names.length === 1 ? names[0]! : "all kinds", async () => {
      const kinds = FLOODS.filter(({ name }) => names.includes(name));
      const floods = Array.from({ length: 16 }, (_, i) => kinds[i % kinds.length]!);
      await withFloods(floods, async (ports) => {
        const dendrite = await aliceDendrite();
        let pieces = 0;
        const timeoutMs = 120_000;
        const responses = await dendrite.query(ports.map((port, uid) => target(port, uid)), PROMPT, {
          timeoutMs,
          onChunk: () => pieces++,
        });
        await dendrite.close();
        // 408 would be a miner that kept the client busy to the deadline.
        for (const { statusCode, totalMs } of responses) {
          assert.ok(statusCode === 422 || statusCode === 400, String(statusCode));
          assert.ok(totalMs < timeoutMs);
        }
        // Work is counted, not timed: a busy machine must not decide.
        assert.ok(pieces <= 16 * MAX_BODY_CHUNKS / 8, `${pieces} pieces`);
      });
    });
  }
});

/** Runs `body` and counts the chunks that parsers of answers make meanwhile, wanted or not. */
async function countingChunks(body: () => Promise<void>): Promise<number> {
  const { IncomingMessage } = await import("node:http");
  const proto = IncomingMessage.prototype;
  const push = proto.push;
  type Push = typeof push;
  const own = new WeakMap<object, Push>();
  let count = 0;
  const counted = (to: Push): Push =>
    function (this: InstanceType<typeof IncomingMessage>, bytes, ...rest) {
      if (bytes !== null) count++;
      return to.call(this, bytes, ...rest);
    };
  const plain = counted(push);
  Object.defineProperty(proto, "push", {
    configurable: true,
    get: function (this: object): Push {
      return own.get(this) ?? plain;
    },
    set: function (this: object, to: Push) {
      own.set(this, counted(to));
    },
  });
  try {
    await body();
  } finally {
    // It was inherited: without a property of its own it is again.
    Reflect.deleteProperty(proto, "push");
  }
  assert.equal(proto.push, push);
  return count;
}

full("the parser stops soon after the bound, not at the end of what was read", async (t) => {
  const { MAX_BODY_CHUNKS } = await import("../../../src/dendrite/exchange.ts");
  for (const name of ["one-byte chunks", "chunks of blanks", "chunk extensions", "chunks of 32 bytes"]) {
    await t.step(name, async () => {
      const kind = FLOODS.find((flood) => flood.name === name)!;
      await withFloods([kind, kind, kind, kind], async (ports) => {
        const dendrite = await aliceDendrite();
        const count = await countingChunks(async () => {
          const targets = ports.map((port, uid) => target(port, uid));
          for (const { statusCode } of await dendrite.query(targets, PROMPT, { timeoutMs: 60_000 })) {
            assert.equal(statusCode, 422);
          }
        });
        await dendrite.close();
        // What one slice of 2048 bytes holds may come on top: 341 chunks of six bytes.
        assert.ok(count > 4 * MAX_BODY_CHUNKS && count <= 4 * (MAX_BODY_CHUNKS + 342), `${count} chunks`);
      });
    });
  }
});

full("interim answers of one read are not all parsed after the bound", async () => {
  const { ClientRequest } = await import("node:http");
  const { MAX_INTERIM_ANSWERS } = await import("../../../src/dendrite/exchange.ts");
  const proto = ClientRequest.prototype;
  const { emit } = proto;
  let count = 0;
  proto.emit = function (this: unknown, name: string | symbol, ...values: unknown[]) {
    if (name === "information") count++;
    return Reflect.apply(emit, this, [name, ...values]);
  };
  try {
    const kind = { name: "", start: "", again: "HTTP/1.1 103 X\r\n\r\n".repeat(8000) };
    await withFloods([kind, kind, kind, kind], async (ports) => {
      const dendrite = await aliceDendrite();
      const targets = ports.map((port, uid) => target(port, uid));
      for (const { statusCode } of await dendrite.query(targets, PROMPT, { timeoutMs: 60_000 })) {
        assert.equal(statusCode, 422);
      }
      await dendrite.close();
    });
  } finally {
    proto.emit = emit;
  }
  // A slice of 2048 bytes holds 114 of them.
  assert.ok(count > 4 * MAX_INTERIM_ANSWERS && count <= 4 * (MAX_INTERIM_ANSWERS + 115), `${count}`);
});

full("the bounds are exact: what is allowed passes, one more is refused", async () => {
  const { MAX_BODY_CHUNKS, MAX_INTERIM_ANSWERS } = await import("../../../src/dendrite/exchange.ts");
  const chunked = async (count: number) =>
    await askServer(({ write }) => write(OK_HEAD + "1\r\nx\r\n".repeat(count) + END), { timeoutMs: 60_000 });
  const most = await chunked(MAX_BODY_CHUNKS);
  assert.equal(most.statusCode, 200);
  assert.equal(most.completion, "x".repeat(MAX_BODY_CHUNKS));
  assert.ok(most.chunks.length < MAX_BODY_CHUNKS / 8, `${most.chunks.length} pieces`);
  const over = await chunked(MAX_BODY_CHUNKS + 1);
  assert.equal(over.statusCode, 422);
  assert.equal(over.completion, "x".repeat(MAX_BODY_CHUNKS));
  assert.match(over.statusMessage, /the answer has more than 4096 chunks$/);

  const interim = async (count: number) =>
    await askServer(({ write }) =>
      write("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(count) + OK_HEAD + "2\r\nok\r\n" + END)
    );
  assert.equal((await interim(MAX_INTERIM_ANSWERS)).completion, "ok");
  const refused = await interim(MAX_INTERIM_ANSWERS + 1);
  assert.equal(refused.statusCode, 422);
  assert.match(refused.statusMessage, /more than 8 interim answers$/);
});

full("small chunks of one read are joined, large ones and those of different reads stay apart", async () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 40));
  const big = "b".repeat(100);
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    await write("1\r\na\r\n".repeat(3));
    await pause();
    await write("1\r\nc\r\n");
    await pause();
    await write(`64\r\n${big}\r\n1\r\nd\r\n64\r\n${big}\r\n`);
    await write(END);
  });
  assert.deepEqual(response.chunks.map(({ text }) => text), ["aaa", "c", big, "d", big]);
});

/** Parts of answers, each harmless, damaged or unusual; any order of them reaches the client. */
const PARTS = [
  OK_HEAD,
  "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 500 X\r\ncontent-length: 3\r\n\r\nbad",
  "HTTP/1.0 200 OK\r\nbt_header_axon_status_code: 200\r\n\r\n",
  "3\r\nabc\r\n",
  "1\r\nx\r\n",
  "1;ext=1\r\nx\r\n",
  '1;e="a\\"b"\r\nx\r\n',
  "00001\r\nx\r\n",
  "ffffffffffffffff\r\n",
  "-1\r\nx\r\n",
  "2\r\n\u00e9\r\n",
  "1\r\n\u00e9\r\n",
  "0\r\n",
  "0\r\n\r\n",
  "trailer: value\r\n",
  "\r\n",
  "\n",
  "\0",
  "transfer-encoding: chunked\r\n",
  "content-length: 5\r\n",
  `timeout: ${"1".repeat(20_000)}\r\n`,
  "bt_header_axon_status_code: 200\r\n",
];

full("no order of parts of answers hangs, breaks or fools the client", async () => {
  const part = fc.record({ part: fc.constantFrom(...PARTS), times: fc.constantFrom(1, 1, 1, 2, 40, 3000) });
  const script = fc.record({
    head: fc.boolean(),
    parts: fc.array(part, { maxLength: 6 }),
    cut: fc.nat(4),
    slow: fc.boolean(),
  });
  const known = new Set([200, 204, 400, 408, 422, 500, 503]);
  await fc.assert(
    fc.asyncProperty(script, async ({ head, parts, cut, slow }) => {
      const text = (head ? OK_HEAD : "") + parts.map(({ part, times }) => part.repeat(times)).join("");
      const bytes = new TextEncoder().encode(text);
      const timeoutMs = 3000;
      const began = performance.now();
      const response = await askServer(
        async ({ write }) => {
          const at = slow ? Math.floor(bytes.length / 2) : 0;
          await write(bytes.subarray(0, at));
          if (slow) await new Promise((resolve) => setTimeout(resolve, 5));
          await write(bytes.subarray(at, bytes.length - cut));
        },
        { timeoutMs },
        { maxBytes: 5000 },
      );
      const { statusCode, completion, chunks } = response;
      assert.ok(known.has(statusCode), String(statusCode));
      assert.ok(completion.isWellFormed() && completion.length <= 5000);
      assert.equal(chunks.map(({ text }) => text).join(""), completion);
      assert.ok(chunks.every(({ text }) => text !== ""));
      if (statusCode === 200) assert.notEqual(completion, "");
      if (statusCode === 500 || statusCode === 503) assert.equal(completion, "");
      assert.ok(performance.now() - began < timeoutMs + 20_000);
    }),
    { numRuns: 120 },
  );
});

full("a chunk cut anywhere by the network is the same text", async () => {
  const text = "é€😀 a\n日本 ".repeat(5);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
      async (sizes) => {
        const bytes = new TextEncoder().encode(text);
        const response = await askServer(async ({ write }) => {
          await write(OK_HEAD);
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const size = sizes[i % sizes.length]!;
            await write(framed(bytes.subarray(at, at + size)));
            at += size;
          }
          await write(END);
        });
        assert.equal(response.statusCode, 200);
        assert.equal(response.completion, text);
      },
    ),
    { numRuns: 25 },
  );
});
