import assert from "node:assert/strict";
import { address, Harness, id, TAO } from "./kit.ts";
import type { GenesisSubnet } from "../../../src/localnet/mod.ts";

const COLD = 1;
const POOR = 2;
const accounts = [
  { ss58: address(COLD), balanceRao: 1000n * TAO },
  { ss58: address(POOR), balanceRao: TAO / 20n },
];
const chain = (subnet: Partial<GenesisSubnet> = {}) =>
  new Harness({ accounts, subnets: [{ netuid: 1, ...subnet }] });
const neurons = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ hotkey: address(100 + i), coldkey: address(COLD) }));
const register = (h: Harness, hotkey: number, signer = COLD, netuid = 1) =>
  h.send(signer, "SubtensorModule.burned_register", { netuid, hotkey: id(hotkey) });

Deno.test("burned_register takes the price, gives the next uid and tells", () => {
  const h = chain();
  h.blocks(1);
  const before = h.get<{ data: { free: bigint } }>("System.Account", id(COLD)).data.free;
  const outcome = register(h, 10);
  assert.deepEqual(outcome.events, ["SubtensorModule.NeuronRegistered", "System.ExtrinsicSuccess"]);
  assert.deepEqual(outcome.values[0], [1, 0, id(10)]);
  assert.equal(h.get("Uids", 1, id(10)), 0);
  assert.equal(h.get("Keys", 1, 0), id(10));
  assert.equal(h.get("IsNetworkMember", id(10), 1), true);
  assert.equal(h.get("Owner", id(10)), id(COLD));
  assert.equal(h.get("BlockAtRegistration", 1, 0), 2n);
  assert.deepEqual(h.get("LastUpdate", 1), [2n]);
  const paid = before - h.get<{ data: { free: bigint } }>("System.Account", id(COLD)).data.free;
  const fee = 100_000n + 100n * BigInt(h.chain.head.extrinsics[1]!.length / 2 - 1);
  assert.ok(paid - fee < TAO / 10n && paid - fee > TAO / 11n, `burned ${paid - fee}`);
});

Deno.test("the price rises by 1.26 with a registration, halves in a half-life, and stays in its bounds", () => {
  const h = chain({
    hyperparameters: { burn: 100n * TAO, maxBurn: 110n * TAO, minBurn: 40n * TAO, burnHalfLife: 10 },
  });
  h.blocks(10);
  const halved = Number(h.get<bigint>("Burn", 1)) / 1e9;
  assert.ok(Math.abs(halved - 50) < 0.001, `${halved}`);
  const price = h.get<bigint>("Burn", 1);
  register(h, 10);
  const raised = Number(h.get<bigint>("Burn", 1)) / Number(price);
  assert.ok(Math.abs(raised - 1.26 * 2 ** (-1 / 10)) < 1e-6, `${raised}`);
  for (let i = 11; i < 16; i++) register(h, i);
  assert.ok(h.get<bigint>("Burn", 1) <= 110n * TAO);
  h.blocks(40);
  assert.equal(h.get("Burn", 1), 40n * TAO);
});

Deno.test("burned_register refuses in the order of the chain", () => {
  const h = chain({ neurons: neurons(1) });
  assert.equal(register(h, 10, COLD, 0).error, "SubtensorModule.RegistrationNotPermittedOnRootSubnet");
  assert.equal(register(h, 10, COLD, 7).error, "SubtensorModule.SubnetNotExists");
  assert.equal(register(h, 100).error, "SubtensorModule.HotKeyAlreadyRegisteredInSubNet");
  assert.equal(register(h, 10, POOR).error, "SubtensorModule.NotEnoughBalanceToStake");
  h.set("Owner", [id(11)], id(POOR));
  assert.equal(register(h, 11).error, "SubtensorModule.NonAssociatedColdKey");
  h.sudo("AdminUtils.sudo_set_network_registration_allowed", { netuid: 1, registration_allowed: false });
  h.set("NetworkRegistrationAllowed", [1], false);
  assert.equal(register(h, 10).error, "SubtensorModule.SubNetRegistrationDisabled");
  assert.equal(h.get("SubnetworkN", 1), 1, "none of them came in");
});

