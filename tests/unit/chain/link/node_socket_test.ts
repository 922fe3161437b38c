import assert from "node:assert/strict";
import fc from "fast-check";
import { isShapely } from "../../../../src/chain/link/answer_shapes.ts";
import { FrameError, MAX_FRAME, readFrame } from "../../../../src/chain/link/node_frame.ts";
import { full, until } from "../../../kit/mod.ts";
import { anyFrame, ODD_CASES, type OddFrame, oddValues } from "../../../kit/odd_proxy.ts";

const data = (frame: OddFrame): unknown => frame instanceof Uint8Array ? frame.buffer : frame;

/** A server whose answers the test sends by hand, with one client of it. */
async function withSocket(
  body: (parts: {
    socket: import("../../../../src/chain/link/node_socket.ts").NodeSocket;
    say: (frame: OddFrame) => void;
  }) => Promise<void>,
): Promise<void> {
  const { NodeSocket } = await import("../../../../src/chain/link/node_socket.ts");
  let peer: WebSocket | null = null;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    peer = socket;
    return response;
  });
  const socket = new NodeSocket(`ws://127.0.0.1:${server.addr.port}`);
  try {
    await socket.connect();
    await until(() => peer?.readyState === WebSocket.OPEN, 5000, "the peer");
    await body({
      socket,
      say: (frame) => {
        if (typeof frame === "string" || frame instanceof Uint8Array) peer!.send(frame);
        else peer!.close(frame.close, frame.reason);
      },
    });
  } finally {
    await socket.disconnect();
    await server.shutdown();
  }
}

Deno.test("a frame is an answer, a notification or a FrameError, whatever comes", () => {
  for (const { name, frame, breaks } of ODD_CASES) {
    if (typeof frame === "object" && "close" in frame) continue;
    if (breaks) assert.throws(() => readFrame(data(frame)), FrameError, name);
    else assert.doesNotThrow(() => readFrame(data(frame)), name);
  }
  fc.assert(
    fc.property(anyFrame, (frame) => {
      try {
        const { kind } = readFrame(data(frame));
        assert.ok(kind === "answer" || kind === "notification");
      } catch (error) {
        assert.ok(error instanceof FrameError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("frames above the limit are refused before they are parsed, those below are read", () => {
  const around = (length: number) => {
    const [head, tail] = ['{"jsonrpc":"2.0","id":1,"result":"', '"}'];
    return head + "x".repeat(length - head.length - tail.length) + tail;
  };
  assert.equal(readFrame(around(MAX_FRAME)).kind, "answer");
  assert.throws(() => readFrame(around(MAX_FRAME + 1)), /at most/);
  assert.throws(() => readFrame(new ArrayBuffer(MAX_FRAME + 1)), /at most/);
});

Deno.test("results of known methods have their form, all others pass", () => {
  const hash = `0x${"ab".repeat(32)}`;
  const good: [string, unknown][] = [
    ["chain_getBlockHash", hash],
    ["chain_getBlockHash", null],
    ["state_call", "0x"],
    ["state_getStorage", null],
    ["system_chain", "x"],
    ["unknown_method", { any: 1 }],
    ["toString", 1],
  ];
  for (const [method, value] of good) assert.ok(isShapely("result", method, value), method);
  const methods = fc.constantFrom(
    "chain_getHeader",
    "state_getRuntimeVersion",
    "state_queryStorageAt",
    "chain_getBlock",
  );
  fc.assert(fc.property(methods, oddValues, (method, value) => {
    const empty = value === null || (Array.isArray(value) && value.length === 0);
    if (isShapely("result", method, value)) assert.ok(empty, `${method} ${JSON.stringify(value)}`);
  }));
});

full("each odd frame ends the connection, and harmless ones do not", async () => {
  for (const { name, frame, breaks } of ODD_CASES) {
    await withSocket(async ({ socket, say }) => {
      const seen: unknown[] = [];
      const heads = socket.subscribe(
        "chain_newHead",
        "chain_subscribeNewHeads",
        [],
        (_, head) => seen.push(head),
      );
      say(`{"jsonrpc":"2.0","id":1,"result":"heads0"}`);
      assert.equal(await heads, "heads0");
      const waiting = socket.send("system_chain", []);
      const failure = waiting.then(() => null, (error: Error) => error);
      say(frame);
      if (breaks) {
        assert.ok(await failure instanceof Error, name);
        assert.ok(socket.ended.aborted, name);
        assert.ok(!socket.isConnected, name);
        await assert.rejects(socket.send("system_chain", []), Error, name);
      } else {
        say(`{"jsonrpc":"2.0","id":2,"result":"still here"}`);
        assert.equal(await waiting, "still here", name);
        assert.ok(!socket.ended.aborted, name);
      }
      assert.deepEqual(seen, [], name);
    });
  }
});

full("any frames in any order leave each request settled or open, and end no process", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { minLength: 1, maxLength: 6 }), async (frames) => {
      await withSocket(async ({ socket, say }) => {
        const results = ["system_chain", "state_call", "chain_getHeader"].map((method) =>
          socket.send(method, [])
        );
        results.push(socket.subscribe("chain_newHead", "chain_subscribeNewHeads", [], () => {}));
        const settled = Promise.allSettled(results);
        for (const frame of frames) say(frame);
        say("the end is no JSON");
        for (const one of await settled) assert.ok(one.status === "rejected" || one.value !== undefined);
        await until(() => socket.ended.aborted, 5000, "the end");
      });
    }),
    { numRuns: 60 },
  );
});

full(
  "early notifications are kept in order up to a bound, and a callback that throws ends the connection",
  async () => {
    await withSocket(async ({ socket, say }) => {
      const head = (number: number) => ({
        parentHash: `0x${"00".repeat(32)}`,
        number: `0x${number.toString(16)}`,
        stateRoot: `0x${"00".repeat(32)}`,
        extrinsicsRoot: `0x${"00".repeat(32)}`,
        digest: { logs: [] },
      });
      const note = (subscription: string, number: number) =>
        JSON.stringify({
          jsonrpc: "2.0",
          method: "chain_newHead",
          params: { subscription, result: head(number) },
        });
      for (let i = 0; i < 500; i++) say(note(`nobody${i}`, i));
      for (let i = 0; i < 3; i++) say(note("heads0", i));
      const seen: string[] = [];
      const subscribed = socket.subscribe("chain_newHead", "chain_subscribeNewHeads", [], (_, json) => {
        seen.push(json.number);
        if (json.number === "0x63") throw new Error("a bad head");
      });
      say(`{"jsonrpc":"2.0","id":1,"result":"heads0"}`);
      await subscribed;
      assert.deepEqual(seen, ["0x0", "0x1", "0x2"]);
      say(note("heads0", 99));
      await until(() => socket.ended.aborted, 5000, "the end");
      assert.match(String(socket.ended.reason), /a bad head/);
    });
  },
);
