import assert from "node:assert/strict";
import { full, until } from "../../../kit/mod.ts";
import { failure } from "../scene.ts";

const stage = () => import("../offline_stage.ts");

Deno.test("a filter permits what it lists, what it does not deny, and nothing conditional", async () => {
  const { filterPermits } = await import("../../../../src/chain/proxy/proxy.ts");
  const call = (text: string, conditional = false) => {
    const [pallet, name] = text.split(".") as [string, string];
    return { pallet, call: name === "*" ? null : name, conditional };
  };
  const permits = (mode: string, calls: string[], exceptions: string[] = [], conditional = false) =>
    filterPermits(
      {
        mode,
        calls: calls.map((one) => call(one, conditional)),
        exceptions: exceptions.map((one) => call(one)),
      },
      "SubtensorModule",
      "register_limit",
    );
  assert.equal(permits("AllowAll", []), true);
  assert.equal(permits("DenyAll", ["SubtensorModule.register_limit"]), false);
  assert.equal(permits("Allow", ["SubtensorModule.register_limit"]), true);
  assert.equal(permits("Allow", ["SubtensorModule.*"]), true);
  assert.equal(permits("Allow", ["SubtensorModule.*"], ["SubtensorModule.register_limit"]), false);
  assert.equal(permits("Allow", ["SubtensorModule.burned_register"]), false);
  assert.equal(permits("Allow", ["SubtensorModule.register_limit"], [], true), false);
  assert.equal(permits("Deny", ["Balances.*"]), true);
  assert.equal(permits("Deny", ["SubtensorModule.*"]), false);
  assert.equal(permits("a mode of tomorrow", ["SubtensorModule.*"]), false);
});

full(
  "a proxy registers: the coldkey burns, the proxy pays the fee, and the chain names the coldkey owner",
  async () => {
    const { withStage } = await stage();
    await withStage(async ({ chain, net, alice, bob, hotkey }) => {
      const request = { netuid: 1, hotkey: hotkey.ss58, signer: bob, real: alice.ss58 };
      const stranger = await failure(chain.register(request));
      assert.equal(stranger.code, "not_permitted");
      assert.match(stranger.message, /is no proxy of/);
      assert.match(stranger.hint!, /sn1 wallet proxy add --proxy\.delegate 5/);

      const change = { action: "add", delegate: bob.ss58, type: "Registration", delay: 0 } as const;
      assert.equal((await chain.changeProxy({ change, signer: alice })).already, false);
      assert.equal((await chain.changeProxy({ change, signer: alice })).already, true);
      assert.deepEqual(await chain.proxies(alice.ss58), {
        proxies: [{ delegate: bob.ss58, type: "Registration", delay: 0 }],
        deposit: 93_000_000n,
      });
      assert.deepEqual(await chain.proxyPass(alice.ss58, bob.ss58), {
        type: "Registration",
        call: "register_limit",
        feePayer: bob.ss58,
      });
      const dry = await chain.dryRun({ kind: "register", ...request });
      assert.equal(dry.call, "Proxy.proxy(SubtensorModule.register_limit)");
      assert.equal(dry.args.real, alice.ss58);
      assert.equal(dry.args.hotkey, hotkey.ss58);
      assert.equal(dry.signer, bob.ss58);
      assert.ok(dry.fee! > 0n);

      const [cold, proxy] = [net.balance(alice.ss58), net.balance(bob.ss58)];
      const done = await chain.register(request);
      assert.equal(done.already, false);
      assert.equal(done.paid, cold - net.balance(alice.ss58));
      assert.ok(net.balance(bob.ss58) < proxy);
      const { hotkeyOwner } = { hotkeyOwner: net.query<string>("Owner", hotkey.ss58) };
      const { ss58Decode } = await import("../../../../src/wallet/mod.ts");
      assert.equal(hotkeyOwner, `0x${ss58Decode(alice.ss58).toHex()}`);
      assert.equal((await chain.register(request)).already, true);
    });
  },
);

full(
  "what a proxy's call comes to is read from its event, also when the transaction itself succeeded",
  async () => {
    const { withStage } = await stage();
    const { asProxy } = await import("../../../../src/chain/proxy/proxy_calls.ts");
    const { registerCall } = await import("../../../../src/chain/calls.ts");
    await withStage(async ({ chain, alice, bob, hotkey }) => {
      const change = { action: "add", delegate: bob.ss58, type: "Registration", delay: 0 } as const;
      await chain.changeProxy({ change, signer: alice });
      const core = chain as unknown as import("../../../../src/chain/core.ts").ChainCore;
      const inner = await core.read("runtime", async (api) => registerCall(api, 1, hotkey.ss58, 1n));
      const error = await failure(core.send(asProxy(alice.ss58, "Registration", inner), bob));
      assert.equal(error.code, "price");
      assert.equal(error.data.name, "RegistrationPriceLimitExceeded");
      const filtered = await core.read("runtime", async () => ({
        name: "transfer",
        build: (api: import("@polkadot/api").ApiPromise) =>
          api.tx.balances!.transferKeepAlive!(bob.ss58, 1_000_000_000n),
      }));
      const refused = await failure(core.send(asProxy(alice.ss58, "Registration", filtered), bob));
      assert.match(refused.message, /does not permit this call/);
    });
  },
);

