import assert from "node:assert/strict";
import fc from "fast-check";
import { LlmError } from "../../../src/llm/mod.ts";
import { encodeFrame, FrameDecoder, FrameWriter, MAX_FRAME_BYTES } from "../../../src/llm/local/frames.ts";

Deno.test("frames survive any cutting of the stream", () => {
  fc.assert(fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat(40)), (messages, cuts) => {
    const bytes = new Uint8Array(messages.flatMap((message) => [...encodeFrame(message)]));
    const decoder = new FrameDecoder();
    const got: unknown[] = [];
    let at = 0;
    for (const cut of cuts) {
      got.push(...decoder.push(bytes.slice(at, at + cut)));
      at += cut;
    }
    got.push(...decoder.push(bytes.slice(at)));
    assert.equal(JSON.stringify(got), JSON.stringify(messages));
  }));
});

Deno.test("a frame that comes in very many writes is copied a few times, not once per write", () => {
  const text = "x".repeat(4 * 1024 * 1024);
  const bytes = encodeFrame({ text });
  const decoder = new FrameDecoder();
  const set = Uint8Array.prototype.set;
  let copied = 0;
  Uint8Array.prototype.set = function (source: ArrayLike<number>, offset?: number) {
    copied += source.length;
    return set.call(this, source, offset);
  };
  try {
    for (let at = 0; at < bytes.length - 1; at += 4096) {
      assert.deepEqual(decoder.push(bytes.subarray(at, Math.min(at + 4096, bytes.length - 1))), []);
    }
    assert.deepEqual(decoder.push(bytes.subarray(bytes.length - 1)), [{ text }]);
  } finally {
    Uint8Array.prototype.set = set;
  }
  assert.ok(copied <= 4 * bytes.length, `${copied} bytes copied for a frame of ${bytes.length}`);
});

Deno.test("a frame longer than the limit is refused before its body is read", () => {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, MAX_FRAME_BYTES + 1);
  assert.throws(() => new FrameDecoder().push(head), LlmError);
});

Deno.test("a body that is no JSON is refused", () => {
  assert.throws(() => new FrameDecoder().push(Uint8Array.of(0, 0, 0, 1, 0x7b)), LlmError);
  assert.throws(() => new FrameDecoder().push(Uint8Array.of(0, 0, 0, 1, 0xff)), LlmError);
});

Deno.test("a writer keeps the order and joins what waited", async () => {
  const writes: Uint8Array[] = [];
  const gate = Promise.withResolvers<void>();
  const stream = new WritableStream<Uint8Array>({
    async write(chunk) {
      writes.push(chunk);
      if (writes.length === 1) await gate.promise;
    },
  });
  const writer = new FrameWriter(stream, () => assert.fail("the stream broke"));
  for (let i = 0; i < 5; i++) writer.send({ i });
  gate.resolve();
  await writer.drained();
  assert.equal(writer.waitingBytes, 0);
  assert.ok(writes.length <= 2, `${writes.length} writes for five messages`);
  const decoder = new FrameDecoder();
  assert.deepEqual(writes.flatMap((chunk) => decoder.push(chunk)), [0, 1, 2, 3, 4].map((i) => ({ i })));
});

Deno.test("a writer says once that the other side is gone", async () => {
  const errors: unknown[] = [];
  const stream = new WritableStream<Uint8Array>({ write: () => Promise.reject(new Error("closed")) });
  const writer = new FrameWriter(stream, (error) => errors.push(error));
  writer.send({});
  await writer.drained();
  assert.equal(errors.length, 1);
});
