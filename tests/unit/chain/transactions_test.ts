import assert from "node:assert/strict";
import { type Chain, ChainError, type Metagraph } from "../../../src/chain/mod.ts";
import { full, until } from "../../kit/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";
import type { MiniChain, SeenCall, Verdict } from "./mini_chain.ts";

const WEIGHTS = { netuid: 1, uids: [0, 1], values: [1, 65_535], versionKey: 7 };

async function failure(work: Promise<unknown>): Promise<ChainError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ChainError, String(error));
    return error;
  }
  throw new Error("it should have failed");
}

/** What a test works with. */
interface Scene {
  mini: MiniChain;
  chain: Chain;
  alice: Signer;
  bob: Signer;
  charlie: Signer;
}

/** Runs `body` on a chain whose subnet 1 has Alice (uid 0) and Bob (uid 1), but not Charlie. */
async function scene(
  body: (scene: Scene) => Promise<void>,
  options: { inclusionTimeoutMs?: number; requestTimeoutMs?: number } = {},
): Promise<void> {
  const { devSigner, populate, withChain, withMini } = await import("./kit.ts");
  const [alice, bob, charlie] = ["//Alice", "//Bob", "//Charlie"].map(devSigner) as [Signer, Signer, Signer];
  await withMini([{}], async (mini) => {
    populate(mini, alice, bob);
    await withChain({ network: mini.url, ...options }, (chain) => body({ mini, chain, alice, bob, charlie }));
  });
}

/** Gives each verdict once, then lets everything pass. */
function once(...verdicts: Verdict[]): (call: SeenCall) => Verdict {
  return () => verdicts.shift();
}

full("weights are signed, land in a block and come back as a receipt", async () => {
  await scene(async ({ chain, mini, alice }) => {
    const { method, receipt, revealRound } = await chain.setWeights(WEIGHTS, alice);
    assert.equal(method, "mechanism");
    assert.equal(revealRound, null);
    assert.match(receipt.hash, /^0x[0-9a-f]{64}$/);
    assert.ok(receipt.block >= 1 && receipt.block <= mini.height);
    assert.deepEqual(mini.seen.map(({ name, args, signer, era }) => ({ name, args, signer, era })), [{
      name: "setMechanismWeights",
      args: { netuid: 1, mecid: 0, dests: [0, 1], weights: [1, 65_535], versionKey: 7 },
      signer: alice.ss58,
      era: 128,
    }]);
  });
});

full("payloads above 256 bytes are hashed before they are signed", async () => {
  await scene(async ({ chain, mini, alice }) => {
    const uids = Array.from({ length: 256 }, (_, uid) => uid);
    await chain.setWeights({ ...WEIGHTS, uids, values: uids.map((uid) => uid + 1) }, alice);
    assert.equal(mini.seen.length, 1);
  });
});

full("a failed call is told by name, with what to do, and is not repeated", async () => {
  await scene(async ({ chain, mini, alice }) => {
    for (
      const [name, code] of [
        ["NeuronNoValidatorPermit", "not_permitted"],
        ["HotKeyNotRegisteredInSubNet", "not_registered"],
        ["SettingWeightsTooFast", "rate_limited"],
        ["UidVecContainInvalidOne", "refused"],
      ] as const
    ) {
      mini.judge = once({ dispatch: name });
      const error = await failure(chain.setWeights(WEIGHTS, alice));
      assert.equal(error.code, code);
      assert.equal(error.data.name, name);
    }
    assert.equal(mini.seen.length, 4);
    mini.judge = once({ dispatch: "BadOrigin" });
    assert.equal((await failure(chain.setWeights(WEIGHTS, alice))).data.name, "BadOrigin");
  });
});

full("a stale nonce is signed anew one block later, a refused address is not", async () => {
  await scene(async ({ chain, mini, alice }) => {
    mini.judge = once({
      pool: { code: 1010, message: "Invalid Transaction", data: "Transaction is outdated" },
    });
    const served = await chain.serveAxon({ netuid: 1, ip: "8.8.8.8", port: 80, version: 1, signer: alice });
    assert.equal(served.changed, true);
    assert.equal(mini.seen.length, 2);
    mini.judge = once({ pool: { code: 1010, message: "Invalid Transaction", data: "Custom error: 11" } });
    const error = await failure(
      chain.serveAxon({ netuid: 1, ip: "127.0.0.1", port: 80, version: 1, signer: alice }),
    );
    assert.equal(error.code, "refused");
    assert.match(error.hint!, /--axon\.external_ip/);
    assert.equal(mini.seen.length, 3);
  });
});

