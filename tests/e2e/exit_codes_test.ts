import assert from "node:assert/strict";
import { type CliResult, runCli, startCli } from "../kit/cli.ts";
import { full, until, withTempDir } from "../kit/mod.ts";
import { type TestSubnet, withSubnet } from "../kit/subnet.ts";

interface Run {
  (args: readonly string[], env?: Record<string, string>): Promise<CliResult>;
  /** Two at once would be in each other's way. */
  alone?: boolean;
}

/** Runs a command plainly and with --json: the code, at most three lines without a stack, one JSON error. */
async function fails(run: Run, code: number, what: RegExp, args: string[], env = {}): Promise<void> {
  const line = `sn1 ${args.join(" ")}`;
  const first = run(args, env);
  if (run.alone) await first;
  const [plain, json] = await Promise.all([first, run([...args, "--json"], env)]);
  assert.equal(plain.code, code, `${line}\n${plain.stderr}`);
  assert.match(plain.stderr, what, line);
  assert.doesNotMatch(plain.stderr, /^ {4}at /m, line);
  // Neurons log before they fail; what they say about the failure stands at the end.
  const said = plain.stderr.slice(plain.stderr.lastIndexOf("error: ")).trimEnd().split("\n");
  assert.ok(said.length <= 3 && said[0]!.startsWith("error: "), `${line}\n${plain.stderr}`);
  assert.doesNotMatch(plain.stderr, /fault of the program/, line);
  assert.equal(json.code, code, `${line} --json\n${json.stderr}`);
  const lines = json.stdout.trimEnd().split("\n");
  assert.equal(lines.length, 1, `${line} --json\n${json.stdout}`);
  const { error, ...rest } = JSON.parse(lines[0]!);
  assert.deepEqual(rest, {});
  assert.match(error.code, /^[a-z]+\.[a-z_]+$/);
  assert.match(`${error.message}\n${error.hint ?? ""}`, what, line);
  assert.deepEqual(Object.keys(error).filter((key) => !["code", "message", "hint"].includes(key)), []);
}

/** A port somebody listens on, while `body` runs. */
async function withTakenPort(body: (port: number) => Promise<void>): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await body(listener.addr.port);
}