full(
  "where its kind does not permit a limit, a proxy registers without one, at a price that was checked",
  async () => {
    const { withStage, TAO } = await stage();
    await withStage(async ({ chain, net, alice, bob, hotkey }) => {
      const change = { action: "add", delegate: bob.ss58, type: "Registration", delay: 0 } as const;
      await chain.changeProxy({ change, signer: alice });
      const core = chain as unknown as import("../../../../src/chain/core.ts").ChainCore;
      // A runtime from before the API that tells what kinds permit.
      await core.read("an older runtime", async (api) => {
        delete (api.call as Record<string, unknown>).proxyFilterRuntimeApi;
      });
      const request = { netuid: 1, hotkey: hotkey.ss58, signer: bob, real: alice.ss58 };
      assert.equal((await chain.proxyPass(alice.ss58, bob.ss58)).call, "burned_register");
      const dry = await chain.dryRun({ kind: "register", ...request });
      assert.equal(dry.call, "Proxy.proxy(SubtensorModule.burned_register)");
      net.setStorage("Burn", [1], TAO);
      await until(async () => await chain.burn(1) === TAO, 10_000, "the new price");
      assert.equal((await failure(chain.register({ ...request, maxPrice: TAO / 2n }))).code, "price");
      assert.equal((await chain.register({ ...request, maxPrice: TAO })).uid, 0);
    });
  },
);

full("a proxy that holds nothing is told that the chain does not know it", async () => {
  const { withStage } = await stage();
  await withStage(async ({ chain, alice, bob, hotkey }) => {
    const change = { action: "add", delegate: bob.ss58, type: "Registration", delay: 0 } as const;
    await chain.changeProxy({ change, signer: alice });
    await chain.changeProxy({ change: { action: "pay-fees", delegate: bob.ss58 }, signer: alice });
    const request = { netuid: 1, hotkey: hotkey.ss58, signer: bob, real: alice.ss58 };
    const error = await failure(chain.register(request));
    assert.equal(error.code, "balance");
    assert.match(error.message, /the chain does not know the proxy 5/);
  }, { bobRao: 0n });
});

full("a proxy of another kind, with a delay, or without a fee is told what is missing", async () => {
  const { withStage } = await stage();
  await withStage(async ({ chain, net, alice, bob, hotkey }) => {
    const request = { netuid: 1, hotkey: hotkey.ss58, signer: bob, real: alice.ss58 };
    const add = (type: string, delay: number) =>
      chain.changeProxy({ change: { action: "add", delegate: bob.ss58, type, delay }, signer: alice });
    await add("Staking", 0);
    assert.match((await failure(chain.register(request))).message, /as Staking, not to register/);
    await chain.changeProxy({
      change: { action: "remove", delegate: bob.ss58, type: "Staking", delay: 0 },
      signer: alice,
    });
    await add("Registration", 10);
    assert.match((await failure(chain.register(request))).message, /only after announcements/);
    await add("Registration", 0);
    await add("Any", 0);
    assert.equal((await chain.proxyPass(alice.ss58, bob.ss58)).type, "Registration", "the narrowest kind");
    const poor = await failure(chain.register(request));
    assert.equal(poor.code, "balance");
    assert.match(poor.hint!, /sn1 wallet proxy pay-fees/);
    const pays = { action: "pay-fees", delegate: bob.ss58 } as const;
    assert.equal((await chain.changeProxy({ change: pays, signer: alice })).already, false);
    assert.equal((await chain.changeProxy({ change: pays, signer: alice })).already, true);
    assert.equal((await chain.proxyPass(alice.ss58, bob.ss58)).feePayer, alice.ss58);
    const before = net.balance(bob.ss58);
    assert.equal((await chain.register(request)).uid, 0);
    assert.equal(net.balance(bob.ss58), before);
    const leaves = { action: "leave-fees", delegate: bob.ss58 } as const;
    assert.equal((await chain.changeProxy({ change: leaves, signer: alice })).already, false);
    assert.equal((await chain.proxyPass(alice.ss58, bob.ss58)).feePayer, bob.ss58);
  }, { bobRao: 1000n });
});