full("a transaction the pool drops is sent again, three times in all", async () => {
  await scene(async ({ chain, mini, alice }) => {
    mini.judge = () => ({ status: "dropped" });
    const error = await failure(chain.setWeights(WEIGHTS, alice));
    assert.equal(error.code, "stale");
    assert.equal(mini.seen.length, 3);
    assert.equal(new Set(mini.seen.map(({ nonce }) => nonce)).size, 3, "each with the nonce the chain names");
  });
});

full(
  "a transaction that never gets into a block ends with the deadline, and says until when it may",
  async () => {
    await scene(async ({ chain, mini, alice }) => {
      mini.judge = () => "forget";
      const error = await failure(chain.setWeights(WEIGHTS, alice));
      assert.equal(error.code, "deadline");
      assert.match(error.hint!, /until block \d+/);
      assert.equal(mini.seen.length, 1, "it may still land: no second one");
    }, { inclusionTimeoutMs: 400 });
  },
);

full(
  "when the connection breaks after sending, the transaction is found in its block, not sent again",
  async () => {
    await scene(async ({ chain, mini, alice }) => {
      mini.frozen = true;
      const sending = chain.setWeights(WEIGHTS, alice);
      await until(() => mini.seen.length === 1, 4000, "the transaction");
      await mini.die();
      mini.block();
      mini.block();
      mini.revive();
      mini.frozen = false;
      const { receipt } = await sending;
      assert.equal(mini.seen.length, 1);
      assert.ok(receipt.block > 0);
    }, { inclusionTimeoutMs: 8000, requestTimeoutMs: 8000 });
  },
);

full("one key sends one transaction at a time, two keys do not wait for each other", async () => {
  await scene(async ({ chain, mini, alice, bob }) => {
    mini.frozen = true;
    const serve = (signer: typeof alice, port: number) =>
      chain.serveAxon({ netuid: 1, ip: "8.8.8.8", port, version: 1, signer });
    const all = [serve(alice, 1), serve(alice, 2), serve(bob, 3)];
    await until(() => mini.seen.length === 2, 4000, "two transactions");
    assert.deepEqual(mini.seen.map(({ signer }) => signer).sort(), [alice.ss58, bob.ss58].sort());
    mini.frozen = false;
    await Promise.all(all);
    assert.deepEqual(mini.seen.filter(({ signer }) => signer === alice.ss58).map(({ nonce }) => nonce), [
      0,
      1,
    ]);
  });
});

full("weights that come too soon, or from nobody, are not sent", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    await until(() => mini.height > 3, 3000, "blocks");
    mini.set("subtensorModule", "lastUpdate", [1], [3, 0]);
    const error = await failure(chain.setWeights(WEIGHTS, alice));
    assert.equal(error.code, "rate_limited");
    assert.ok((error.data.blocksLeft as number) > 0 && (error.data.blocksLeft as number) < 100);
    assert.equal((await failure(chain.setWeights(WEIGHTS, charlie))).code, "not_registered");
    for (
      const row of [{ uids: [0], values: [1, 2] }, { uids: [0, 0], values: [1, 2] }, {
        uids: [0],
        values: [0],
      }, { uids: [0], values: [70_000] }]
    ) {
      assert.equal((await failure(chain.setWeights({ ...WEIGHTS, ...row }, alice))).code, "invalid");
    }
    assert.equal(mini.seen.length, 0);
  });
});

