/**
 * The chain client against a whole chain: the localnet, or the development chain that SUBTENSOR_ENDPOINT names
 * (Alice rich; subnet 1 with a neuron, registration open, commit–reveal off; blocks made by themselves).
 */
import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import { type Chain, ChainError, type ChainOptions, connectChain } from "../../src/chain/mod.ts";
import type { Localnet, LocalnetOptions } from "../../src/localnet/mod.ts";
import { full, until } from "../kit/mod.ts";

const NETUID = 1;
const RAO = 1_000_000_000n;
const modules = {
  clock: systemClock,
  random: seededRandom("e2e"),
  logger: nullLogger,
  metrics: nullMetrics,
};

async function withLocalnet(
  options: LocalnetOptions,
  body: (localnet: Localnet) => Promise<void>,
): Promise<void> {
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  const localnet = await startLocalnet({ blockMs: 100, ...options }, { clock: systemClock });
  try {
    await body(localnet);
  } finally {
    await localnet.close();
  }
}

async function withChain(options: ChainOptions, body: (chain: Chain) => Promise<void>): Promise<void> {
  const chain = await connectChain(
    { requestTimeoutMs: 10_000, inclusionTimeoutMs: 20_000, ...options },
    modules,
  );
  try {
    await body(chain);
  } finally {
    await chain.close();
  }
}

/** Runs `body` on the chain under test, where Alice can pay. */
async function withTestChain(body: (chain: Chain) => Promise<void>): Promise<void> {
  const endpoint = Deno.env.get("SUBTENSOR_ENDPOINT");
  if (endpoint) return await withChain({ network: endpoint }, body);
  const { devKey } = await import("../../src/wallet/mod.ts");
  const alice = await devKey("//Alice");
  const accounts = [{ ss58: alice.ss58, balanceRao: 1000n * RAO }];
  const bob = await devKey("//Bob");
  const subnets = [{ netuid: NETUID, neurons: [{ hotkey: bob.ss58, coldkey: alice.ss58 }] }];
  await withLocalnet({ accounts, subnets }, (localnet) => withChain({ network: localnet.endpoint }, body));
}

async function failure(work: Promise<unknown>): Promise<ChainError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    return error;
  }
  throw new Error("it should have failed");
}

/** Waits for a block number. */
async function reach(chain: Chain, block: number): Promise<void> {
  await until(async () => (await chain.head()).number >= block, 60_000, `block ${block}`);
}

full("a new hotkey registers, serves, sets weights, and reads all of it back", async (t) => {
  const { devKey } = await import("../../src/wallet/mod.ts");
  const alice = await devKey("//Alice");
  const hotkey = await devKey(`//e2e${crypto.randomUUID().slice(0, 8)}`);
  await withTestChain(async (chain) => {
    let uid = -1;
    await t.step("the quote names price and balance", async () => {
      assert.equal(await chain.subnetExists(NETUID), true);
      const quote = await chain.registrationQuote(NETUID, alice.ss58, hotkey.ss58);
      assert.equal(quote.registeredUid, null);
      assert.ok(quote.price >= quote.hyperparameters.minBurn);
      assert.ok(quote.balance > quote.price);
      const dry = await chain.dryRun({
        kind: "register",
        netuid: NETUID,
        hotkey: hotkey.ss58,
        signer: alice,
      });
      assert.match(dry.call, /^SubtensorModule\.(register_limit|burned_register)$/);
      assert.equal(dry.args.hotkey, hotkey.ss58);
    });
    await t.step("registering burns the price and gives a uid, once", async () => {
      const before = await chain.balance(alice.ss58);
      const request = { netuid: NETUID, hotkey: hotkey.ss58, signer: alice };
      const done = await chain.register(request);
      uid = done.uid;
      assert.equal(done.already, false);
      assert.equal(await chain.uidOf(NETUID, hotkey.ss58), uid);
      const after = await chain.balance(alice.ss58);
      assert.equal(done.paid, before - after);
      assert.ok(done.paid! > 0n);
      const again = await chain.register(request);
      assert.equal(again.already, true);
      assert.equal(again.uid, uid);
      assert.equal(await chain.balance(alice.ss58), after);
    });
    await t.step("the axon is announced once and shows in the metagraph", async () => {
      const request = { netuid: NETUID, ip: "127.0.0.2", port: 8091, version: 7_004_000, signer: hotkey };
      const served = await chain.serveAxon(request);
      assert.equal(served.changed, true);
      assert.deepEqual(await chain.serveAxon(request), { changed: false, receipt: null });
      const graph = await chain.metagraph(NETUID);
      assert.equal(graph.neurons.length, graph.n);
      assert.ok(graph.block >= served.receipt!.block);
      const own = graph.neurons[uid]!;
      assert.equal(own.hotkey, hotkey.ss58);
      assert.equal(own.coldkey, alice.ss58);
      assert.deepEqual(
        [own.axon.ip, own.axon.port, own.axon.ipType, own.axon.protocol, own.axon.version],
        ["127.0.0.2", 8091, 4, 4, 7_004_000],
      );
      assert.equal(own.axon.block, served.receipt!.block);
    });
    await t.step("first weights wait for the rate limit, then stand on chain", async () => {
      const { weightsRateLimit } = await chain.hyperparameters(NETUID);
      const registered = await chain.lastUpdate(NETUID, uid);
      // A single weight on itself needs no permit.
      const row = { netuid: NETUID, uids: [uid], values: [300], versionKey: 1_000_000 };
      if ((await chain.head()).number + 2 < registered + weightsRateLimit) {
        const early = await failure(chain.setWeights(row, hotkey));
        assert.equal(early.code, "rate_limited");
      }
      await reach(chain, registered + weightsRateLimit);
      const { receipt, method } = await chain.setWeights(row, hotkey);
      assert.ok(method === "mechanism" || method === "direct");
      assert.deepEqual(await chain.readWeights(NETUID, uid), { uids: [uid], values: [65_535] });
      assert.equal(await chain.lastUpdate(NETUID, uid), receipt.block);
    });
    await t.step("weights on others need a permit, said in words", async () => {
      const { weightsRateLimit } = await chain.hyperparameters(NETUID);
      const graph = await chain.metagraph(NETUID);
      const other = graph.neurons.find((neuron) => neuron.uid !== uid);
      assert.ok(other, "this step needs a second neuron on the subnet");
      await reach(chain, await chain.lastUpdate(NETUID, uid) + weightsRateLimit);
      const row = { netuid: NETUID, uids: [other.uid, uid], values: [1, 2], versionKey: 1_000_000 };
      const error = await failure(chain.setWeights(row, hotkey));
      assert.equal(error.code, "not_permitted");
      assert.ok(error.hint);
    });
  });
});

