import assert from "node:assert/strict";
import type { GenesisHyperparameters, GenesisStake } from "../../../src/localnet/mod.ts";
import { address, callOf, Harness, id, TAO } from "./kit.ts";

const VALIDATOR = 100;
const MINER = 101;
const STRANGER = 5;
/** Three neurons; only the first has stake, and with it the permit of the genesis epoch. */
const chain = (
  hyperparameters: GenesisHyperparameters = {},
  stakeThreshold = 0n,
  stakes: GenesisStake[] = [],
) =>
  new Harness({
    stakeThreshold,
    stakes,
    accounts: [{ ss58: address(VALIDATOR), balanceRao: TAO }, { ss58: address(STRANGER), balanceRao: TAO }],
    subnets: [{
      netuid: 1,
      hyperparameters,
      neurons: [
        { hotkey: address(VALIDATOR), coldkey: address(1), stakeRao: 100n * TAO },
        { hotkey: address(MINER), coldkey: address(1) },
        { hotkey: address(102), coldkey: address(1) },
      ],
    }],
  });
const args = (change: Record<string, unknown> = {}) => ({
  netuid: 1,
  mecid: 0,
  dests: [1, 2],
  weights: [100, 50],
  version_key: 0n,
  ...change,
});
const set = (h: Harness, change: Record<string, unknown> = {}, signer = VALIDATOR) =>
  h.send(signer, "SubtensorModule.set_mechanism_weights", args(change));

Deno.test("weights are stored upscaled, LastUpdate moves, WeightsSet tells", () => {
  const h = chain();
  const outcome = set(h);
  assert.deepEqual(outcome.events, ["SubtensorModule.WeightsSet", "System.ExtrinsicSuccess"]);
  assert.deepEqual(outcome.values[0], [1, 0]);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535], [2, 32768]]);
  assert.deepEqual(h.get("LastUpdate", 1), [1n, 0n, 0n]);
  h.blocks(4);
  assert.equal(set(h, { dests: [2], weights: [7] }).error, null);
  assert.deepEqual(h.get("Weights", 1, 0), [[2, 65535]], "the old row is gone");
});

Deno.test("set_weights is the same call without mechanism", () => {
  const h = chain();
  const { mecid: _, ...plain } = args();
  assert.equal(h.send(VALIDATOR, "SubtensorModule.set_weights", plain).error, null);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535], [2, 32768]]);
});

Deno.test("direct weights are refused by name", () => {
  const h = chain({ weightsVersionKey: 5, minAllowedWeights: 2 });
  // Elsewhere commit–reveal is on by default, and that is looked at first.
  for (const netuid of [0, 9]) h.set("CommitRevealWeightsEnabled", [netuid], false);
  h.blocks(1);
  const refused = (change: Record<string, unknown>, signer = VALIDATOR) =>
    set(h, { version_key: 5n, ...change }, signer).error?.replace("SubtensorModule.", "");
  assert.equal(refused({ netuid: 0 }), "CanNotSetRootNetworkWeights");
  assert.equal(refused({ weights: [1] }), "WeightVecNotEqualSize");
  assert.equal(refused({ mecid: 1 }), "MechanismDoesNotExist");
  assert.equal(refused({ netuid: 9 }), "MechanismDoesNotExist");
  assert.equal(refused({ dests: [0, 1, 2, 2], weights: [1, 1, 1, 1] }), "UidsLengthExceedUidsInSubNet");
  assert.equal(refused({}, STRANGER), "HotKeyNotRegisteredInSubNet");
  assert.equal(refused({ version_key: 4n }), "IncorrectWeightVersionKey");
  assert.equal(refused({}, MINER), "NeuronNoValidatorPermit");
  assert.equal(refused({ dests: [1, 1] }), "DuplicateUids");
  assert.equal(refused({ dests: [1, 3] }), "UidVecContainInvalidOne");
  assert.equal(refused({ dests: [1], weights: [1] }), "WeightVecLengthIsLow");
  assert.equal(
    refused({ dests: [1], weights: [1] }, MINER),
    undefined,
    "a weight on oneself needs no permit",
  );
  assert.equal(refused({}), undefined);
});

Deno.test("the rate limit counts from the last weights, and from the registration of a newcomer", () => {
  const h = chain({ weightsRateLimit: 5 });
  assert.equal(set(h).error, null);
  assert.equal(
    h.poolAnswer(VALIDATOR, "SubtensorModule.set_mechanism_weights", args()),
    "1010 Custom error: 6",
  );
  const batch = { calls: [callOf("SubtensorModule.set_mechanism_weights", args())] };
  assert.equal(h.send(VALIDATOR, "Utility.batch_all", batch).error, "SubtensorModule.SettingWeightsTooFast");
  h.blocks(3);
  assert.equal(set(h).error, null, "block 6 = 1 + 5");
});

Deno.test("too little stake is refused by the pool, by the call, and not for the owner", () => {
  const h = chain({}, 1000n * TAO);
  assert.equal(
    h.poolAnswer(VALIDATOR, "SubtensorModule.set_mechanism_weights", args()),
    "1010 Custom error: 1",
  );
  const batch = { calls: [callOf("SubtensorModule.set_mechanism_weights", args())] };
  assert.equal(
    h.send(VALIDATOR, "Utility.batch_all", batch).error,
    "SubtensorModule.NotEnoughStakeToSetWeights",
  );
  h.set("SubnetOwnerHotkey", [1], id(MINER));
  h.blocks(1);
  assert.equal(set(h, {}, MINER).error, null);
});

Deno.test("root stake counts by its weight", () => {
  const root = { hotkey: address(VALIDATOR), coldkey: address(1), netuid: 0, amountRao: 100n * TAO };
  const h = chain({}, 105n * TAO, [root]);
  // 100 alpha + 100 TAO · 0.0527 ≥ 105.
  assert.equal(set(h).error, null);
});

Deno.test("a batch never fails as a whole", () => {
  const h = chain();
  const outcome = h.send(VALIDATOR, "SubtensorModule.batch_set_weights", {
    netuids: [1, 9, 0],
    weights: [[[1, 5]], [[1, 5]], []],
    version_keys: [0n, 0n, 0n],
  });
  assert.deepEqual(outcome.events.map((name) => name.split(".")[1]), [
    "WeightsSet",
    "BatchCompletedWithErrors",
    "BatchWeightItemFailed",
    "BatchWeightItemFailed",
    "BatchWeightsCompleted",
    "ExtrinsicSuccess",
  ]);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535]]);
  const uneven = { netuids: [1], weights: [], version_keys: [] };
  assert.equal(
    h.send(VALIDATOR, "SubtensorModule.batch_set_weights", uneven).error,
    "SubtensorModule.InputLengthsUnequal",
  );
});

Deno.test("with commit–reveal on, direct weights are refused", () => {
  const h = chain({ commitRevealEnabled: true });
  assert.equal(set(h).error, "SubtensorModule.CommitRevealEnabled");
});
