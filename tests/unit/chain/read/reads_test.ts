import assert from "node:assert/strict";
import type { Metagraph } from "../../../../src/chain/mod.ts";
import { full } from "../../../kit/mod.ts";
import { failure, scene } from "../scene.ts";

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
