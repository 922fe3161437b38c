import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/mod.ts";
import type { Localnet } from "../../../src/localnet/mod.ts";
import { refusalOf } from "../../../src/localnet/rpc/local_request.ts";
import { CODE_KEY, runtimeCode } from "../../../src/localnet/runtime/runtime_code.ts";
import { full } from "../../kit/mod.ts";
import { Harness } from "./kit.ts";

const GOOD_HOSTS = ["127.0.0.1:9944", "localhost", "LOCALHOST:1", "127.1.2.3:80", "[::1]:9944", null];
const BAD_HOSTS = [
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost.evil.example:9944",
  "10.0.0.1",
  "",
  "%",
];
const GOOD_ORIGINS = [null, "http://localhost:3000", "https://127.0.0.1", "http://[::1]:8080"];
const BAD_ORIGINS = [
  "https://evil.example",
  "null",
  "file://",
  "http://127.0.0.1.evil.example",
  "http://localhost@evil.example",
  "https://192.168.1.2",
  "",
];

/** Every pair of host and origin, with whether it is welcome. */
function* callers(): Generator<{ host: string | null; origin: string | null; welcome: boolean }> {
  for (const host of [...GOOD_HOSTS, ...BAD_HOSTS]) {
    for (const origin of [...GOOD_ORIGINS, ...BAD_ORIGINS]) {
      yield { host, origin, welcome: !BAD_HOSTS.includes(host!) && !BAD_ORIGINS.includes(origin!) };
    }
  }
}

async function withLocalnet(body: (localnet: Localnet, port: number) => Promise<void>): Promise<void> {
  const { startLocalnet } = await import("../../../src/localnet/mod.ts");
  const localnet = await startLocalnet({ production: "manual" }, { clock: systemClock });
  try {
    await body(localnet, Number(new URL(localnet.endpoint).port));
  } finally {
    await localnet.close();
  }
}

/** Status of one request with exactly these headers. */
async function statusOf(port: number, head: string[], body = ""): Promise<number> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    await connection.write(new TextEncoder().encode([...head, "", body].join("\r\n")));
    const answer = new Uint8Array(64);
    const length = await connection.read(answer) ?? 0;
    return Number(/^HTTP\/1\.[01] (\d{3})/.exec(new TextDecoder().decode(answer.subarray(0, length)))?.[1]);
  } finally {
    connection.close();
  }
}

/** Sends a frame and returns what comes back. */
async function exchange(socket: WebSocket, frame: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.onmessage = ({ data }) => resolve(data);
  socket.send(frame);
  return await promise;
}

Deno.test("a request is welcome from programs and pages of this machine, and from nobody else", () => {
  for (const { host, origin, welcome } of callers()) {
    const headers = new Headers();
    if (host !== null) headers.set("host", host);
    if (origin !== null) headers.set("origin", origin);
    const refusal = refusalOf(headers);
    assert.equal(refusal === null, welcome, `${host} ${origin}: ${refusal}`);
  }
});

full("the server refuses foreign hosts and origins with 403, over POST and WebSocket", async () => {
  await withLocalnet(async (_, port) => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"sim_newBlock","params":[]}`;
    for (const { host, origin, welcome } of callers()) {
      // HTTP/1.1 needs a host, and an empty or damaged one never gets to the server's own code.
      if (host === null || host === "" || host === "%") continue;
      const headers = [`Host: ${host}`, ...(origin === null ? [] : [`Origin: ${origin}`])];
      const post = await statusOf(port, [
        "POST / HTTP/1.1",
        ...headers,
        `Content-Length: ${body.length}`,
        "Connection: close",
      ], body);
      assert.equal(post, welcome ? 200 : 403, `POST ${host} ${origin}`);
      const upgrade = await statusOf(port, [
        "GET / HTTP/1.1",
        ...headers,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      ]);
      assert.equal(upgrade, welcome ? 101 : 403, `WebSocket ${host} ${origin}`);
    }
  });
});

full(
  "text and binary frames get the same answer, and bytes that are no UTF-8 get a parse error",
  async () => {
    await withLocalnet(async (localnet) => {
      const socket = new WebSocket(localnet.endpoint);
      await new Promise((resolve) => socket.onopen = resolve);
      const frames = [
        { jsonrpc: "2.0", id: 1, method: "system_chain", params: [] },
        { jsonrpc: "2.0", id: "größe 人口", method: "rpc_methods" },
        [{ id: 1, method: "chain_getBlockHash", params: [0] }, { id: 2, method: "no_such" }],
        { id: 3 },
        "text",
        null,
      ].map((one) => JSON.stringify(one));
      for (const text of [...frames, "", "{", "<html>"]) {
        const answer = await exchange(socket, text);
        assert.equal(await exchange(socket, new TextEncoder().encode(text)), answer, text);
      }
      for (const bytes of [[0xff, 0xfe], [0xc3], [0x7b, 0x80, 0x7d]]) {
        const { error } = JSON.parse(await exchange(socket, Uint8Array.from(bytes)));
        assert.equal(error.code, -32700);
      }
      const closed = new Promise((resolve) => socket.onclose = resolve);
      socket.close();
      await closed;
    });
  },
);

Deno.test("the runtime's code is in the state from genesis, and other bytes from an upgrade on", () => {
  const h = new Harness();
  const code = () => h.chain.raw()(CODE_KEY);
  const first = code();
  assert.match(first!, /^0x0061736d01000000/);
  assert.equal(CODE_KEY, "0x3a636f6465");
  h.blocks(3);
  assert.equal(code(), first);
  const seen = new Set([first]);
  for (let i = 1; i <= 3; i++) {
    h.chain.upgrade({ specVersion: h.schema.specVersion + i });
    h.blocks(1);
    seen.add(code());
    h.blocks(1);
  }
  assert.equal(seen.size, 4);
  assert.equal(h.chain.raw(h.chain.genesis)(CODE_KEY), first, "older blocks keep theirs");
  assert.notEqual(
    runtimeCode({ specVersion: 1, withoutCalls: ["a"] }),
    runtimeCode({ specVersion: 1 }),
  );
});
