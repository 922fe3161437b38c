import assert from "node:assert/strict";
import { ChainError } from "../../../../src/chain/mod.ts";
import { full, until } from "../../../kit/mod.ts";
import { ODD_CASES, OddProxy } from "../../../kit/odd_proxy.ts";
import { failure } from "../scene.ts";

/** What the library asks while it opens an endpoint. */
const OPENING = [
  "chain_getBlockHash",
  "state_getRuntimeVersion",
  "system_chain",
  "system_properties",
  "rpc_methods",
  "state_call",
  "state_subscribeRuntimeVersion",
];

/** Runs `body` with a node and proxies in front of it. */
async function withProxies(
  count: number,
  body: (
    mini: import("../mini_chain.ts").MiniChain,
    proxies: OddProxy[],
    alice: import("../../../../src/wallet/mod.ts").Signer,
  ) => Promise<void>,
): Promise<void> {
  const { populate, withMini } = await import("../kit.ts");
  const { devKey } = await import("../../../../src/wallet/mod.ts");
  const [alice, bob] = await Promise.all([devKey("//Alice"), devKey("//Bob")]);
  await withMini([{}], async (mini) => {
    populate(mini, alice, bob);
    const proxies = Array.from({ length: count }, () => new OddProxy(mini.url));
    try {
      await body(mini, proxies, alice);
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    }
  });
}

full("an endpoint that sends an odd frame is left for the next one, whatever the frame", async () => {
  const { withChain } = await import("../kit.ts");
  await withProxies(2, async (_, proxies, alice) => {
    const [first, second] = proxies.map(({ endpoint }) => endpoint);
    const options = { network: first!, fallbackEndpoints: [second!], steadyAfterMs: 0 };
    await withChain({ ...options, requestTimeoutMs: 20_000 }, async (chain) => {
      // Each costs a new connection; node_socket_test.ts goes through all of them.
      for (const { name, frame, breaks } of ODD_CASES.filter((_, i) => i % 3 === 0)) {
        const before = chain.endpoint;
        const proxy = proxies.find(({ endpoint }) => endpoint === before)!;
        const waiting = chain.uidOf(1, alice.ss58);
        proxy.inject(frame);
        assert.equal(await waiting, 0, name);
        if (breaks) await until(() => chain.endpoint !== before, 20_000, `the other endpoint after ${name}`);
        else assert.equal(chain.endpoint, before, name);
      }
    });
  });
});

full("an endpoint whose first answers are odd is passed over", async () => {
  const { withChain } = await import("../kit.ts");
  await withProxies(1, async (mini, [proxy], alice) => {
    for (const method of OPENING) {
      for (const result of [null, 7, "0x", "0xdeadbeef", { a: [] }, [1]]) {
        let odd = 0;
        proxy!.rewrite = (message, asked) => {
          if (asked !== method || message.id === undefined) return null;
          odd++;
          return JSON.stringify({ jsonrpc: "2.0", id: message.id, result });
        };
        await withChain({ network: proxy!.endpoint, fallbackEndpoints: [mini.url] }, async (chain) => {
          assert.equal(await chain.uidOf(1, alice.ss58), 0);
          assert.ok(odd > 0, `${method} was asked`);
        });
      }
    }
  });
});

full(
  "values that cannot be read are read elsewhere, and fail in words where there is nowhere else",
  async () => {
    const { withChain } = await import("../kit.ts");
    await withProxies(1, async (mini, [proxy], alice) => {
      const damaged = ["0x01", "0x", 5, null, {}, "no hex"];
      for (
        const [network, fallbackEndpoints] of [[proxy!.endpoint, [mini.url]], [proxy!.endpoint, []]] as const
      ) {
        for (const value of damaged) {
          proxy!.rewrite = () => null;
          await withChain(
            { network, fallbackEndpoints: [...fallbackEndpoints], steadyAfterMs: 0 },
            async (chain) => {
              proxy!.rewrite = (message, method) => {
                if (method === "state_storage" && message.params) {
                  const { block, changes } = message.params.result as {
                    block: string;
                    changes: [string, unknown][];
                  };
                  const result = { block, changes: changes.map(([key]) => [key, value]) };
                  return JSON.stringify({ ...message, params: { ...message.params, result } });
                }
                const reads = ["state_getStorage", "state_call", "chain_getHeader"].includes(method);
                return reads ? JSON.stringify({ jsonrpc: "2.0", id: message.id, result: value }) : null;
              };
              const reads = [
                chain.uidOf(1, alice.ss58),
                chain.balance(alice.ss58),
                chain.hyperparameters(1),
                chain.metagraph(1),
                chain.lastUpdate(1, 0),
              ];
              for (const one of await Promise.allSettled(reads)) {
                if (one.status === "rejected") {
                  assert.ok(one.reason instanceof ChainError, String(one.reason));
                }
              }
            },
          );
        }
      }
    });
  },
  { sanitizeOps: false, sanitizeResources: false },
);