full("an axon that is announced already is not announced again, and not too soon", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    await until(() => mini.height > 2, 3000, "blocks");
    const entry = {
      block: 2,
      version: 5,
      ip: 134_744_072,
      port: 8091,
      ipType: 4,
      protocol: 4,
      placeholder1: 0,
      placeholder2: 0,
    };
    mini.set("subtensorModule", "axons", [1, alice.ss58], entry);
    const request = { netuid: 1, ip: "8.8.8.8", port: 8091, version: 5, signer: alice };
    assert.deepEqual(await chain.serveAxon(request), { changed: false, receipt: null });
    const error = await failure(chain.serveAxon({ ...request, port: 8092 }));
    assert.equal(error.code, "rate_limited");
    assert.match(error.message, /block 2/);
    mini.set("subtensorModule", "servingRateLimit", [1], 0);
    assert.equal((await chain.serveAxon({ ...request, port: 8092 })).changed, true);
    assert.equal((await failure(chain.serveAxon({ ...request, signer: charlie }))).code, "not_registered");
    assert.equal((await failure(chain.serveAxon({ ...request, port: 0 }))).code, "invalid");
    assert.equal((await failure(chain.serveAxon({ ...request, ip: "host" }))).code, "invalid");
    assert.equal(mini.seen.length, 1);
  });
});

full("registration burns once, at a limit, and never for a hotkey that has a uid", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    const rao = 1_000_000_000n;
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
    mini.set("subtensorModule", "burn", [1], 2n * rao);
    const request = { netuid: 1, hotkey: charlie.ss58, signer: alice };
    const quote = await chain.registrationQuote(1, alice.ss58, charlie.ss58);
    assert.equal(quote.price, 2n * rao);
    assert.equal(quote.balance, 10n * rao);
    assert.equal(quote.registeredUid, null);

    assert.equal((await failure(chain.register({ ...request, maxPrice: rao }))).code, "price");
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: rao } });
    const poor = await failure(chain.register(request));
    assert.equal(poor.code, "balance");
    assert.match(poor.message, /2 TAO.*1 TAO/);
    mini.set("subtensorModule", "networkRegistrationAllowed", [1], false);
    assert.match((await failure(chain.register(request))).message, /closed/);
    mini.set("subtensorModule", "networkRegistrationAllowed", [1], true);
    assert.equal(mini.seen.length, 0, "nothing was sent so far");

    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
    mini.apply = () => {
      mini.set("subtensorModule", "uids", [1, charlie.ss58], 2);
      mini.set("system", "account", [alice.ss58], { nonce: 1, data: { free: 7n * rao } });
    };
    const done = await chain.register(request);
    assert.equal(done.uid, 2);
    assert.equal(done.paid, 3n * rao);
    assert.equal(done.already, false);
    assert.equal(mini.seen[0]!.name, "registerLimit");
    assert.equal(BigInt(mini.seen[0]!.args.limitPrice as string), 2_100_000_000n);
    const again = await chain.register(request);
    assert.deepEqual(again, { uid: 2, already: true, price: 2n * rao, paid: null, receipt: null });
    assert.equal(mini.seen.length, 1);
    assert.equal((await chain.register({ ...request, hotkey: alice.ss58 })).uid, 0, "uid 0 is a uid");
  });
});

full(
  "a registration whose price ran away is tried again at the new price, up to the user's limit",
  async () => {
    await scene(async ({ chain, mini, alice, charlie }) => {
      const rao = 1_000_000_000n;
      mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10n * rao } });
      mini.set("subtensorModule", "burn", [1], rao);
      let bump = 0n;
      mini.judge = () => {
        bump += rao;
        mini.set("subtensorModule", "burn", [1], rao + bump);
        return { dispatch: "RegistrationPriceLimitExceeded" };
      };
      const error = await failure(
        chain.register({ netuid: 1, hotkey: charlie.ss58, signer: alice, maxPrice: 2n * rao }),
      );
      assert.equal(error.code, "price");
      assert.ok(mini.seen.length >= 1);
      for (const { args } of mini.seen) assert.ok(BigInt(args.limitPrice as string) <= 2n * rao);
    });
  },
);

full("a registration whose answer was lost counts when the hotkey has its uid", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    mini.set("system", "account", [alice.ss58], { nonce: 0, data: { free: 10_000_000_000n } });
    mini.judge = () => {
      mini.set("subtensorModule", "uids", [1, charlie.ss58], 5);
      return { dispatch: "HotKeyAlreadyRegisteredInSubNet" };
    };
    const done = await chain.register({ netuid: 1, hotkey: charlie.ss58, signer: alice });
    assert.equal(done.uid, 5);
    assert.equal(done.receipt, null);
  });
});

