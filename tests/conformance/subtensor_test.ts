/**
 * What this program expects of a Subtensor chain, said once: runs on the localnet in the normal suite, and with the same
 * assertions on the development chain that `SUBTENSOR_ENDPOINT` names (docs/conformance.md).
 */
import assert from "node:assert/strict";
import { ChainError, type RevealRequest, type SetWeightsRequest } from "../../src/chain/mod.ts";
import { full, until } from "../kit/mod.ts";

const VERSION_KEY = 20_501;

async function failure(work: Promise<unknown>): Promise<ChainError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    return error;
  }
  throw new Error("it should have failed");
}

full("a Subtensor chain does what this program expects of it", async (t) => {
  const { withChainUnderTest } = await import("./chain_under_test.ts");
  const { weightsSalt } = await import("../../src/chain/mod.ts");
  await withChainUnderTest(async ({ chain, api, netuid, owner, coldkey, fresh, root, reach }) => {
    const miner = await fresh("miner");
    let uid = -1;
    /** Waits until the owner may set weights again. */
    const mayWeigh = async (who: number) => {
      const { weightsRateLimit } = await chain.hyperparameters(netuid);
      await reach(await chain.lastUpdate(netuid, who) + weightsRateLimit);
    };
    const row = (values: number[]): SetWeightsRequest => ({
      netuid,
      uids: [0, uid],
      values,
      versionKey: VERSION_KEY,
    });

    await t.step("reads: what root set is what is read, and heads move", async () => {
      assert.equal(await chain.subnetExists(netuid), true);
      assert.equal(await chain.subnetExists(4_000), false);
      const read = await chain.hyperparameters(netuid);
      assert.deepEqual(
        [read.weightsRateLimit, read.servingRateLimit, read.minAllowedWeights, read.tempo],
        [2, 4, 1, 12],
      );
      assert.equal(read.commitRevealEnabled, false);
      assert.equal(read.registrationAllowed, true);
      const { number } = await chain.head();
      await reach(number + 2);
      assert.ok(chain.headAgeMs() < 60_000);
      assert.equal(await chain.uidOf(netuid, owner.ss58), 0, "the owner's neuron");
    });

    await t.step("registration: price, balance, uid; a second time nothing is sent", async () => {
      const quote = await chain.registrationQuote(netuid, coldkey.ss58, miner.ss58);
      assert.equal(quote.registeredUid, null);
      assert.ok(quote.price > 0n && quote.balance > quote.price);
      const request = { netuid, hotkey: miner.ss58, signer: coldkey };
      assert.equal((await failure(chain.register({ ...request, maxPrice: 1n }))).code, "price");
      const poor = await fresh("poor");
      assert.equal((await failure(chain.register({ ...request, signer: poor }))).code, "balance");
      const before = await chain.balance(coldkey.ss58);
      const done = await chain.register(request);
      uid = done.uid;
      assert.equal(done.already, false);
      assert.equal(await chain.uidOf(netuid, miner.ss58), uid);
      const after = await chain.balance(coldkey.ss58);
      assert.ok(after < before, "the burn is gone");
      if (done.paid !== null) assert.equal(done.paid, before - after);
      assert.deepEqual((await chain.register(request)).already, true);
      assert.equal(await chain.balance(coldkey.ss58), after);
    });

    await t.step("serving: announced once, seen in the metagraph, limited, checked", async () => {
      const serve = (ip: string, port: number) =>
        chain.serveAxon({ netuid, ip, port, version: 7_004_000, signer: miner });
      const served = await serve("127.0.0.2", 8091);
      assert.equal(served.changed, true);
      assert.deepEqual(await serve("127.0.0.2", 8091), { changed: false, receipt: null });
      const { axon, hotkey, coldkey: payer } = (await chain.metagraph(netuid)).neurons[uid]!;
      assert.deepEqual([hotkey, payer], [miner.ss58, coldkey.ss58]);
      assert.deepEqual(
        [axon.ip, axon.port, axon.ipType, axon.protocol, axon.version, axon.block],
        ["127.0.0.2", 8091, 4, 4, 7_004_000, served.receipt!.block],
      );
      await reach(served.receipt!.block + 4);
      const moved = await serve("2001:db8::1", 65_535);
      assert.equal(moved.changed, true);
      assert.equal((await chain.metagraph(netuid)).neurons[uid]!.axon.ip, "2001:db8::1");
      await root(api.tx.adminUtils!.sudoSetServingRateLimit!(netuid, 1_000_000));
      assert.equal((await failure(serve("8.8.8.8", 1))).code, "rate_limited");
      assert.equal((await failure(serve("8.8.8.8", 0))).code, "invalid");
    });

    await t.step("weights in the open: stored raised to 65535, limited, permitted", async () => {
      await mayWeigh(0);
      const { method, receipt, revealRound } = await chain.setWeights(row([10, 20]), owner);
      assert.ok(method === "mechanism" || method === "direct", method);
      assert.equal(revealRound, null);
      assert.deepEqual(await chain.readWeights(netuid, 0), { uids: [0, uid], values: [32_768, 65_535] });
      assert.equal(await chain.lastUpdate(netuid, 0), receipt.block);
      await root(api.tx.adminUtils!.sudoSetWeightsSetRateLimit!(netuid, 1_000_000));
      assert.equal((await failure(chain.setWeights(row([1, 2]), owner))).code, "rate_limited");
      await root(api.tx.adminUtils!.sudoSetWeightsSetRateLimit!(netuid, 2));
      await mayWeigh(uid);
      assert.equal((await failure(chain.setWeights(row([1, 2]), miner))).code, "not_permitted");
    });

    await t.step("weights under a timelock: closed, then opened by the chain", async () => {
      const beacon = Number((await api.query.drand!.lastStoredRound!()).toString());
      await root(api.tx.adminUtils!.sudoSetCommitRevealWeightsEnabled!(netuid, true));
      await mayWeigh(0);
      const { method, receipt, revealRound } = await chain.setWeights(row([65_535, 7]), owner);
      assert.equal(method, "timelocked");
      assert.ok(revealRound! > 0);
      assert.equal(await chain.lastUpdate(netuid, 0), receipt.block);
      assert.deepEqual((await chain.readWeights(netuid, 0)).values, [32_768, 65_535], "still closed");
      if (beacon === 0) return console.log("this chain has no beacon: nothing opens the commit");
      const opened = async () => (await chain.readWeights(netuid, 0)).values[1] === 7;
      await until(opened, 120_000, "the opening");
    });

    await t.step("weights by hash: too early, in their epoch, read back, not twice", async () => {
      const versionOf = async () =>
        Number((await api.query.subtensorModule!.commitRevealWeightsVersion!()).toString());
      const version = await versionOf();
      await root(api.tx.adminUtils!.sudoSetCommitRevealVersion!(version + 1));
      try {
        await mayWeigh(0);
        const request: RevealRequest = { ...row([3, 65_535]), salt: weightsSalt() };
        const { method, receipt } = await chain.setWeights(request, owner);
        assert.equal(method, "hash");
        assert.equal(await chain.lastUpdate(netuid, 0), receipt.block);
        const { commits, epoch, periodEpochs } = await chain.commitState(netuid, owner.ss58);
        assert.equal(commits.length, 1);
        assert.ok(commits[0]!.epoch <= epoch && periodEpochs >= 1);
        const strange = await failure(chain.revealWeights({ ...request, salt: [1] }, owner));
        assert.equal(strange.data.name, "NoWeightsCommitFound");
        const early = await failure(chain.revealWeights(request, owner));
        assert.equal(early.code, "rate_limited");
        const due = commits[0]!.epoch + periodEpochs;
        await until(
          async () => (await chain.commitState(netuid, owner.ss58)).epoch >= due,
          120_000,
          "the epoch of the reveal",
        );
        await chain.revealWeights(request, owner);
        assert.deepEqual(await chain.readWeights(netuid, 0), { uids: [0, uid], values: [3, 65_535] });
        assert.equal(await chain.lastUpdate(netuid, 0), receipt.block, "a reveal is no update");
        assert.equal((await failure(chain.revealWeights(request, owner))).data.name, "NoWeightsCommitFound");
      } finally {
        await root(api.tx.adminUtils!.sudoSetCommitRevealVersion!(version));
        await root(api.tx.adminUtils!.sudoSetCommitRevealWeightsEnabled!(netuid, false));
      }
    });

    await t.step("the metagraph names every neuron by its uid", async () => {
      const graph = await chain.metagraph(netuid);
      assert.equal(graph.n, 2);
      assert.deepEqual(graph.neurons.map((neuron) => neuron.uid), [0, 1]);
      assert.deepEqual(graph.neurons.map((neuron) => neuron.hotkey), [owner.ss58, miner.ss58]);
      assert.equal(graph.tempo, 12);
      assert.equal(graph.ownerHotkey, owner.ss58);
      for (const { stake, incentive, consensus, vtrust, dividends } of graph.neurons) {
        assert.ok(stake >= 0 && [incentive, consensus, vtrust, dividends].every((x) => x >= 0 && x <= 1));
      }
    });

    await t.step("a proxy of the coldkey registers for it, and only that", async () => {
      if (!api.tx.proxy) return console.log("this chain has no proxies");
      const delegate = await fresh("delegate");
      const change = { action: "add" as const, delegate: delegate.ss58, type: "Registration", delay: 0 };
      assert.equal((await chain.changeProxy({ change, signer: coldkey })).already, false);
      assert.equal((await chain.changeProxy({ change, signer: coldkey })).already, true);
      const { proxies, deposit } = await chain.proxies(coldkey.ss58);
      assert.deepEqual(proxies, [{ delegate: delegate.ss58, type: "Registration", delay: 0 }]);
      assert.ok(deposit > 0n);
      // The proxy pays the fee, so it needs a little.
      await root(
        api.tx.balances!.forceSetBalance?.(delegate.ss58, 10_000_000_000n) ??
          api.tx.system!.remark!("0x"),
      );
      const second = await fresh("second");
      const request = { netuid, hotkey: second.ss58, signer: delegate, real: coldkey.ss58 };
      if (await chain.balance(delegate.ss58) === 0n) return console.log("the proxy has no fee here");
      assert.equal((await chain.register(request)).already, false);
      const { neurons } = await chain.metagraph(netuid);
      assert.equal(neurons.find(({ hotkey }) => hotkey === second.ss58)?.coldkey, coldkey.ss58);
    });

    await t.step("what the chain refuses is told in words, with what to do", async () => {
      const stranger = await fresh("stranger");
      const none = await failure(chain.hyperparameters(4_000));
      assert.match(none.message, /subnet 4000 does not exist/);
      assert.ok(none.hint);
      const nobody = { netuid, uids: [0], values: [1], versionKey: 1 };
      assert.equal((await failure(chain.setWeights(nobody, stranger))).code, "not_registered");
      const serve = chain.serveAxon({ netuid, ip: "8.8.8.8", port: 1, version: 1, signer: stranger });
      assert.equal((await failure(serve)).code, "not_registered");
      await root(api.tx.adminUtils!.sudoSetNetworkRegistrationAllowed!(netuid, false));
      const closed = chain.register({ netuid, hotkey: stranger.ss58, signer: coldkey });
      assert.match((await failure(closed)).message, /closed/);
    });
  });
});