Deno.test("a refused registration costs the fee and nothing else", () => {
  const h = chain();
  const before = h.get<bigint>("Balances.TotalIssuance");
  register(h, 10, COLD, 9);
  const lost = before - h.get<bigint>("Balances.TotalIssuance");
  assert.ok(lost > 0n && lost < TAO / 1000n);
  assert.equal(h.get("Owner", id(10)), `0x${"00".repeat(32)}`);
});

Deno.test("register_limit refuses a price above the limit", () => {
  const h = chain();
  h.blocks(1);
  const price = h.get<bigint>("Burn", 1);
  const limit = (limit_price: bigint) =>
    h.send(COLD, "SubtensorModule.register_limit", { netuid: 1, hotkey: id(10), limit_price });
  assert.equal(limit(price / 2n).error, "SubtensorModule.RegistrationPriceLimitExceeded");
  assert.equal(limit(price).error, null);
});

Deno.test("register burns and ignores its proof of work, the signer pays", () => {
  const h = chain();
  const args = { netuid: 1, block_number: 0n, nonce: 0n, work: "0x00", hotkey: id(10), coldkey: id(POOR) };
  assert.equal(h.send(COLD, "SubtensorModule.register", args).error, null);
  assert.equal(h.get("Owner", id(10)), id(COLD));
});

Deno.test("a full subnet replaces the immune neuron with the least emission, oldest first, never the owner's", () => {
  const h = chain({
    neurons: neurons(4),
    ownerHotkey: address(100),
    hyperparameters: { maxAllowedUids: 4, immunityPeriod: 1000 },
  });
  h.set("Emission", [1], [0n, 5n, 2n, 2n]);
  h.set("BlockAtRegistration", [1, 2], 0n);
  h.set("Axons", [1, id(102)], {
    block: 1n,
    version: 1,
    ip: 5n,
    port: 1,
    ip_type: 4,
    protocol: 4,
    placeholder1: 0,
    placeholder2: 0,
  });
  h.set("Weights", [1, 2], [[0, 9]]);
  assert.equal(register(h, 10).error, null);
  assert.equal(h.get("Uids", 1, id(10)), 2);
  assert.equal(h.get("Uids", 1, id(102)), null);
  assert.equal(h.get("IsNetworkMember", id(102), 1), false);
  assert.equal(h.get("Axons", 1, id(102)), null);
  assert.deepEqual(h.get("Weights", 1, 2), [[0, 9]], "weights stay, the epoch masks them");
  assert.deepEqual(h.get("Emission", 1), [0n, 5n, 0n, 2n]);
  assert.equal(h.get("SubnetworkN", 1), 4);
});

Deno.test("with more mortal neurons than the minimum only mortal ones are replaced", () => {
  const h = chain({
    neurons: neurons(4),
    hyperparameters: { maxAllowedUids: 4, immunityPeriod: 5, minNonImmuneUids: 2 },
  });
  h.blocks(10);
  h.set("BlockAtRegistration", [1, 3], 10n);
  h.set("Emission", [1], [7n, 6n, 5n, 0n]);
  assert.equal(register(h, 10).error, null);
  assert.equal(h.get("Uids", 1, id(10)), 2);
});

Deno.test("with exactly the minimum of mortal neurons an immune one is replaced", () => {
  const h = chain({
    neurons: neurons(4),
    hyperparameters: { maxAllowedUids: 4, immunityPeriod: 5, minNonImmuneUids: 2 },
  });
  h.blocks(10);
  for (const uid of [2, 3]) h.set("BlockAtRegistration", [1, uid], 9n);
  h.blocks(1);
  assert.equal(register(h, 10).error, null);
  assert.equal(h.get("Uids", 1, id(10)), 2);
});

Deno.test("nobody can be replaced when all are mortal but too few", () => {
  const h = chain({
    neurons: neurons(2),
    hyperparameters: { maxAllowedUids: 2, immunityPeriod: 1, minNonImmuneUids: 10 },
  });
  h.blocks(5);
  assert.equal(register(h, 10).error, "SubtensorModule.NoNeuronIdAvailable");
});