full("what the chain refuses is told in words", async () => {
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, bob, stranger] = await Promise.all(["//Alice", "//Bob", "//Stranger"].map(devKey));
  const options: LocalnetOptions = {
    enforceServingRules: true,
    accounts: [{ ss58: alice!.ss58, balanceRao: 1000n * RAO }],
    subnets: [
      {
        netuid: 1,
        neurons: [{ hotkey: bob!.ss58, coldkey: alice!.ss58 }],
        hyperparameters: { servingRateLimit: 50 },
      },
      { netuid: 2, hyperparameters: { registrationAllowed: false } },
    ],
  };
  await withLocalnet(options, (localnet) =>
    withChain({ network: localnet.endpoint }, async (chain) => {
      const register = (netuid: number, signer: typeof alice) =>
        failure(chain.register({ netuid, hotkey: stranger!.ss58, signer: signer! }));
      assert.match((await register(9, alice)).message, /subnet 9 does not exist/);
      assert.match((await register(2, alice)).message, /closed/);
      assert.equal((await register(1, bob)).code, "balance");
      const serve = (ip: string, port = 80, signer = bob!) =>
        chain.serveAxon({ netuid: 1, ip, port, version: 1, signer });
      assert.match((await failure(serve("127.0.0.1"))).hint!, /--axon\.external_ip/);
      assert.equal((await failure(serve("8.8.8.8", 80, stranger!))).code, "not_registered");
      await serve("8.8.8.8");
      assert.equal((await failure(serve("8.8.4.4"))).code, "rate_limited");
      const row = { netuid: 1, uids: [0], values: [1], versionKey: 1 };
      assert.equal((await failure(chain.setWeights(row, stranger!))).code, "not_registered");
    }));
});

full("a validator's row is stored raised to 65535, and its stake and permit show", async () => {
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, validator, miner] = await Promise.all(["//Alice", "//V", "//M"].map(devKey));
  const coldkey = alice!.ss58;
  const options: LocalnetOptions = {
    accounts: [{ ss58: coldkey, balanceRao: 10n * RAO }],
    subnets: [{
      netuid: 1,
      neurons: [{ hotkey: validator!.ss58, coldkey, stakeRao: 1000n * RAO }, {
        hotkey: miner!.ss58,
        coldkey,
      }],
    }],
  };
  await withLocalnet(options, (localnet) =>
    withChain({ network: localnet.endpoint }, async (chain) => {
      await reach(chain, 6);
      await chain.setWeights({ netuid: 1, uids: [0, 1], values: [10, 20], versionKey: 1 }, validator!);
      assert.deepEqual(await chain.readWeights(1, 0), { uids: [0, 1], values: [32_768, 65_535] });
      const paid = async () => (await chain.metagraph(1)).neurons[1]!.incentive > 0;
      await until(paid, 20_000, "an epoch that pays the miner");
      const { neurons, tempo } = await chain.metagraph(1);
      assert.equal(tempo, 20);
      assert.equal(neurons[0]!.validatorPermit, true);
      assert.ok(neurons[0]!.stake >= 1000 && neurons[0]!.dividends > 0.99 && neurons[0]!.vtrust > 0.99);
      assert.ok(neurons[1]!.incentive > 0.99 && neurons[1]!.consensus > 0.99 && neurons[1]!.emission > 0);
    }));
});

