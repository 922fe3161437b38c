import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { runCli } from "../kit/cli.ts";
import { OddProxy } from "../kit/odd_proxy.ts";

full("a mistyped endpoint is a usage error of two lines, without a stack", async () => {
  const home = await Deno.makeTempDir();
  const cases: [value: string, text: RegExp][] = [
    ["finny", /did you mean finney\?/],
    ["http://127.0.0.1:9944", /use ws:\/\/ or wss:\/\//],
    ["ws://", /names no host/],
    ["ws://h:99999", /port 99999/],
    ["ws://h/x#f", /fragment/],
  ];
  try {
    for (const [value, text] of cases) {
      for (
        const args of [["metagraph", "--network", value], ["miner", "--subtensor.chain_endpoint", value]]
      ) {
        const { code, stdout, stderr } = await runCli(args, { home });
        assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
        assert.equal(stdout, "");
        assert.match(stderr, text);
        assert.doesNotMatch(stderr, /\n\s+at |API-WS|fault of the program/);
        assert.ok(stderr.trim().split("\n").length <= 2, stderr);
      }
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

full(
  "a proxy in the environment is not asked for this machine, and is named when it fails elsewhere",
  async () => {
    const { startLocalnet } = await import("../../src/localnet/mod.ts");
    const { systemClock } = await import("../../src/base/mod.ts");
    const home = await Deno.makeTempDir();
    const localnet = await startLocalnet({ blockMs: 500 }, { clock: systemClock });
    const env = { HTTP_PROXY: "http://me:secret@127.0.0.1:9", all_proxy: "http://127.0.0.1:9" };
    try {
      for (const network of [localnet.endpoint, localnet.endpoint.replace("127.0.0.1", "localhost")]) {
        const { code, stderr } = await runCli(["metagraph", "--network", network], { home, env });
        assert.equal(code, 0, stderr);
      }
      const far = await runCli(["metagraph", "--network", "ws://node.invalid:9944"], {
        home,
        env: { HTTP_PROXY: env.HTTP_PROXY },
      });
      assert.equal(far.code, 4, far.stderr);
      assert.match(far.stderr, /through the proxy "http:\/\/127\.0\.0\.1:9" of HTTP_PROXY/);
      assert.doesNotMatch(far.stderr, /secret/);
      assert.match(far.stderr, /NO_PROXY=node\.invalid/);
    } finally {
      await localnet.close();
      await Deno.remove(home, { recursive: true });
    }
  },
);

full("a busy endpoint is tried again at the start, and a refusing one names its status", async () => {
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  const { systemClock } = await import("../../src/base/mod.ts");
  const home = await Deno.makeTempDir();
  const localnet = await startLocalnet({ blockMs: 500 }, { clock: systemClock });
  const proxy = new OddProxy(localnet.endpoint);
  try {
    let busy = 2;
    proxy.refuse = () => busy-- > 0 ? new Response("slow down", { status: 429 }) : null;
    const good = await runCli(["metagraph", "--network", proxy.endpoint], { home });
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stderr, /HTTP 429/);
    proxy.refuse = () => new Response("no", { status: 403 });
    const bad = await runCli(["metagraph", "--network", proxy.endpoint], { home });
    assert.equal(bad.code, 4);
    assert.match(bad.stderr, /answered the WebSocket handshake with HTTP 403/);
    // The chain answers at first, then a page comes in place of each frame.
    proxy.refuse = () => null;
    proxy.rewrite = () => "<html>502</html>";
    const page = await runCli(["metagraph", "--network", proxy.endpoint], { home });
    assert.equal(page.code, 4, page.stderr);
    assert.match(page.stderr, /a web page/);
    assert.doesNotMatch(page.stderr, /\n\s+at |API|fault of the program/);
  } finally {
    await proxy.close();
    await localnet.close();
    await Deno.remove(home, { recursive: true });
  }
});