full("a dry run describes the call and sends nothing", async () => {
  await scene(async ({ chain, mini, alice, charlie }) => {
    mini.set("subtensorModule", "burn", [1], 1_000_000_000n);
    mini.answers.set(
      "TransactionPaymentApi_query_info",
      () => ({ weight: [1, 1], class: 0, partialFee: 1234 }),
    );
    const dry = await chain.dryRun({
      kind: "register",
      netuid: 1,
      hotkey: charlie.ss58,
      signer: alice,
      tolerance: 0.1,
    });
    assert.deepEqual(dry, {
      call: "SubtensorModule.register_limit",
      args: { netuid: "1", hotkey: charlie.ss58, limitPrice: "1100000000" },
      signer: alice.ss58,
      fee: 1234n,
    });
    mini.answers.clear();
    const serve = await chain.dryRun({
      kind: "serve",
      netuid: 1,
      ip: "8.8.8.8",
      port: 80,
      version: 3,
      signer: alice,
    });
    assert.equal(serve.args.ip, "134744072");
    assert.equal(serve.fee, null, "the node does not tell");
    const weights = await chain.dryRun({ kind: "weights", ...WEIGHTS, signer: alice });
    assert.equal(weights.call, "SubtensorModule.set_mechanism_weights");
    assert.equal(mini.seen.length, 0);
  });
});

full("a subnet that does not exist is named, and reads of what is not there are empty", async () => {
  await scene(async ({ chain, charlie }) => {
    const error = await failure(chain.hyperparameters(9));
    assert.equal(error.code, "refused");
    assert.match(error.message, /subnet 9/);
    assert.equal(await chain.subnetExists(9), false);
    assert.equal(await chain.subnetExists(1), true);
    assert.equal(await chain.uidOf(1, charlie.ss58), null);
    assert.equal(await chain.balance(charlie.ss58), 0n);
    assert.deepEqual(await chain.readWeights(1, 0), { uids: [], values: [] });
    assert.equal(await chain.lastUpdate(1, 99), 0);
  });
});

full("the metagraph is one subnet at one block, as plain values", async () => {
  await scene(async ({ chain, mini, alice, bob }) => {
    const axon = {
      block: 9,
      version: 7,
      ip: 134_744_072,
      port: 8091,
      ipType: 4,
      protocol: 4,
      placeholder1: 0,
      placeholder2: 0,
    };
    mini.set("subtensorModule", "validatorTrust", [1], [65_535, 0]);
    mini.answers.set("SubnetInfoRuntimeApi_get_selective_mechagraph", (netuid) =>
      netuid !== 1 ? null : {
        netuid: 1,
        ownerHotkey: alice.ss58,
        block: 77,
        tempo: 360,
        hotkeys: [alice.ss58, bob.ss58],
        coldkeys: [bob.ss58, bob.ss58],
        axons: [axon, { ...axon, ip: 0, port: 0 }],
        active: [true, false],
        validatorPermit: [true, false],
        lastUpdate: [70, 60],
        emission: [5_000_000_000n, 0],
        dividends: [65_535, 0],
        incentives: [0, 65_535],
        consensus: [0, 65_535],
        blockAtRegistration: [1, 2],
        alphaStake: [1_000_000_000n, 0],
        taoStake: [500_000_000n, 0],
        totalStake: [1_500_000_000n, 0],
      });
    const graph: Metagraph = await chain.metagraph(1);
    assert.deepEqual(structuredClone(graph), graph);
    assert.equal(graph.n, 2);
    assert.equal(graph.block, 77);
    assert.equal(graph.ownerHotkey, alice.ss58);
    assert.deepEqual(graph.neurons[0], {
      uid: 0,
      hotkey: alice.ss58,
      coldkey: bob.ss58,
      active: true,
      validatorPermit: true,
      stake: 1.5,
      alphaStake: 1,
      taoStake: 0.5,
      incentive: 0,
      consensus: 0,
      dividends: 1,
      vtrust: 1,
      emission: 5,
      lastUpdate: 70,
      blockAtRegistration: 1,
      axon: { ip: "8.8.8.8", port: 8091, ipType: 4, protocol: 4, version: 7, block: 9 },
    });
    assert.equal(graph.neurons[1]!.axon.ip, "0.0.0.0");
    assert.match((await failure(chain.metagraph(2))).message, /subnet 2 does not exist/);
  });
});
