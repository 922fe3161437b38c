import assert from "node:assert/strict";
import { full, until } from "../../kit/mod.ts";
import type { SeenCall, Verdict } from "./mini_chain.ts";
import { failure, scene } from "./scene.ts";

const WEIGHTS = { netuid: 1, uids: [0, 1], values: [1, 65_535], versionKey: 7 };

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

full(
  "when the connection breaks before the transaction arrived, the same one is handed over again",
  async () => {
    await scene(async ({ chain, mini, alice }) => {
      mini.judge = once("vanish");
      const { receipt } = await chain.setWeights(WEIGHTS, alice);
      assert.ok(receipt.block > 0);
      const [first, second] = mini.seen;
      assert.equal(mini.seen.length, 2);
      assert.deepEqual(second, first, "with the same nonce");
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
      args: { netuid: "1", hotkey: charlie.ss58, limit_price: "1100000000" },
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

full("weights are tried once more when the subnet changed commit-reveal meanwhile", async () => {
  await scene(async ({ chain, mini, alice }) => {
    mini.judge = once({ dispatch: "CommitRevealEnabled" });
    assert.equal((await chain.setWeights(WEIGHTS, alice)).method, "mechanism");
    assert.equal(mini.seen.length, 2);
    mini.judge = () => ({ dispatch: "CommitRevealEnabled" });
    assert.equal((await failure(chain.setWeights(WEIGHTS, alice))).data.name, "CommitRevealEnabled");
    assert.equal(mini.seen.length, 4);
  });
});

full("a signer that fails is heard as it spoke, and nothing is sent", async () => {
  await scene(async ({ chain, mini, alice }) => {
    const broken = {
      ...alice,
      ss58: alice.ss58,
      publicKey: alice.publicKey,
      sign: () => Promise.reject(new Error("device unplugged")),
    };
    await assert.rejects(chain.setWeights(WEIGHTS, broken), /^Error: device unplugged$/);
    assert.equal(mini.seen.length, 0);
    await chain.setWeights(WEIGHTS, alice);
  });
});

full("with finalized, a receipt means finality; a runtime upgrade is met with a new connection", async () => {
  const kit = await import("./kit.ts");
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const alice = await devKey("//Alice");
  await kit.withMini([{}], async (mini) => {
    kit.populate(mini, alice, await devKey("//Bob"));
    const badProof = { code: 1010, message: "Invalid Transaction", data: "Transaction has a bad signature" };
    mini.judge = once({ pool: badProof });
    await kit.withChain({ network: mini.url, finalized: true, requestTimeoutMs: 8000 }, async (chain) => {
      const { receipt } = await chain.setWeights(WEIGHTS, alice);
      assert.ok(receipt.block > 0);
      assert.equal(mini.seen.length, 2);
      assert.equal(mini.requests.system_chain, 2, "two connections");
    });
  });
});
