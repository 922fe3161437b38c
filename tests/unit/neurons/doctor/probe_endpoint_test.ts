import assert from "node:assert/strict";
import { systemClock } from "../../../../src/base/mod.ts";
import { probeEndpoint } from "../../../../neurons/doctor/probe_endpoint.ts";
import { full } from "../../../kit/mod.ts";

type Answer = (method: string, socket: WebSocket, id: number) => unknown;

/** A WebSocket server that answers as told; `undefined` = nothing. */
async function withNode(answer: Answer, body: (endpoint: string) => Promise<void>): Promise<void> {
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    sockets.add(socket);
    socket.onmessage = ({ data }) => {
      const { id, method } = JSON.parse(data);
      const result = answer(method, socket, id);
      if (result !== undefined) socket.send(JSON.stringify({ jsonrpc: "2.0", id, result }));
    };
    return response;
  });
  try {
    await body(`ws://127.0.0.1:${server.addr.port}`);
  } finally {
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.close();
    await server.shutdown();
  }
}

const STAMP = "0x" + "00e0571b97010000"; // 2025-05-28 or so, little endian milliseconds

full(
  "an endpoint is read without a client library: lag, peers, head, and the block that comes meanwhile",
  async () => {
    let number = 7;
    let heads = 0;
    const answers: Record<string, () => unknown> = {
      chain_getBlockHash: () => "0xabc",
      system_name: () => "node",
      system_health: () => ({ peers: 4, isSyncing: true, shouldHavePeers: true }),
      chain_getHeader: () => ({ number: `0x${(++heads > 1 ? ++number : number).toString(16)}` }),
      state_getStorage: () => STAMP,
    };
    await withNode((method) => answers[method]!(), async (endpoint) => {
      const probe = await probeEndpoint(endpoint, 2000, systemClock, new AbortController().signal);
      const timeMs = Number(new DataView(Uint8Array.fromHex(STAMP.slice(2)).buffer).getBigUint64(0, true));
      assert.deepEqual([probe.genesis, probe.peers, probe.isSyncing, probe.head], ["0xabc", 4, true, {
        number: 7,
        timeMs,
      }]);
      assert.equal(probe.fresh?.timeMs, timeMs);
      assert.ok(probe.roundTripMs < 2000);
    });
  },
);

full("an endpoint that talks nonsense, hangs up or stays silent is an error, not a hang", async () => {
  const nonsense: [string, Answer, RegExp][] = [
    ["garbage", (_m, socket) => socket.send("][") as undefined, /stopped/],
    ["silence", () => undefined, /stopped/],
    ["hanging up", (_m, socket) => socket.close() as undefined, /closed/],
    [
      "an error",
      (_m, socket, id) =>
        socket.send(JSON.stringify({ id, error: { message: "no such method" } })) as undefined,
      /no such method/,
    ],
  ];
  for (const [name, answer, expected] of nonsense) {
    const stop = new AbortController();
    await withNode(answer, async (endpoint) => {
      const probe = probeEndpoint(endpoint, 10_000, systemClock, stop.signal);
      const timer = setTimeout(() => stop.abort(new Error("stopped by the test")), 300);
      await assert.rejects(probe, expected, name);
      clearTimeout(timer);
    });
  }
});
