/** Registration without a coldkey on the server: signed offline, and by a proxy of it. */
import assert from "node:assert/strict";
import { full } from "../kit/mod.ts";
import { withSubnet } from "../kit/subnet.ts";

full("a coldkey signs a registration on a machine without network", async (t) => {
  await withSubnet({ wallets: ["val", "min"] }, async ({ home, run, hotkeys, coldkeys }) => {
    const wallet = "--wallet.name=min";
    // The server has everything of the wallet but the coldkey itself.
    const vault = `${home}/vault`;
    await Deno.mkdir(`${vault}/wallets/min`, { recursive: true });
    await Deno.rename(`${home}/.bittensor/wallets/min/coldkey`, `${vault}/wallets/min/coldkey`);
    const sign = (...more: string[]) =>
      run(["wallet", "sign-call", "call.json", wallet, `--wallet.path=${vault}/wallets`, ...more], {
        denyNet: true,
      });

    await t.step("the server builds", async () => {
      const { code, stdout, stderr } = await run(["register", wallet, "--build=call.json", "--json"]);
      assert.equal(code, 0, stderr);
      const built = JSON.parse(stdout);
      assert.equal(built.hotkey, hotkeys.min);
      assert.equal(built.signer, coldkeys.min);
      assert.equal(built.call.name, "register_limit");
      assert.ok(built.limit > built.price && built.fee > 0 && built.validUntil > 2000);
      assert.match(stderr, /^register hotkey 5\w+ on subnet 1, burning at most 0\.\d+ TAO$/m);
    });
    await t.step("the vault shows the words, refuses changed ones, and signs without network", async () => {
      const text = await Deno.readTextFile(`${home}/call.json`);
      await Deno.writeTextFile(`${home}/call.json`, text.replace(/at most [\d.]+ TAO/, "at most 0.0001 TAO"));
      const tampered = await sign("--yes");
      assert.equal(tampered.code, 2);
      assert.match(tampered.stderr, /words and its bytes differ; the bytes say: register hotkey/);
      await Deno.writeTextFile(`${home}/call.json`, text);
      const asked = await sign();
      assert.equal(asked.code, 2, "without a terminal and without --yes nobody is asked");
      assert.match(asked.stderr, /^register hotkey 5\w+ on subnet 1/);
      const { code, stdout, stderr } = await sign("--yes", "--json");
      assert.equal(code, 0, stderr);
      const signed = JSON.parse(stdout);
      assert.equal(signed.file, "call.signed.json");
      assert.equal(signed.signer, coldkeys.min);
    });
    await t.step("the server sends, once", async () => {
      const sent = await run(["register", "--submit=call.signed.json", "--json"]);
      assert.equal(sent.code, 0, sent.stderr);
      const done = JSON.parse(sent.stdout);
      const fields = ["netuid", "hotkey", "uid", "price", "paid", "block", "hash", "already"];
      assert.deepEqual(Object.keys(done), fields);
      assert.equal(done.hotkey, hotkeys.min);
      assert.equal(done.already, false);
      assert.ok(done.paid > 0);
      const again = JSON.parse((await run(["register", "--submit=call.signed.json", "--json"])).stdout);
      assert.deepEqual([again.uid, again.already, again.paid], [done.uid, true, null]);
    });
  });
});

full("a proxy key registers for a coldkey that is not there", async (t) => {
  await withSubnet({ wallets: ["val", "min", "px"] }, async ({ home, run, hotkeys, coldkeys }) => {
    const wallets = `${home}/.bittensor/wallets`;
    const [wallet, proxy] = ["--wallet.name=min", coldkeys.px!];
    // Any key file can be the proxy's; this one holds a little TAO.
    await Deno.rename(`${wallets}/px/coldkey`, `${wallets}/min/hotkeys/proxy`);
    const register = ["register", wallet, `--proxy.for=${coldkeys.min}`];
    const add = ["wallet", "proxy", "add", wallet];

    await t.step("a key that is no proxy is told how to become one", async () => {
      const { code, stderr } = await run([...register, "--yes"]);
      assert.equal(code, 3);
      assert.match(stderr, new RegExp(`sn1 wallet proxy add .*--proxy.delegate ${proxy}`));
    });
    await t.step("the coldkey makes it one, offline", async () => {
      const built = await run([...add, `--proxy.delegate=${proxy}`, "--build=add.json"]);
      assert.equal(built.code, 0, built.stderr);
      assert.match(built.stderr, /^let 5\w+ act for this key as Registration proxy$/m);
      const signed = await run(["wallet", "sign-call", "add.json", wallet, "--yes", "--out=signed.json"]);
      assert.equal(signed.code, 0, signed.stderr);
      const sent = await run([...add, "--submit=signed.json", "--json"]);
      assert.equal(sent.code, 0, sent.stderr);
      assert.equal(JSON.parse(sent.stdout).already, false);
    });
    await t.step(
      "it registers without the coldkey's file; a dry run shows the whole call before",
      async () => {
        await Deno.remove(`${wallets}/min/coldkey`);
        const dry = await run([...register, "--dry-run", "--json"]);
        assert.equal(dry.code, 0, dry.stderr);
        const plan = JSON.parse(dry.stdout);
        assert.equal(plan.call, "Proxy.proxy(SubtensorModule.register_limit)");
        assert.equal(plan.signer, proxy);
        assert.equal(plan.args.real, coldkeys.min);
        assert.deepEqual(plan.proxy, { type: "Registration", call: "register_limit", feePayer: proxy });
        const { code, stdout, stderr } = await run([...register, "--yes", "--json"]);
        assert.equal(code, 0, stderr + stdout);
        const done = JSON.parse(stdout);
        assert.equal(done.hotkey, hotkeys.min);
        assert.equal(done.already, false);
        assert.ok(done.paid > 0);
        assert.match(stderr, /signed by 5\w+, Registration proxy of the coldkey; the proxy pays the fee/);
      },
    );
  });
});
