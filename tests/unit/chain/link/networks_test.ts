import assert from "node:assert/strict";
import { NETWORKS, resolveEndpoint } from "../../../../src/chain/mod.ts";

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
