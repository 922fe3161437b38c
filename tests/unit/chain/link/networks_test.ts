import assert from "node:assert/strict";
import fc from "fast-check";
import { ChainError, NETWORKS, resolveEndpoint } from "../../../../src/chain/mod.ts";

Deno.test("every network name leads to its endpoint, whatever its case", () => {
  for (const network of NETWORKS) {
    assert.deepEqual(resolveEndpoint(network.name), network);
    assert.deepEqual(resolveEndpoint(` ${network.name.toUpperCase()} `), network);
  }
});

Deno.test("a known host leads to its network however it is written", () => {
  for (
    const text of [
      "entrypoint-finney.opentensor.ai",
      "wss://entrypoint-finney.opentensor.ai:443/",
      "ws://test.finney.opentensor.ai",
    ]
  ) {
    const expected = text.includes("test") ? "test" : "finney";
    assert.equal(resolveEndpoint(text).name, expected);
    assert.match(resolveEndpoint(text).endpoint, /^wss:.*:443$/);
  }
});

Deno.test("any other text is an endpoint, with ws:// in front when it has no scheme", () => {
  assert.deepEqual(resolveEndpoint("node.example:9944"), {
    name: "unknown",
    endpoint: "ws://node.example:9944",
  });
  assert.deepEqual(resolveEndpoint("wss://node.example"), {
    name: "unknown",
    endpoint: "wss://node.example",
  });
  assert.deepEqual(resolveEndpoint("127.0.0.1:9999"), { name: "local", endpoint: "ws://127.0.0.1:9999" });
  assert.deepEqual(resolveEndpoint("ws://localhost:1"), { name: "local", endpoint: "ws://localhost:1" });
});

Deno.test("what is neither a network nor an endpoint is refused with what to write instead", () => {
  const cases: [text: string, message: RegExp, hint: RegExp][] = [
    ["foonet", /"foonet" is not a known network/, /one of finney, test.*ws:\/\/foonet:9944/],
    ["finny", /"finny" is not a known network/, /did you mean finney\?/],
    ["FINEY", /"FINEY" is not a known network/, /did you mean finney\?/],
    ["tset", /"tset"/, /did you mean test\?/],
    ["locl", /"locl"/, /did you mean local\?/],
    ["9944", /"9944"/, /ws:\/\/9944:9944|one of/],
    ["", /"" names no network/, /one of finney/],
    ["   ", /"" names no network/, /one of finney/],
    [
      "http://node:1",
      /"http:\/\/node:1" is not a WebSocket URL/,
      /use ws:\/\/ or wss:\/\/, as in ws:\/\/node:1/,
    ],
    ["https://node", /is not a WebSocket URL/, /as in wss:\/\/node/],
    ["HTTP://node", /is not a WebSocket URL/, /as in ws:\/\/node/],
    ["tcp://node:1", /is not a WebSocket URL/, /ws:\/\/ or wss:\/\//],
    ["file:///etc/x", /is not a WebSocket URL/, /ws:\/\/ or wss:\/\//],
    ["ws://", /names no host/, /ws:\/\/HOST:PORT/],
    ["wss:///path", /names no host/, /HOST:PORT/],
    ["ws://:9944", /names no host/, /HOST:PORT/],
    ["ws://h:99999", /port 99999, which is not from 1 to 65535/, /HOST:PORT/],
    ["h:0", /port 0, which/, /HOST:PORT/],
    ["h:65536", /port 65536/, /HOST:PORT/],
    ["ws://h/x#f", /has a fragment/, /HOST:PORT/],
    ["ws://h#", /has a fragment/, /HOST:PORT/],
    ["ws://a b", /is not a valid URL/, /HOST:PORT/],
    ["ws://h:port", /is not a valid URL/, /HOST:PORT/],
    ["ws://[::1", /is not a valid URL/, /HOST:PORT/],
  ];
  for (const [text, message, hint] of cases) {
    assert.throws(() => resolveEndpoint(text), (error: unknown) => {
      assert.ok(error instanceof ChainError, text);
      assert.equal(error.code, "invalid", text);
      assert.match(error.message, message, text);
      assert.match(error.hint ?? "", hint, text);
      return true;
    });
  }
});

Deno.test("the case of the scheme does not matter, and only this machine's hosts are local", () => {
  assert.deepEqual(resolveEndpoint("WS://127.0.0.1:9944"), {
    name: "local",
    endpoint: "ws://127.0.0.1:9944",
  });
  assert.deepEqual(resolveEndpoint("Wss://Node.example/key"), {
    name: "unknown",
    endpoint: "wss://Node.example/key",
  });
  for (const text of ["localhost", "ws://[::1]:9944", "127.8.8.8:1"]) {
    assert.equal(resolveEndpoint(text).name, "local");
  }
  for (const text of ["localhost.example:1", "ws://127.0.0.1.example", "ws://h/?127.0.0.1"]) {
    assert.equal(resolveEndpoint(text).name, "unknown", text);
  }
});

Deno.test("any text is an endpoint that a WebSocket takes, or an error of one line", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("ws://", "wss://", "http://", ":", "@", "#", "?", "/", "[", "127.0.0.1"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }).map((parts) => parts.join("")), (text) => {
      try {
        const url = new URL(resolveEndpoint(text).endpoint);
        assert.match(url.protocol, /^wss?:$/);
        assert.notEqual(url.hostname, "");
        assert.equal(url.hash, "");
      } catch (error) {
        assert.ok(error instanceof ChainError, String(error));
        assert.equal(error.code, "invalid");
        assert.ok(error.message.length < 400);
      }
    }),
    { numRuns: 3000 },
  );
});