full(
  "with commit-reveal on, weights go out closed and are opened by the chain in the planned epoch",
  async () => {
    const { devKey } = await import("../../src/wallet/mod.ts");
    const [alice, validator, miner] = await Promise.all(["//Alice", "//V", "//M"].map(devKey));
    const coldkey = alice!.ss58;
    const subnets = [{
      netuid: 1,
      hyperparameters: { commitRevealEnabled: true, tempo: 10 },
      neurons: [{ hotkey: validator!.ss58, coldkey, stakeRao: 1000n * RAO }, {
        hotkey: miner!.ss58,
        coldkey,
      }],
    }];
    await withLocalnet(
      { blockMs: 150, subnets },
      (localnet) =>
        withChain({ network: localnet.endpoint }, async (chain) => {
          await reach(chain, 6);
          const row = { netuid: 1, uids: [0, 1], values: [10, 20], versionKey: 1 };
          const { method, receipt, revealRound } = await chain.setWeights(row, validator!);
          assert.equal(method, "timelocked");
          assert.ok(revealRound! > 0);
          assert.equal(await chain.lastUpdate(1, 0), receipt.block);
          assert.deepEqual(await chain.readWeights(1, 0), { uids: [], values: [] });
          const opened = async () => (await chain.readWeights(1, 0)).uids.length > 0;
          await until(opened, 20_000, "the opening");
          assert.deepEqual(await chain.readWeights(1, 0), { uids: [0, 1], values: [32_768, 65_535] });
          assert.ok(
            (await chain.head()).number <= receipt.block + 2 * 10 + 2,
            "in the epoch it was planned for",
          );
        }),
    );
  },
);

full("both ways to read the metagraph agree", async () => {
  const { devKey } = await import("../../src/wallet/mod.ts");
  const { openLink } = await import("../../src/chain/link/link.ts");
  const { AddressBook } = await import("../../src/chain/read/addresses.ts");
  const { readMetagraph } = await import("../../src/chain/read/metagraph.ts");
  const [alice, bob] = await Promise.all(["//Alice", "//Bob"].map(devKey));
  const coldkey = alice!.ss58;
  const neurons = [{ hotkey: bob!.ss58, coldkey, stakeRao: 5n * RAO }, { hotkey: alice!.ss58, coldkey }];
  await withLocalnet(
    { production: "manual", subnets: [{ netuid: 1, neurons, ownerHotkey: alice!.ss58 }] },
    async (localnet) => {
      for (let block = 0; block < 25; block++) localnet.produceBlock();
      const link = await openLink(localnet.endpoint, { clock: systemClock, timeoutMs: 10_000 });
      try {
        const { api } = link;
        const { hash } = localnet.head();
        const addresses = new AddressBook();
        const selective = await readMetagraph(api, 1, hash, addresses);
        const { getSelectiveMechagraph: _, ...rest } = api.call.subnetInfoRuntimeApi!;
        const runtime = (call: unknown) =>
          ({
            call,
            runtimeVersion: api.runtimeVersion,
            at: (at: string) => api.at(at, api.runtimeVersion),
          }) as unknown as typeof api;
        const older = runtime({ ...api.call, subnetInfoRuntimeApi: rest });
        assert.deepEqual(await readMetagraph(older, 1, hash, addresses), selective);
        assert.equal(selective.n, 2);
        assert.equal(selective.ownerHotkey, alice!.ss58);
        assert.equal((await failure(readMetagraph(runtime({}), 1, hash, addresses))).code, "unsupported");
      } finally {
        link.close();
      }
    },
  );
});

full("a chain that is closed and started anew on its port is found again", async () => {
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  const options: LocalnetOptions = { blockMs: 100, virtualTime: true };
  const first = await startLocalnet(options, { clock: systemClock });
  const port = Number(new URL(first.endpoint).port);
  await withChain({ network: first.endpoint }, async (chain) => {
    await reach(chain, 3);
    await first.close();
    const waiting = chain.hyperparameters(1);
    const second = await startLocalnet({ ...options, port }, { clock: systemClock });
    try {
      assert.equal((await waiting).tempo, 20);
      let heads = 0;
      chain.onHead(() => heads++);
      await until(() => heads > 2, 20_000, "heads of the new chain");
    } finally {
      await second.close();
    }
  });
});
