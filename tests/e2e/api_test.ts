import assert from "node:assert/strict";
import type { AxonHandler } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { runCli } from "../kit/cli.ts";
import { full, until } from "../kit/mod.ts";
import { type TestSubnet, withSubnet } from "../kit/subnet.ts";

/** A miner in this process, announced on the subnet's chain. */
interface Miner {
  /** Users' conversations it was asked, by their last message. */
  readonly asked: string[];
  /** Conversations that were left by their caller. */
  readonly left: string[];
  stop(): Promise<void>;
}

/** Registers a wallet and serves an axon for it that answers users by name. */
async function startMiner(subnet: TestSubnet, wallet: string): Promise<Miner> {
  const [{ createAxon }, { connectChain }, { openHotkey }] = await Promise.all([
    import("../../src/axon/mod.ts"),
    import("../../src/chain/mod.ts"),
    import("../../src/wallet/mod.ts"),
  ]);
  const registered = await subnet.run(["register", `--wallet.name=${wallet}`, "--yes"]);
  assert.equal(registered.code, 0, registered.stderr);
  const basics = {
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
    random: seededRandom(wallet),
  };
  const path = `${subnet.home}/.bittensor/wallets`;
  const signer = await openHotkey(
    { path, name: wallet, hotkey: "default" },
    async function* () {},
  );
  const asked: string[] = [];
  const left: string[] = [];
  const handler: AxonHandler = async function* ({ prompt, signal }) {
    const last = prompt.messages.at(-1)!;
    if (!last.includes("USER")) return yield "I do not know.";
    asked.push(last);
    yield `${wallet} says: `;
    if (last.includes("WAIT")) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      left.push(last);
      return;
    }
    yield `${prompt.messages.length} messages, `;
    yield `the first: ${prompt.messages[0]}`;
  };
  const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
    ...basics,
    signer,
    policy: { refuseReason: () => null, priority: () => 1 },
    handler,
  });
  const { port } = await axon.start();
  const chain = await connectChain({ network: subnet.endpoint }, basics);
  await chain.serveAxon({ netuid: 1, ip: "127.0.0.1", port, version: 1, signer });
  await chain.close();
  return { asked, left, stop: () => axon.stop(0) };
}