full("heads with numbers no chain reaches end the connection, not the process", async () => {
  const { withChain } = await import("../kit.ts");
  await withProxies(1, async (mini, [proxy]) => {
    for (const number of ["0xffffffffffffffffffffffff", "0x", "-1", -1, 1.5, null, "12", [1]]) {
      proxy!.rewrite = () => null;
      const options = { network: proxy!.endpoint, fallbackEndpoints: [mini.url] };
      await withChain(options, async (chain) => {
        proxy!.rewrite = (message) => {
          if (message.method !== "chain_newHead") return null;
          const params = { ...message.params, result: { ...message.params!.result as object, number } };
          return JSON.stringify({ ...message, params });
        };
        await until(() => chain.endpoint === mini.url, 20_000, `the fallback after ${number}`);
        let heads = 0;
        chain.onHead(() => heads++);
        await until(() => heads > 1, 20_000, "heads");
      });
    }
  });
});

full("an endpoint that closes each connection soon is opened ever more rarely", async () => {
  const { keepingLogger, modules, withChain } = await import("../kit.ts");
  await withProxies(1, async (_, [proxy]) => {
    const logger = keepingLogger();
    const options = { network: proxy!.endpoint, connectTimeoutMs: 10_000 };
    await withChain(options, async () => {
      const closing = setInterval(() => proxy!.inject({ close: 1013, reason: "" }), 20);
      await new Promise((resolve) => setTimeout(resolve, 7000));
      clearInterval(closing);
      // Pauses of 0.5 to 1, 1 to 2, 2 to 4 and 4 to 8 seconds.
      assert.ok(proxy!.handshakes >= 2 && proxy!.handshakes <= 6, `${proxy!.handshakes} handshakes`);
      assert.ok(logger.lines.some((line) => /next try in \d+\.\d s/.test(line)), logger.lines.join("\n"));
    }, modules({ logger }));
  });
});

full("after a connection that lasted, the next one is opened at once", async () => {
  const { withChain } = await import("../kit.ts");
  await withProxies(1, async (_, [proxy], alice) => {
    await withChain({ network: proxy!.endpoint, steadyAfterMs: 50 }, async (chain) => {
      const begin = performance.now();
      for (let i = 2; i <= 9; i++) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        proxy!.inject({ close: 1013, reason: "" });
        await until(() => proxy!.handshakes === i, 20_000, "the next handshake");
        assert.equal(await chain.uidOf(1, alice.ss58), 0);
      }
      // With pauses that grow it would take a minute at least.
      assert.ok(performance.now() - begin < 45_000);
    });
  });
});

full(
  "at the start a busy endpoint is tried again, until the deadline, and the error has the status",
  async () => {
    const { keepingLogger, modules, QUICK, withChain } = await import("../kit.ts");
    const { connectChain } = await import("../../../../src/chain/mod.ts");
    await withProxies(1, async (_, [proxy], alice) => {
      const network = proxy!.endpoint;
      for (const status of [408, 425, 429, 500, 502, 503, 504]) {
        let left = 1;
        proxy!.refuse = () => left-- > 0 ? new Response("busy", { status }) : null;
        const logger = keepingLogger();
        await withChain({ network }, async (chain) => {
          assert.equal(await chain.uidOf(1, alice.ss58), 0);
          assert.match(logger.lines.join("\n"), new RegExp(`HTTP ${status}`));
        }, modules({ logger }));
      }
      proxy!.refuse = () => new Response("busy", { status: 429 });
      const begin = performance.now();
      const busy = await failure(connectChain({ network, ...QUICK, startTimeoutMs: 2500 }, modules()));
      assert.equal(busy.code, "unreachable");
      assert.match(busy.message, /HTTP 429/);
      assert.equal(busy.data.status, 429);
      assert.ok(performance.now() - begin < 25_000);
      for (const status of [200, 301, 400, 401, 403, 404]) {
        proxy!.handshakes = 0;
        proxy!.refuse = () => new Response("no", { status });
        const error = await failure(connectChain({ network, ...QUICK }, modules()));
        assert.match(error.message, new RegExp(`HTTP ${status}`));
        assert.equal(proxy!.handshakes, 1, "tried once");
      }
    });
  },
);
