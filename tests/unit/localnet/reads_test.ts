import assert from "node:assert/strict";
import { parseFields } from "../../../src/localnet/scale/definition.ts";
import { address, dest, Harness, id, TAO } from "./kit.ts";

type Fields = Record<string, unknown>;

const chain = () =>
  new Harness({
    accounts: [{ ss58: address(1), balanceRao: TAO }],
    stakes: [{ hotkey: address(100), coldkey: address(1), netuid: 0, amountRao: 10n * TAO }],
    subnets: [{
      netuid: 1,
      hyperparameters: { tempo: 33, immunityPeriod: 77, weightsVersionKey: 20501 },
      ownerHotkey: address(101),
      owner: address(2),
      neurons: [
        { hotkey: address(100), coldkey: address(1), stakeRao: 5n * TAO },
        { hotkey: address(101), coldkey: address(2) },
      ],
    }],
  });

Deno.test("the indexes of the selective metagraph are those of the chain", () => {
  const names = parseFields(chain().schema.table.types.SelectiveMetagraph!.fields!).map((field) =>
    field.name
  );
  const known: Record<number, string> = {
    0: "netuid",
    7: "block",
    8: "tempo",
    24: "min_allowed_weights",
    30: "num_uids",
    32: "burn",
    46: "commit_reveal_weights_enabled",
    52: "hotkeys",
    53: "coldkeys",
    55: "axons",
    57: "validator_permit",
    59: "last_update",
    60: "emission",
    62: "incentives",
    66: "block_at_registration",
    67: "alpha_stake",
    69: "total_stake",
    72: "validators",
    73: "commitments",
  };
  for (const [index, name] of Object.entries(known)) assert.equal(names[Number(index)], name);
});

Deno.test("a selective read holds what was asked for and nothing else", () => {
  const h = chain();
  h.blocks(3);
  const read = h.api<Fields>("SubnetInfoRuntimeApi_get_selective_mechagraph", 1, 0, [8, 52, 69, 72]);
  assert.equal(read.netuid, 1, "always there");
  assert.equal(read.tempo, 33);
  assert.deepEqual(read.hotkeys, [id(100), id(101)]);
  const root = (10n * TAO * h.get<bigint>("TaoWeight")) >> 64n;
  assert.equal((read.total_stake as bigint[])[0], 5n * TAO + root);
  assert.deepEqual(read.validators, [0, 1]);
  assert.equal(read.coldkeys, null);
  assert.equal(h.api("SubnetInfoRuntimeApi_get_selective_metagraph", 9, [8]), null);
  assert.equal(h.api("SubnetInfoRuntimeApi_get_selective_mechagraph", 1, 1, [8]), null);
});

Deno.test("metagraph, neurons, subnet state and hyperparameters agree with the storage", () => {
  const h = chain();
  h.blocks(35);
  const graph = h.api<Fields>("SubnetInfoRuntimeApi_get_metagraph", 1);
  const state = h.api<Fields>("SubnetInfoRuntimeApi_get_subnet_state", 1);
  const lite = h.api<Fields[]>("NeuronInfoRuntimeApi_get_neurons_lite", 1);
  const one = h.api<Fields>("NeuronInfoRuntimeApi_get_neuron", 1, 1);
  const settings = h.api<Fields>("SubnetInfoRuntimeApi_get_subnet_hyperparams_v2", 1);
  assert.equal(graph.block, 35n);
  assert.equal(graph.owner_hotkey, id(101));
  assert.equal(graph.owner_coldkey, id(2));
  assert.equal(graph.num_uids, 2);
  for (const field of ["hotkeys", "coldkeys", "emission", "dividends", "total_stake", "last_update"]) {
    assert.deepEqual(graph[field], state[field], field);
  }
  assert.deepEqual(graph.emission, h.get("Emission", 1));
  assert.deepEqual(lite.map((neuron) => neuron.emission), graph.emission);
  assert.equal(one.hotkey, id(101));
  assert.deepEqual(one.stake, [[id(2), h.get("TotalHotkeyAlpha", id(101), 1)]]);
  assert.equal(h.api("NeuronInfoRuntimeApi_get_neuron_lite", 1, 2), null);
  assert.deepEqual(h.api("NeuronInfoRuntimeApi_get_neurons_lite", 7), []);
  assert.equal(settings.tempo, 33);
  assert.equal(settings.immunity_period, 77);
  assert.equal(settings.weights_version, 20501n);
  assert.equal(settings.activity_cutoff, BigInt(Math.floor(13889 * 33 / 1000)));
  assert.equal(settings.yuma_version, 2);
  assert.equal(settings.subnet_is_active, true);
  const info = h.api<Fields>("SubnetInfoRuntimeApi_get_subnet_info_v2", 1);
  assert.equal(info.subnetwork_n, 2);
  assert.equal(h.api<Fields[]>("SubnetInfoRuntimeApi_get_all_dynamic_info").length, 2, "root and one subnet");
});

Deno.test("validate_transaction gives the verdict of the pool", () => {
  const h = chain();
  const pay = {
    type: "Balances",
    value: { type: "transfer_keep_alive", value: { dest: dest(5), value: 1000n } },
  };
  const validate = (hex: string) => {
    const method = "TaggedTransactionQueue_validate_transaction";
    const input = `0x02${hex.slice(2)}${"00".repeat(32)}`;
    const type = "Result<ValidTransaction,TransactionValidityError>";
    return h.schema.codecs.decodeHex<Fields>(type, h.node.call(h.chain.head, method, input));
  };
  assert.equal(validate(h.extrinsic(1, pay)).type, "Ok");
  assert.deepEqual(validate(h.extrinsic(44, pay)), {
    type: "Err",
    value: { type: "Invalid", value: { type: "Payment", value: null } },
  });
});

Deno.test("an API that is not offered is refused by name", () => {
  const h = chain();
  assert.throws(
    () => h.node.call(h.chain.head, "BabeApi_configuration", "0x"),
    /BabeApi_configuration is not found/,
  );
});
