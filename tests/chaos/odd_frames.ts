import assert from "node:assert/strict";
import fc from "fast-check";
import { startCli } from "../kit/cli.ts";
import { until } from "../kit/mod.ts";
import { anyFrame, ODD_CASES, type OddFrame, OddProxy } from "../kit/odd_proxy.ts";
import { withSubnet } from "../kit/subnet.ts";
import type { Chaos } from "./kit.ts";

/** Endpoints that are broken from the start, one of so many. */
const BROKEN_EVERY = 5;

/**
 * A miner, the whole program, whose chain endpoints send frames no node sends, one endpoint after the other: web pages,
 * bytes, JSON of wrong forms, ends. It leaves each of them, follows the chain on the last one, and ends cleanly.
 */
export async function oddFrames(chaos: Chaos): Promise<void> {
  const frames = framesOf(chaos);
  await withSubnet({ wallets: ["val", "min"], blockMs: 250 }, async (subnet) => {
    assert.equal((await subnet.run(["register", "--wallet.name=min", "--yes"])).code, 0);
    // As many as are broken, and one more: the pause after a round over all of them is not what is tested here.
    const proxies = Array.from({ length: frames.length + 1 }, () => new OddProxy(subnet.endpoint));
    for (let i = BROKEN_EVERY; i < proxies.length - 1; i += BROKEN_EVERY) {
      // It answers a few questions of the opening first.
      let good = chaos.int(8);
      proxies[i]!.rewrite = () => good-- > 0 ? null : frames[i]!;
    }
    const [first, ...others] = proxies.map(({ endpoint }) => endpoint);
    const miner = startCli([
      "miner",
      "--wallet.name=min",
      "--neuron.engine=retrieval",
      "--axon.port=0",
      `--subtensor.chain_endpoint=${first}`,
      "--chain.fallback_endpoints",
      ...others,
    ], { home: subnet.home });
    try {
      await miner.waitFor(/announced 127\.0\.0\.1:\d+/, "stderr", 90_000);
      const current = () => proxies.find(({ connections }) => connections > 0);
      for (let sent = 0; sent < frames.length; sent++) {
        await until(() => current() !== undefined, 90_000, `a connection before frame ${sent}`);
        const proxy = current()!;
        if (proxy === proxies.at(-1)) break;
        proxy.inject(frames[proxies.indexOf(proxy)]!);
        // Harmless ones leave the connection open; the endpoint is broken in any case.
        proxy.inject("the end");
        await until(() => proxy.connections === 0, 60_000, `the end of endpoint ${sent}`);
        chaos.inject();
      }
      await until(() => proxies.at(-1)!.connections > 0, 90_000, "the last endpoint");
      const opened = proxies.reduce((sum, { handshakes }) => sum + handshakes, 0);
      miner.kill("SIGTERM");
      const { code, stderr } = await miner.finished(30_000);
      assert.equal(code, 0, stderr.slice(-2000));
      assert.doesNotMatch(stderr, /Uncaught|API-WS|\n\s+at .*\.(?:ts|js):\d+/);
      chaos.note(`${proxies.length - 1} endpoints left one after the other, ${opened} connections`);
    } finally {
      miner.kill("SIGKILL");
      await miner.finished(5000).catch(() => {});
      await Promise.all(proxies.map((proxy) => proxy.close()));
    }
  });
}

/** All kinds and random ones, or a few of them. */
function framesOf(chaos: Chaos): OddFrame[] {
  const kinds = ODD_CASES.map(({ frame }) => frame);
  if (!chaos.full) return Array.from({ length: 12 }, () => kinds[chaos.int(kinds.length)]!);
  return [...kinds, ...fc.sample(anyFrame, { numRuns: 60, seed: chaos.int(2 ** 31) })];
}
