import assert from "node:assert/strict";
import { ChainError } from "../../../../src/chain/mod.ts";
import { full, until } from "../../../kit/mod.ts";
import { failure } from "../scene.ts";

full("connecting where nobody listens fails at once, naming the endpoint", async () => {
  const { modules, QUICK } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  const error = await failure(connectChain({ network: "ws://127.0.0.1:1", ...QUICK }, modules()));
  assert.equal(error.code, "unreachable");
  assert.match(error.message, /ws:\/\/127\.0\.0\.1:1 /);
  assert.match(error.hint!, /--chain\.fallback_endpoints/);
});

full("connecting to a server that accepts and never answers ends with the deadline", async () => {
  const { modules } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const held: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) held.push(connection);
  })();
  try {
    const network = `ws://127.0.0.1:${listener.addr.port}`;
    const error = await failure(connectChain({ network, connectTimeoutMs: 200 }, modules()));
    assert.equal(error.code, "unreachable");
    assert.match(error.message, /200 ms/);
    assert.ok(held.length > 0, "it was reached");
  } finally {
    listener.close();
    for (const connection of held) connection.close();
    await accepting;
  }
}, { sanitizeOps: false, sanitizeResources: false });

full("a node that stops answering lets reads fail at their deadline, and works again after", async () => {
  const { populate, withChain, withMini } = await import("../kit.ts");
  const { devKey } = await import("../../../../src/wallet/mod.ts");
  const alice = await devKey("//Alice");
  await withMini([{}], async (mini) => {
    populate(mini, alice, await devKey("//Bob"));
    await withChain({ network: mini.url, requestTimeoutMs: 1500, connectTimeoutMs: 5000 }, async (chain) => {
      mini.silent = true;
      const error = await failure(chain.uidOf(1, alice.ss58));
      assert.equal(error.code, "deadline");
      assert.match(error.message, /did not answer uid in time/);
      assert.equal((await failure(chain.uidOf(1, alice.ss58))).code, "unreachable");
      mini.silent = false;
      await until(
        () => chain.uidOf(1, alice.ss58).then((uid) => uid === 0, () => false),
        60_000,
        "an answer",
      );
    });
  });
});

full("heads arrive, also after the node died and came back, and reads wait for it meanwhile", async () => {
  const { populate, withChain, withMini } = await import("../kit.ts");
  const { devKey } = await import("../../../../src/wallet/mod.ts");
  const alice = await devKey("//Alice");
  await withMini([{}], async (mini) => {
    populate(mini, alice, await devKey("//Bob"));
    await withChain({ network: mini.url, requestTimeoutMs: 8000 }, async (chain) => {
      const numbers: number[] = [];
      const off = chain.onHead((head) => numbers.push(head.number));
      await until(() => numbers.length >= 2, 3000, "two heads");
      assert.equal((await chain.head()).number, numbers.at(-1));
      await mini.die();
      const waiting = chain.uidOf(1, alice.ss58);
      mini.revive();
      assert.equal(await waiting, 0);
      const seen = numbers.length;
      await until(() => numbers.length > seen + 1, 5000, "heads on the new link");
      assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), "heads never go back");
      assert.ok(chain.headAgeMs() < 5000);
      off();
      const count = numbers.length;
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert.equal(numbers.length, count, "silence after unsubscribing");
    });
  });
});

full("while no node is there, reads fail as unreachable at their deadline", async () => {
  const { withChain, withMini } = await import("../kit.ts");
  await withMini([{}], async (mini) => {
    await withChain({ network: mini.url, requestTimeoutMs: 300 }, async (chain) => {
      await mini.die();
      const error = await failure(chain.burn(1));
      assert.equal(error.code, "unreachable");
      mini.revive();
    });
  });
});

full("a fallback takes over when the first endpoint is dead from the start or dies later", async () => {
  const { withChain, withMini } = await import("../kit.ts");
  await withMini([{}, {}], async (first, second) => {
    await withChain({ network: "ws://127.0.0.1:1", fallbackEndpoints: [second.url] }, async (chain) => {
      assert.equal(chain.endpoint, second.url);
    });
    await withChain({ network: first.url, fallbackEndpoints: [second.url] }, async (chain) => {
      assert.equal(chain.endpoint, first.url);
      await first.die();
      await chain.burn(1);
      assert.equal(chain.endpoint, second.url);
      first.revive();
    });
  });
});