full(
  "the unmodified openai client is answered by the best miner, within its key's limits, and by another when that is gone",
  () =>
    withSubnet({ wallets: ["val", "best", "other"] }, async (subnet) => {
      const [{ openStore }, { default: OpenAI }] = await Promise.all([
        import("../../src/store/mod.ts"),
        import("openai"),
      ]);
      const { home, hotkeys } = subnet;
      await using cleanup = new AsyncDisposableStack();
      const best = await startMiner(subnet, "best");
      cleanup.defer(() => best.stop());
      const other = await startMiner(subnet, "other");
      cleanup.defer(() => other.stop());
      // What this validator learned in an earlier life.
      const store = openStore(`${home}/.bittensor/miners/val/default/netuid1/validator/sn1.db`);
      store.replaceScores([
        { hotkey: hotkeys.best!, uid: 1, score: 1 },
        { hotkey: hotkeys.other!, uid: 2, score: 1e-6 },
      ]);
      store.close();
      const validator = subnet.start([
        "validator",
        "--wallet.name=val",
        "--neuron.engine=retrieval",
        "--neuron.tasks=math",
        "--neuron.moving_average_alpha=0",
        "--neuron.decay_alpha=0",
        "--neuron.timeout=10",
        "--neuron.epoch_length=5",
        "--api.port=0",
        "--json",
      ]);
      await validator.waitFor(/"api":"[^"]+"/, "stdout", 60_000);
      const { api } = JSON.parse(validator.stdout().split("\n")[0]!);
      const keys = async (...args: string[]) => {
        const done = await runCli(["api-key", ...args, "--wallet.name=val", "--json"], { home });
        assert.equal(done.code, 0, done.stderr + done.stdout);
        return JSON.parse(done.stdout);
      };
      const connect = (apiKey: string) => new OpenAI({ apiKey, baseURL: api, maxRetries: 0 });
      const main = await keys("new", "main", "--per-minute=1000", "--concurrent=8");
      const client = connect(main.key);

      const models: string[] = [];
      for await (const model of client.models.list()) models.push(model.id);
      assert.deepEqual(models, ["sn1"]);

      const messages = [
        { role: "system" as const, content: "You are kind." },
        { role: "user" as const, content: "USER one" },
        { role: "assistant" as const, content: "yes?" },
        { role: "user" as const, content: "USER two" },
      ];
      const whole = await client.chat.completions.create({ model: "sn1", messages });
      const text = "best says: 3 messages, the first: You are kind.\n\nUSER one";
      assert.equal(whole.choices[0]!.message.content, text);
      assert.equal(whole.choices[0]!.finish_reason, "stop");
      assert.equal(whole.usage!.total_tokens, whole.usage!.prompt_tokens + whole.usage!.completion_tokens);

      let streamed = "";
      let usage: unknown = null;
      const stream = await client.chat.completions.create({
        model: "sn1",
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const chunk of stream) {
        streamed += chunk.choices[0]?.delta.content ?? "";
        usage = chunk.usage ?? usage;
      }
      assert.deepEqual([streamed, usage], [text, whole.usage]);

      const statusOf = (call: Promise<unknown>) =>
        call.then(() => 200, (error) => [error.status, error.code, error.constructor.name]);
      const ask = (who: typeof client, model = "sn1") =>
        who.chat.completions.create({ model, messages: [{ role: "user", content: "USER" }] });
      assert.deepEqual(await statusOf(ask(connect("sn1_nothing"))), [
        401,
        "invalid_api_key",
        "AuthenticationError",
      ]);
      assert.deepEqual(await statusOf(ask(client, "gpt-4o")), [404, "model_not_found", "NotFoundError"]);

      const slow = await keys("new", "slow", "--per-minute=2");
      const slowClient = connect(slow.key);
      assert.deepEqual([await statusOf(ask(slowClient)), await statusOf(ask(slowClient))], [200, 200]);
      assert.deepEqual(await statusOf(ask(slowClient)), [429, "rate_limit_exceeded", "RateLimitError"]);
      const listed = (await keys("list")).keys;
      assert.deepEqual(listed.map((key: { name: string }) => key.name), ["main", "slow"]);
      assert.ok(listed.every((key: { lastUsed: string }) => Date.parse(key.lastUsed) > 0));
      assert.ok(!JSON.stringify(listed).includes(main.key));
      await keys("revoke", "slow");
      assert.equal((await statusOf(ask(slowClient)) as unknown[])[0], 401);

      // A client that leaves takes the miner along.
      const waiting = await client.chat.completions.create({
        model: "sn1",
        messages: [{ role: "user", content: "USER WAIT" }],
        stream: true,
      });
      for await (const chunk of waiting) {
        if (chunk.choices[0]?.delta.content) break;
      }
      waiting.controller.abort();
      await until(() => best.left.length === 1, 30_000, "the miner was left");

      assert.deepEqual(other.asked, []);
      await best.stop();
      for (let i = 0; i < 3; i++) {
        assert.match((await ask(client)).choices[0]!.message.content!, /^other says: /);
      }
      assert.equal(other.asked.length, 3);
      await other.stop();
      const nobody = await statusOf(ask(client)) as unknown[];
      assert.ok(nobody[0] === 502 || nobody[0] === 503, String(nobody));

      validator.kill("SIGINT");
      const ended = await validator.finished(15_000);
      assert.equal(ended.code, 0, ended.stderr);
      assert.doesNotMatch(ended.stderr, /USER|are kind/);
      assert.ok(!ended.stderr.includes(main.key));
    }),
  // The client keeps its connections open for a while.
  { sanitizeOps: false, sanitizeResources: false },
);
