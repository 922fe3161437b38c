import assert from "node:assert/strict";
import type { Link } from "../../../../src/chain/link/link.ts";
import { full, until } from "../../../kit/mod.ts";

const HASH = `0x${"5a".repeat(32)}`;

/** What a node sends of a watched transaction; `answer` names the subscription. */
const FRAMES = {
  answer: { jsonrpc: "2.0", id: 1, result: "watch-1" },
  ready: update("ready"),
  inBlock: update({ inBlock: HASH }),
  finalized: update({ finalized: HASH }),
} as const;

function update(result: unknown) {
  return { jsonrpc: "2.0", method: "author_extrinsicUpdate", params: { subscription: "watch-1", result } };
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => orders(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/** Hash that `watchTransaction` gives when the node sends these frames as soon as it is asked. */
async function watch(frames: (keyof typeof FRAMES)[], finalized: boolean): Promise<string> {
  const { NodeSocket } = await import("../../../../src/chain/link/node_socket.ts");
  const { watchTransaction } = await import("../../../../src/chain/send/watch_transaction.ts");
  const methods: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      methods.push(JSON.parse(data).method);
      if (methods.length === 1) { for (const name of frames) socket.send(JSON.stringify(FRAMES[name])); }
    };
    return response;
  });
  const provider = new NodeSocket(`ws://127.0.0.1:${server.addr.port}`);
  try {
    await provider.connect();
    const link = { provider, ended: provider.ended, open: true } as unknown as Link;
    const hash = await watchTransaction(link, "transfer", "0x00", finalized, AbortSignal.timeout(10_000));
    await until(() => methods.length === 2, 5000, "the end of the subscription");
    assert.deepEqual(methods, ["author_submitAndWatchExtrinsic", "author_unwatchExtrinsic"]);
    return hash;
  } finally {
    await provider.disconnect();
    await server.shutdown();
  }
}

full("no status of a transaction is missed, whatever it overtakes", async () => {
  const names = Object.keys(FRAMES) as (keyof typeof FRAMES)[];
  for (const frames of orders(names)) {
    for (const finalized of [false, true]) {
      assert.equal(await watch(frames, finalized), HASH, `${frames} ${finalized}`);
    }
  }
  // A node that skips a status still says where the transaction is.
  assert.equal(await watch(["finalized", "answer"], false), HASH);
});
