import assert from "node:assert/strict";
import { address, Harness, id, TAO } from "./kit.ts";

const VALIDATOR = 100;
const TEMPO = 10;
const chain = (owner = false) =>
  new Harness({
    emissionPerBlock: TAO,
    subnets: [{
      netuid: 1,
      hyperparameters: { tempo: TEMPO },
      ownerHotkey: owner ? address(103) : undefined,
      neurons: [
        { hotkey: address(VALIDATOR), coldkey: address(1), stakeRao: 100n * TAO },
        { hotkey: address(101), coldkey: address(2) },
        { hotkey: address(102), coldkey: address(2) },
        { hotkey: address(103), coldkey: address(900) },
      ],
    }],
  });
const setWeights = (h: Harness, dests: number[], weights: number[]) =>
  h.send(VALIDATOR, "SubtensorModule.set_mechanism_weights", {
    netuid: 1,
    mecid: 0,
    dests,
    weights,
    version_key: 0n,
  });

Deno.test("the genesis epoch permits those with stake, without emission", () => {
  const h = chain();
  assert.deepEqual(h.get("ValidatorPermit", 1), [true, false, false, false]);
  assert.deepEqual(h.get("Emission", 1), [0n, 0n, 0n, 0n]);
  assert.equal(h.get("SubnetEpochIndex", 1), 0n);
});

Deno.test("weights become incentive, consensus, dividends, trust, bonds and emission at the epoch", () => {
  const h = chain();
  setWeights(h, [1, 2], [65535, 21845]);
  h.blocks(TEMPO - 2);
  assert.deepEqual(h.get("Incentive", 1), [0, 0, 0, 0], "not before the epoch");
  h.blocks(1);
  assert.equal(h.get("LastEpochBlock", 1), BigInt(TEMPO));
  const incentive = h.get<number[]>("Incentive", 1);
  assert.ok(Math.abs(incentive[1]! - 49151) <= 1 && Math.abs(incentive[2]! - 16383) <= 1, `${incentive}`);
  assert.deepEqual(h.get("Dividends", 1), [65535, 0, 0, 0]);
  assert.ok(h.get<number[]>("ValidatorTrust", 1)[0]! >= 65534);
  assert.deepEqual(h.get<number[]>("Consensus", 1).map((c) => c > 0), [false, true, true, false]);
  assert.equal(h.get<unknown[]>("Bonds", 1, 0).length, 2);
  const emission = h.get<bigint[]>("Emission", 1);
  const total = emission.reduce((a, b) => a + b, 0n);
  assert.ok(10n * TAO - total < 100n && total <= 10n * TAO, `${total}`);
  assert.ok(emission[0]! > 49n * TAO / 10n && emission[1]! > 37n * TAO / 10n);
});

Deno.test("emission is paid: miners to the owner of the hotkey, dividends to the stake", () => {
  const h = chain();
  setWeights(h, [1], [1]);
  h.blocks(TEMPO - 1);
  const emission = h.get<bigint[]>("Emission", 1);
  assert.equal(h.get("TotalHotkeyAlpha", id(101), 1), emission[1]);
  assert.equal(h.get("TotalHotkeyAlpha", id(VALIDATOR), 1), 100n * TAO + emission[0]!);
  const stake = h.api<{ stake: bigint; hotkey: string }[]>(
    "StakeInfoRuntimeApi_get_stake_info_for_coldkey",
    id(2),
  );
  assert.deepEqual(stake.map((one) => [one.hotkey, one.stake]), [[id(101), emission[1]]]);
});

Deno.test("the owner takes 18 % first", () => {
  const h = chain(true);
  setWeights(h, [1], [1]);
  h.blocks(TEMPO - 1);
  const owner = Number(h.get<bigint>("TotalHotkeyAlpha", id(103), 1)) / Number(10n * TAO);
  assert.ok(Math.abs(owner - 0.18) < 1e-4, `${owner}`);
  assert.equal(h.get<boolean[]>("ValidatorPermit", 1)[3], true, "the owner always has a permit");
});

Deno.test("epochs are stateful: one every tempo blocks, an ordered one earlier, none with tempo 0", () => {
  const h = chain();
  const next = () => h.api<bigint>("SubnetInfoRuntimeApi_get_next_epoch_start_block", 1);
  assert.equal(next(), 10n);
  h.blocks(10);
  assert.equal(h.get("SubnetEpochIndex", 1), 1n);
  assert.equal(next(), 20n);
  h.set("PendingEpochAt", [1], 14n);
  h.blocks(4);
  assert.equal(h.get("LastEpochBlock", 1), 14n);
  assert.equal(h.get("PendingEpochAt", 1), 0n);
  assert.equal(next(), 24n);
  h.set("Tempo", [1], 0);
  h.blocks(20);
  assert.equal(h.get("SubnetEpochIndex", 1), 2n);
  assert.equal(next(), null);
});

Deno.test("at most two epochs run in one block, the third waits one", () => {
  const subnets = [1, 2, 3].map((netuid) => ({ netuid, hyperparameters: { tempo: 5 } }));
  const h = new Harness({ subnets });
  h.blocks(5);
  assert.deepEqual([1, 2, 3].map((netuid) => h.get("SubnetEpochIndex", netuid)), [1n, 1n, 0n]);
  h.blocks(1);
  assert.equal(h.get("LastEpochBlock", 3), 6n);
});

Deno.test("weights for a uid that changed hands do not pay the newcomer", () => {
  const h = new Harness({
    accounts: [{ ss58: address(1), balanceRao: 100n * TAO }],
    subnets: [{
      netuid: 1,
      hyperparameters: { tempo: TEMPO, maxAllowedUids: 3 },
      neurons: [
        { hotkey: address(VALIDATOR), coldkey: address(1), stakeRao: 100n * TAO },
        { hotkey: address(101), coldkey: address(2) },
        { hotkey: address(102), coldkey: address(2) },
      ],
      ownerHotkey: address(VALIDATOR),
    }],
  });
  setWeights(h, [1, 2], [1, 1]);
  h.send(1, "SubtensorModule.burned_register", { netuid: 1, hotkey: id(50) });
  assert.equal(h.get("Uids", 1, id(50)), 1);
  h.blocks(TEMPO - 2);
  const incentive = h.get<number[]>("Incentive", 1);
  assert.equal(incentive[1], 0);
  assert.equal(incentive[2], 65535);
});

Deno.test("equal chains have equal hashes, different ones do not", () => {
  const run = (amount: number) => {
    const h = chain();
    setWeights(h, [1, 2], [amount, 5]);
    h.blocks(TEMPO);
    return h.chain.head.hash;
  };
  assert.equal(run(7), run(7));
  assert.notEqual(run(7), run(6));
});
