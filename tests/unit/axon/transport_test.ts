import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import * as p from "../../../src/protocol/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { assertRefused, onWire, RawClient, say, send, signed, withAxon } from "./helpers.ts";

const post = (path: string, headers = "", body = "") =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

full("names that are no synapse are 404, other methods 405", async () => {
  await withAxon({}, async ({ port }) => {
    const available = "not found. Available synapses ['Synapse', 'StreamPromptingSynapse']";
    for (
      const [path, name] of [["/", "''"], ["/Nope", "'Nope'"], ["/It's", `"It's"`], ["/docs?x=1", "'docs'"]]
    ) {
      assertRefused(await send(port, post(path!)), 404, `Synapse name ${name} ${available}`);
    }
    assertRefused(await send(port, post("/StreamPromptingSynapse/more")), 404);
    assertRefused(await send(port, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"), 404);
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const response = await send(port, `${method} /Synapse HTTP/1.1\r\nhost: x\r\n\r\n`);
      assertRefused(response, 405, `Method ${method} is not allowed, use POST`);
      assert.equal(response.headers.allow, "POST");
    }
  });
});

full("a refusal without readable headers carries the fields of an empty synapse", async () => {
  await withAxon({}, async ({ port }) => {
    const response = await send(port, post("/StreamPromptingSynapse", "", "{}"));
    assertRefused(response, 400, /could not parse headers/i);
    assert.equal(response.headers.name, "Synapse");
    assert.equal(response.headers.timeout, "12.0");
    assert.equal(response.headers.computed_body_hash, p.EMPTY_BODY_HASH);
    assert.ok(
      response.names.filter((name) => name.includes("_")).every((name) => name === name.toLowerCase()),
    );
  });
});

full("half-sent headers are answered with 408 and closed", async () => {
  await withAxon({ limits: { headerTimeoutMs: 300 } }, async ({ port, metrics }) => {
    for (const half of ["", "POST /Syn", "POST /Synapse HTTP/1.1\r\nhost: x\r\ncontent-"]) {
      const response = await new RawClient(port).write(half).response();
      assertRefused(response, 408, "Request was not complete in time");
      assert.equal(response.headers.connection, "close");
    }
    assert.equal(metrics.counts.get("axon_refused_total header_timeout"), 3);
  });
});

full("a body that trickles in is answered with 408 and closed", async () => {
  await withAxon({ limits: { bodyTimeoutMs: 200 } }, async ({ port, metrics }) => {
    const bytes = onWire(await signed());
    const client = new RawClient(port).write(bytes.subarray(0, bytes.length - 5));
    assertRefused(await client.response(), 408, "Request body was not complete within 0.2 seconds");
    assert.equal(metrics.counts.get("axon_refused_total body_timeout"), 1);
  });
});

full("headers over the cap are refused", async () => {
  await withAxon({ limits: { headerBytes: 4096 } }, async ({ port }) => {
    const response = await new RawClient(port).write(post("/Synapse", `x: ${"y".repeat(5000)}\r\n`))
      .response();
    assertRefused(response, 400, /larger than 4096 bytes/);
  });
});

full("bodies over the cap are refused, by their announced and by their real size", async () => {
  await withAxon({ limits: { bodyBytes: 1000 } }, async ({ port }) => {
    const announced = await signed({ headers: { "content-length": "1001" } });
    const client = new RawClient(port).write(onWire({ ...announced, body: new Uint8Array() }));
    assertRefused(await client.next(), 413, "Request body is larger than 1000 bytes");
    await client.destroy();

    const { headers, path } = await signed({ body: "x" });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\n${lines}transfer-encoding: chunked\r\n\r\n`;
    const chunk = `200\r\n${"x".repeat(512)}\r\n`;
    const chunked = new RawClient(port).write(head + chunk + chunk);
    assertRefused(await chunked.next(), 413);
    await chunked.destroy();
  });
});

full("chunked bodies within the cap are fine", async () => {
  await withAxon({}, async ({ port }) => {
    const { headers, path, body } = await signed();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const text = new TextDecoder().decode(body);
    const half = (part: string) => `${part.length.toString(16)}\r\n${part}\r\n`;
    const framed = half(text.slice(0, 50)) + half(text.slice(50)) + "0\r\n\r\n";
    const response = await send(
      port,
      `POST ${path} HTTP/1.1\r\nhost: x\r\n${lines}transfer-encoding: chunked\r\n\r\n${framed}`,
    );
    assert.equal(response.text, "Hello world");
  });
});

full("compressed bodies are refused", async () => {
  await withAxon({}, async ({ port }) => {
    const request = await signed({ headers: { "content-encoding": "gzip" } });
    const response = await send(port, { ...request, body: gzipSync(request.body) });
    assertRefused(response, 400, /Compressed bodies are not accepted/);
  });
});

full("a header that comes twice is refused, so that no two readers can disagree", async () => {
  await withAxon({}, async ({ port }) => {
    const request = await signed();
    for (const [name, value] of Object.entries(request.headers)) {
      if (["name", "content-type"].includes(name)) continue;
      const twice = onWire(request).toString("latin1").replace(
        "\r\n",
        `\r\n${name.toUpperCase()}: ${value}\r\n`,
      );
      assertRefused(await send(port, twice), 400, /comes twice/);
    }
    assert.equal((await send(port, request)).status, 200);
  });
});

full("a uuid of unreasonable length is refused", async () => {
  await withAxon({}, async ({ port }) => {
    assertRefused(await send(port, await signed({ uuid: "u".repeat(129) })), 400);
    assert.equal((await send(port, await signed({ uuid: "caf\u00e9 ".repeat(10).trim() }))).status, 200);
  });
});

full("what is not HTTP is refused and closed", async () => {
  const bad = [
    "\u0000\u0001\u0002\r\n\r\n",
    "POST /Synapse\r\n\r\n",
    "POST /Synapse HTTP/9.9\r\n\r\n",
    post("/Synapse", "content-length: 3\r\n", "abcd"),
    post("/Synapse", "transfer-encoding: chunked\r\n", "0\r\n\r\n"),
    "POST /Synapse HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n",
    "POST /Synapse HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  ];
  await withAxon({}, async ({ port, errors }) => {
    for (const text of bad) {
      const client = new RawClient(port).write(text);
      await client.closed;
      // Where the headers were whole there is a request already, and the connection is all that can be ended.
      if (client.received.length === 0) assert.ok(text.includes("zz"), text);
      else assertRefused(await client.response(), 400);
    }
    assert.deepEqual(errors, []);
    assert.equal((await send(port, await signed())).status, 200);
  });
});

full("strange targets and hosts are refused, not crashed on", async () => {
  const bad = [
    "POST /Synapse HTTP/1.1\r\nhost: a b\r\ncontent-length: 0\r\n\r\n",
    "POST /\\Synapse HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
    "POST //[ HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
    "POST http://[bad/ HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
    "POST /%ff%00 HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n",
  ];
  await withAxon({}, async ({ port, errors }) => {
    for (const text of bad) {
      const response = await send(port, text);
      assert.ok([400, 404].includes(response.status), `${text} ${response.status}`);
      assertRefused(response, response.status);
    }
    assert.deepEqual(errors, []);
  });
});

full("a connection goes on after a refusal", async () => {
  await withAxon({}, async ({ port }) => {
    const client = new RawClient(port);
    assertRefused(await client.write(onWire(await signed({ sign: () => "x" }))).next(), 401);
    assertRefused(await client.write(post("/Nope", "", "unread")).next(), 404);
    assert.equal((await client.write(onWire(await signed())).next()).text, "Hello world");
    assert.equal((await client.write(onWire(await signed())).next()).text, "Hello world");
    await client.destroy();
  });
});

full("connections over the caps are closed at once, and places become free again", async () => {
  await withAxon({ limits: { connectionsPerAddress: 2 } }, async ({ port, metrics }) => {
    const first = new RawClient(port);
    const second = new RawClient(port);
    await until(() => metrics.gauges.get("axon_connections") === 2, 5_000, "two connections");
    const third = new RawClient(port);
    await third.closed;
    assert.equal(third.received.length, 0);
    assert.equal(metrics.counts.get("axon_refused_total connections"), 1);
    await first.destroy();
    await until(() => metrics.gauges.get("axon_connections") === 1, 5_000, "a free place");
    assert.equal((await send(port, await signed())).status, 200);
    await second.destroy();
  });
});

full("connections in all are capped too", async () => {
  await withAxon({ limits: { connections: 1 } }, async ({ port, metrics }) => {
    const first = new RawClient(port);
    await until(() => metrics.gauges.get("axon_connections") === 1, 5_000, "one connection");
    await new RawClient(port).closed;
    await first.destroy();
  });
});

full("idle connections are closed", async () => {
  await withAxon({ limits: { keepAliveMs: 200 } }, async ({ port }) => {
    const client = new RawClient(port);
    await client.write(onWire(await signed())).next();
    await client.closed;
  });
});

full("nothing the axon prints or answers lets a caller write its own header lines", async () => {
  await withAxon({ handler: () => say("ok") }, async ({ port }) => {
    const response = await send(port, post("/a%0d%0aevil:%20yes", "", ""));
    assertRefused(response, 404);
    assert.equal(response.headers.evil, undefined);
  });
});