full("an endpoint without new blocks is left for another one", async () => {
  const { keepingLogger, modules, withChain, withMini } = await import("../kit.ts");
  await withMini([{}, {}], async (first, second) => {
    const logger = keepingLogger();
    await withChain(
      { network: first.url, fallbackEndpoints: [second.url], staleAfterMs: 400 },
      async (chain) => {
        first.frozen = true;
        await until(() => chain.endpoint === second.url, 8000, "the switch");
        assert.ok(logger.lines.some((line) => line.includes("no new block")), logger.lines.join("\n"));
      },
      modules({ logger }),
    );
  });
});

full(
  "a lone endpoint without new blocks is kept as long as it answers, and replaced when it hangs",
  async () => {
    const { withChain, withMini } = await import("../kit.ts");
    await withMini([{}], async (mini) => {
      const quick = { staleAfterMs: 200, requestTimeoutMs: 300, connectTimeoutMs: 600 };
      await withChain({ network: mini.url, ...quick }, async (chain) => {
        mini.frozen = true;
        const connections = () => mini.requests.system_chain ?? 0;
        await until(() => (mini.requests.chain_getHeader ?? 0) >= 2, 4000, "pings");
        assert.equal(connections(), 1);
        mini.silent = true;
        await until(() => connections() > 1, 8000, "a new connection");
        let heads = 0;
        chain.onHead(() => heads++);
        mini.silent = false;
        mini.frozen = false;
        await until(() => heads > 1, 8000, "new heads");
      });
    });
  },
);

full("a fallback of another chain is never used", async () => {
  const { keepingLogger, modules, withChain, withMini } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  await withMini([{}, { genesis: `0x${"99".repeat(32)}` }], async (first, other) => {
    const logger = keepingLogger();
    await withChain(
      { network: first.url, fallbackEndpoints: [other.url], requestTimeoutMs: 8000 },
      async (chain) => {
        await first.die();
        const waiting = chain.burn(1);
        await until(
          () => logger.lines.some((line) => line.includes("serves another chain")),
          6000,
          "the refusal",
        );
        first.revive();
        await waiting;
        assert.equal(chain.endpoint, first.url);
      },
      modules({ logger }),
    );
    await assert.rejects(
      connectChain({ network: "finney", fallbackEndpoints: [], connectTimeoutMs: 1 }, modules()),
      ChainError,
    );
  });
});

full("after close everything fails as closed, and nothing reconnects", async () => {
  const { modules, QUICK, withMini } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  await withMini([{}], async (mini) => {
    const chain = await connectChain({ network: mini.url, ...QUICK }, modules());
    mini.silent = true;
    const pending = failure(chain.burn(1));
    await chain.close();
    assert.equal((await pending).code, "closed");
    assert.equal((await failure(chain.burn(1))).code, "closed");
    await chain.close();
  });
});

full("an era that is not a power of two is refused before anything is opened", async () => {
  const { modules } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  const error = await failure(connectChain({ network: "ws://127.0.0.1:1", eraPeriod: 100 }, modules()));
  assert.equal(error.code, "invalid");
});

full("connecting ends at once when its signal aborts, with the reason given", async () => {
  const { modules, withMini } = await import("../kit.ts");
  const { connectChain } = await import("../../../../src/chain/mod.ts");
  await withMini([{}], async (mini) => {
    mini.silent = true;
    const controller = new AbortController();
    const connecting = connectChain({ network: mini.url, signal: controller.signal }, modules());
    await until(() => (mini.requests.rpc_methods ?? 0) > 0, 5000, "the connection");
    controller.abort(new Error("Ctrl-C"));
    await assert.rejects(connecting, /Ctrl-C/);
    const again = connectChain({ network: mini.url, signal: controller.signal }, modules());
    await assert.rejects(again, /Ctrl-C/);
  });
});