/** A port nobody listens on. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

full("0: what is done is done, and help is help", () =>
  withTempDir(async (home) => {
    for (const args of [["--help"], ["--version"], ["wallet", "list"], ["models", "list", "--json"]]) {
      assert.equal((await runCli(args, { home })).code, 0, args.join(" "));
    }
  }));

full("2: usage, configuration and taken ports name what is wrong", () =>
  withTempDir(async (home) => {
    const run: Run = (args, env) => runCli(args, { home, env });
    await fails(run, 2, /did you mean sn1 miner/, ["minr"]);
    await fails(run, 2, /did you mean --wallet\.name/, ["miner", "--wallet.nam", "x"]);
    await fails(run, 2, /--netuid is not a number: "one"/, ["metagraph", "--netuid", "one"]);
    await fails(run, 2, /cannot read the config file/, ["metagraph", "--config", "nowhere.yaml"]);
    await fails(run, 2, /BT_NETUID/, ["metagraph"], { BT_NETUID: "-5" });
    await fails(run, 2, /takes no argument/, ["demo", "now"]);
    await fails(run, 2, /sn1 wallet: missing subcommand/, ["wallet"]);
    await fails(run, 2, /--mnemonic-file/, ["wallet", "new-hotkey"]);
    await fails(run, 2, /summarisation.*summarization/s, ["demo", "--tasks", "summarisation"]);
    await fails(run, 2, /sn1 demo/, ["validator", "--mock"]);
    await fails(run, 2, /not a step number/, ["explain", "newest"]);
    await fails(run, 2, /ss58|address/, [
      "wallet",
      "verify",
      "--message=m",
      "--signature=0x00",
      "--ss58=5nobody",
    ]);
    await withTakenPort((port) => fails(run, 2, new RegExp(`${port}`), ["localnet", "--port", `${port}`]));
    const nothing = await runCli([], { home });
    assert.equal(nothing.code, 2);
    assert.match(nothing.stdout, /Usage: sn1/);
  }));

full(
  "5: a wallet that is missing, damaged, encrypted or opened with a wrong password",
  () =>
    withTempDir(async (home) => {
      const run: Run = (args, env) => runCli(args, { home, env });
      await Deno.writeTextFile(`${home}/right`, "correct horse\n");
      await Deno.writeTextFile(`${home}/wrong`, "battery staple\n");
      const made = await run([
        "wallet",
        "new-hotkey",
        "--encrypt",
        "--password-file=right",
        "--mnemonic-file=phrase",
      ]);
      assert.equal(made.code, 0, made.stderr);
      const sign = ["wallet", "sign", "--message=m"];
      await fails(run, 5, /wrong password/, [...sign, "--password-file=wrong"]);
      await fails(run, 5, /is encrypted and no password/, sign);
      await fails(run, 5, /does not exist/, ["wallet", "sign", "--message=m", "--wallet.name=nobody"]);
      await fails(run, 5, /does not exist/, ["miner", "--wallet.name=nobody"]);
      await Deno.mkdir(`${home}/.bittensor/wallets/bad/hotkeys`, { recursive: true });
      await Deno.writeTextFile(`${home}/.bittensor/wallets/bad/hotkeys/default`, "{not a key");
      await fails(run, 5, /bad\/hotkeys\/default/, ["validator", "--wallet.name=bad"]);
    }),
);

full("4: a chain that cannot be reached, or is none", () =>
  withTempDir(async (home) => {
    const run: Run = (args, env) => runCli(args, { home, env });
    const nobody = `ws://127.0.0.1:${closedPort()}`;
    await fails(run, 4, /127\.0\.0\.1/, ["metagraph", `--subtensor.chain_endpoint=${nobody}`]);
    await using web = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response("hi"));
    await fails(run, 4, /127\.0\.0\.1/, ["metagraph", `--network=ws://127.0.0.1:${web.addr.port}`]);
  }));

async function subnetCodes(subnet: TestSubnet): Promise<void> {
  const run: Run = Object.assign((args: readonly string[], env = {}) => subnet.run(args, { env }), {
    alone: true,
  });
  // 3
  await fails(run, 3, /not registered on netuid 1.*sn1 register/s, ["miner", "--wallet.name=min"]);
  await fails(run, 3, /not registered on netuid 1/, [
    "validator",
    "--wallet.name=min",
    "--neuron.engine=retrieval",
    "--neuron.tasks=math",
  ]);
  // 4: the chain, or our own limit, says no.
  await fails(run, 4, /price|burn/i, ["register", "--wallet.name=min", "--yes", "--max-price=0.000001"]);
  await fails(run, 4, /balance|TAO/i, ["register", "--wallet.name=poor", "--yes"]);
  // 1: nobody answers, and a person who cannot be asked has not agreed.
  const unheard = await run([
    "query",
    "--wallet.name=val",
    "--axon=127.0.0.1:1",
    `--target=${subnet.hotkeys.val}`,
    "--message=hi",
  ]);
  assert.equal(unheard.code, 1, "the miner is not there");
  await fails(run, 2, /--yes/, ["register", "--wallet.name=min"]);

  assert.equal((await run(["register", "--wallet.name=min", "--yes"])).code, 0);
  // 2: the port comes after the registration, 6: the model after the port.
  await withTakenPort((port) =>
    fails(run, 2, new RegExp(`port ${port} is in use`), [
      "miner",
      "--wallet.name=min",
      "--axon.ip=127.0.0.1",
      `--axon.port=${port}`,
      "--neuron.engine=echo",
    ])
  );
  const models = { SN1_MODELS: `${subnet.home}/models`, SN1_HUB: `http://127.0.0.1:${closedPort()}` };
  await fails(run, 6, /models pull.*--neuron\.engine openai.*sn1 demo/s, [
    "miner",
    "--wallet.name=min",
    "--axon.port=0",
  ], models);
  await fails(
    run,
    6,
    /models pull/,
    ["validator", "--wallet.name=val", "--neuron.engine=retrieval"],
    models,
  );
  await fails(run, 6, /no-such-folder/, [
    "miner",
    "--wallet.name=min",
    "--axon.port=0",
    "--neuron.model_id=./no-such-folder",
  ], models);

  // 7: one hotkey, one neuron.
  const miner = ["miner", "--wallet.name=min", "--axon.port=0", "--neuron.engine=echo"];
  const first = subnet.start(miner);
  await first.waitFor(/announced/, "stderr");
  await fails(run, 7, new RegExp(`already runs here \\(process ${first.pid}\\)`), miner);
  // 0: stopped by a signal.
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const running = signal === "SIGTERM" ? first : subnet.start(miner);
    await running.waitFor(/announced/, "stderr");
    running.kill(signal);
    assert.equal((await running.finished(10_000)).code, 0, running.stderr());
  }
}

full(
  "3, 4, 6, 7 and 0: neurons on a chain, start-up checks in their order",
  () =>
    withSubnet({ wallets: ["val", "min", "poor"] }, async (subnet) => {
      // The kit funds every coldkey; this one's key is thrown away for one that has nothing.
      await Deno.remove(`${subnet.home}/.bittensor/wallets/poor`, { recursive: true });
      const poor = ["--wallet.name=poor", "--no-password"];
      for (const kind of ["coldkey", "hotkey"]) {
        const made = await subnet.run(["wallet", `new-${kind}`, ...poor, `--mnemonic-file=poor-${kind}`]);
        assert.equal(made.code, 0, made.stderr);
      }
      await subnetCodes(subnet);
    }),
);

full("1: a check that says no", () =>
  withTempDir(async (home) => {
    const made = await runCli(["wallet", "new-hotkey", "--mnemonic-file=p", "--json"], { home });
    const { ss58 } = JSON.parse(made.stdout);
    const signed = JSON.parse((await runCli(["wallet", "sign", "--message=m", "--json"], { home })).stdout);
    const verify = ["wallet", "verify", `--signature=${signed.signature}`, `--ss58=${ss58}`];
    assert.equal((await runCli([...verify, "--message=m"], { home })).code, 0);
    const no = await runCli([...verify, "--message=n", "--json"], { home });
    assert.equal(no.code, 1);
    assert.deepEqual(JSON.parse(no.stdout), { valid: false, ss58 });
  }));

full(
  "Ctrl-C while a chain is being connected to ends with 130 and no error",
  () =>
    withTempDir(async (home) => {
      // Accepts and never says a word.
      using mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const held: Deno.Conn[] = [];
      const accepting = (async () => {
        for await (const connection of mute) held.push(connection);
      })();
      const running = startCli(["metagraph", `--network=ws://127.0.0.1:${mute.addr.port}`], { home });
      await until(() => held.length > 0, 20_000, "a connection");
      running.kill("SIGINT");
      const { code, stderr } = await running.finished(10_000);
      assert.equal(code, 130, stderr);
      assert.doesNotMatch(stderr, /error:/);
      for (const connection of held) connection.close();
      mute.close();
      await accepting;
    }),
);
