import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { full } from "../../kit/mod.ts";
import { onWire, RawClient, send, signed, withAxon } from "./helpers.ts";

/** Characters that may stand in a header value on the wire. */
const value = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
});

full("no headers bring the axon to a 500 or to fall", async () => {
  const request = await signed();
  const names = Object.keys(request.headers);
  const change = fc.record({
    name: fc.oneof(
      fc.constantFrom(...names),
      fc.constantFrom(
        "bt_header_axon_version",
        "bt_header_dendrite_process_time",
        "bt_header_input_obj_x",
        "x",
        "host",
      ),
    ),
    value: fc.oneof(value, fc.constantFrom("", "None", "NaN", "-1", "1e400", "0x", "W10=", "9".repeat(40))),
  });
  await withAxon({}, async ({ port, errors }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const headers = { ...request.headers };
        for (const { name, value } of changes) headers[name] = value;
        const { status } = await send(port, onWire({ ...request, headers }));
        assert.ok(status < 500, `${status}`);
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(errors, []);
    assert.equal((await send(port, await signed())).status, 200);
  });
});

full("no body of a verified caller brings the axon to a 500 or to fall", async () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 20 }), { maxLength: 4 });
  const body = fc.oneof(
    fc.record({
      roles: fc.oneof(texts, fc.jsonValue()),
      messages: fc.oneof(texts, fc.jsonValue()),
      timeout: fc.jsonValue(),
    })
      .map((object) => Buffer.from(JSON.stringify(object))),
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
  );
  await withAxon({}, async ({ port, errors }) => {
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        const { status } = await send(port, await signed({ body: bytes }));
        assert.ok([200, 400, 401].includes(status), `${status}`);
      }),
      { numRuns: 100 },
    );
    assert.deepEqual(errors, []);
  });
});

full("a verified prompt of any texts is answered", async () => {
  const messages = fc.array(fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()), {
    minLength: 1,
    maxLength: 5,
  });
  await withAxon({}, async ({ port }) => {
    await fc.assert(
      fc.asyncProperty(messages, async (list) => {
        const { status, headers } = await send(port, await signed({ messages: list }));
        assert.equal(status, 200, String(headers.bt_header_axon_status_message));
      }),
      { numRuns: 60 },
    );
  });
});

full("no bytes bring the axon to fall", async () => {
  const request = onWire(await signed());
  const damage = fc.record({
    at: fc.nat(request.length - 1),
    bytes: fc.uint8Array({ maxLength: 8 }),
    cut: fc.boolean(),
  });
  await withAxon({ limits: { headerTimeoutMs: 200, bodyTimeoutMs: 200 } }, async ({ port, errors }) => {
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, bytes, cut }) => {
        const client = new RawClient(port);
        client.write(
          Buffer.concat([request.subarray(0, at), bytes, cut ? Buffer.alloc(0) : request.subarray(at)]),
        );
        client.socket.end();
        await client.closed;
        assert.ok(
          !client.received.toString("latin1").startsWith("HTTP/1.1 5"),
          client.received.toString("latin1"),
        );
      }),
      { numRuns: 100 },
    );
    assert.deepEqual(errors, []);
    assert.equal((await send(port, await signed())).status, 200);
  });
});
