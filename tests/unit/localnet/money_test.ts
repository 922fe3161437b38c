import assert from "node:assert/strict";
import { address, callOf, dest, Harness, id, ROOT, TAO } from "./kit.ts";

const ALICE = 1;
const BOB = 2;
const HOT = 100;
const chain = (started = true) =>
  new Harness({
    accounts: [
      { ss58: address(ALICE), balanceRao: 100n * TAO },
      { ss58: address(ROOT), balanceRao: TAO },
    ],
    subnets: [{ netuid: 1, started, neurons: [{ hotkey: address(HOT), coldkey: address(ALICE) }] }],
  });
const free = (h: Harness, who: number) =>
  h.get<{ data: { free: bigint } }>("System.Account", id(who)).data.free;

Deno.test("a transfer moves exactly the amount; the sender pays the fee", () => {
  const h = chain();
  const outcome = h.send(ALICE, "Balances.transfer_keep_alive", { dest: dest(BOB), value: 3n * TAO });
  assert.deepEqual(outcome.events, [
    "System.NewAccount",
    "Balances.Endowed",
    "Balances.Transfer",
    "System.ExtrinsicSuccess",
  ]);
  assert.equal(free(h, BOB), 3n * TAO);
  assert.ok(free(h, ALICE) < 97n * TAO && free(h, ALICE) > 96n * TAO);
  assert.equal(h.get("Balances.TotalIssuance"), free(h, ALICE) + free(h, BOB) + free(h, ROOT));
});

Deno.test("transfers are refused below the existential deposit, beyond the balance, and to strange addresses", () => {
  const h = chain();
  const refused = (name: string, value: bigint, to: unknown = dest(BOB)) =>
    h.send(ALICE, `Balances.${name}`, { dest: to, value }).error;
  assert.equal(refused("transfer_keep_alive", 499n), "Token.BelowMinimum");
  assert.equal(refused("transfer_keep_alive", 101n * TAO), "Token.FundsUnavailable");
  const bytes = h.extrinsic(
    ALICE,
    callOf("Balances.transfer_keep_alive", { dest: dest(BOB), value: 99n * TAO }),
  );
  const fee = 100_000n + 100n * BigInt(bytes.length / 2 - 1);
  assert.equal(refused("transfer_keep_alive", free(h, ALICE) - fee - 300n), "Token.NotExpendable");
  assert.equal(refused("transfer_keep_alive", TAO, { type: "Raw", value: "0x00" }), "CannotLookup");
  assert.equal(
    h.send(ALICE, "Balances.force_set_balance", { who: dest(BOB), new_free: TAO }).error,
    "BadOrigin",
  );
  assert.equal(free(h, BOB), 0n);
});

Deno.test("transfer_all closes the account, or leaves the deposit", () => {
  const h = chain();
  assert.equal(h.send(ALICE, "Balances.transfer_all", { dest: dest(BOB), keep_alive: true }).error, null);
  assert.equal(free(h, ALICE), 500n);
  assert.equal(h.send(BOB, "Balances.transfer_all", { dest: dest(ALICE), keep_alive: false }).error, null);
  assert.equal(free(h, BOB), 0n);
  assert.equal(h.get<{ providers: number }>("System.Account", id(BOB)).providers, 0);
});

Deno.test("add_stake turns TAO into alpha and remove_stake back", () => {
  const h = chain();
  const added = h.send(ALICE, "SubtensorModule.add_stake", {
    hotkey: id(HOT),
    netuid: 1,
    amount_staked: 10n * TAO,
  });
  assert.deepEqual(added.events, ["SubtensorModule.StakeAdded", "System.ExtrinsicSuccess"]);
  assert.equal(h.get("TotalHotkeyAlpha", id(HOT), 1), 10n * TAO);
  assert.deepEqual(h.get("AlphaV2", id(HOT), id(ALICE), 1), { mantissa: 10n * TAO, exponent: 0n });
  const pool = h.api<Record<string, bigint>>("SubnetInfoRuntimeApi_get_dynamic_info", 1);
  assert.ok(
    pool.tao_in === pool.alpha_in && pool.tao_in! > 0n,
    "clients compute the price of one from the pool",
  );
  const removed = h.send(ALICE, "SubtensorModule.remove_stake", {
    hotkey: id(HOT),
    netuid: 1,
    amount_unstaked: 4n * TAO,
  });
  assert.deepEqual(removed.events, ["SubtensorModule.StakeRemoved", "System.ExtrinsicSuccess"]);
  assert.equal(h.get("TotalHotkeyAlpha", id(HOT), 1), 6n * TAO);
  const stake = h.api<{ stake: bigint }[]>("StakeInfoRuntimeApi_get_stake_info_for_coldkey", id(ALICE));
  assert.deepEqual(stake.map((one) => one.stake), [6n * TAO]);
});

Deno.test("stake is refused by the pool's numbers and by name", () => {
  const h = chain();
  const args = { hotkey: id(HOT), netuid: 1, amount_staked: TAO };
  const answer = (change: Record<string, unknown>) =>
    h.poolAnswer(ALICE, "SubtensorModule.add_stake", { ...args, ...change });
  assert.equal(answer({}), null);
  assert.equal(answer({ netuid: 8 }), "1010 Custom error: 3");
  assert.equal(answer({ amount_staked: 1n }), "1010 Custom error: 1");
  assert.equal(answer({ amount_staked: 1000n * TAO }), "1010 Custom error: 2");
  assert.equal(answer({ hotkey: id(55) }), "1010 Custom error: 4");
  const limited = { ...args, limit_price: TAO - 1n, allow_partial: false };
  assert.equal(
    h.send(ALICE, "SubtensorModule.add_stake_limit", limited).error,
    "SubtensorModule.SlippageTooHigh",
  );
  const early = chain(false);
  assert.equal(early.poolAnswer(ALICE, "SubtensorModule.add_stake", args), "1010 Custom error: 255");
  const unstake = { hotkey: id(HOT), netuid: 1, amount_unstaked: TAO };
  assert.equal(
    h.send(ALICE, "SubtensorModule.remove_stake", unstake).error,
    "SubtensorModule.NotEnoughStakeToWithdraw",
  );
});

Deno.test("a new subnet belongs to its founder, who starts it once", () => {
  const h = new Harness({
    accounts: [{ ss58: address(ALICE), balanceRao: 5000n * TAO }, { ss58: address(BOB), balanceRao: TAO }],
  });
  const price = h.api<bigint>("SubnetRegistrationRuntimeApi_get_network_registration_cost");
  const made = h.send(ALICE, "SubtensorModule.register_network", { hotkey: id(HOT) });
  assert.deepEqual(made.events, ["SubtensorModule.NetworkAdded", "System.ExtrinsicSuccess"]);
  assert.ok(free(h, ALICE) < 5000n * TAO - price);
  assert.equal(h.get("SubnetOwner", 2), id(ALICE));
  assert.equal(h.get("Keys", 2, 0), id(HOT));
  const start = (who: number, netuid = 2) => h.send(who, "SubtensorModule.start_call", { netuid }).error;
  assert.equal(start(BOB), "SubtensorModule.NotSubnetOwner");
  assert.equal(start(ALICE, 9), "SubtensorModule.SubnetNotExists");
  assert.equal(start(ALICE), null);
  assert.equal(h.get("SubtokenEnabled", 2), true);
  assert.equal(start(ALICE), "SubtensorModule.FirstEmissionBlockNumberAlreadySet");
  assert.equal(
    h.send(BOB, "SubtensorModule.register_network", { hotkey: id(9) }).error,
    "SubtensorModule.CannotAffordLockCost",
  );
});

Deno.test("root changes settings through sudo, others do not", () => {
  const h = chain();
  const tempo = callOf("AdminUtils.sudo_set_tempo", { netuid: 1, tempo: 50 });
  assert.equal(h.send(ALICE, "Sudo.sudo", { call: tempo }).error, "Sudo.RequireSudo");
  assert.equal(h.send(ALICE, "AdminUtils.sudo_set_tempo", { netuid: 1, tempo: 50 }).error, "BadOrigin");
  const outcome = h.sudo("AdminUtils.sudo_set_tempo", { netuid: 1, tempo: 50 });
  assert.equal(outcome.error, null);
  assert.ok(outcome.events.includes("SubtensorModule.TempoSet"));
  assert.equal(h.get("Tempo", 1), 50);
  assert.equal(
    h.sudo("AdminUtils.sudo_set_tempo", { netuid: 9, tempo: 1 }).error,
    "AdminUtils.SubnetDoesNotExist",
  );
  assert.equal(
    h.sudo("AdminUtils.sudo_set_max_allowed_uids", { netuid: 1, max_allowed_uids: 0 }).error,
    "AdminUtils.MaxAllowedUIdsLessThanCurrentUIds",
  );
  assert.equal(
    h.sudo("AdminUtils.sudo_set_commit_reveal_weights_interval", { netuid: 1, interval: 0n }).error,
    "SubtensorModule.RevealPeriodTooSmall",
  );
  assert.equal(h.sudo("AdminUtils.sudo_set_stake_threshold", { min_stake: 7n }).error, null);
  assert.equal(h.get("StakeThreshold"), 7n);
  assert.equal(h.sudo("Balances.force_set_balance", { who: dest(BOB), new_free: 9n * TAO }).error, null);
  assert.equal(free(h, BOB), 9n * TAO);
  assert.equal(h.send(ROOT, "Sudo.set_key", { new: dest(ALICE) }).error, null);
  assert.equal(h.send(ALICE, "Sudo.sudo", { call: tempo }).error, null);
});

Deno.test("batch keeps what came before the failure, batch_all nothing, force_batch all that is good", () => {
  const pay = (value: bigint) => callOf("Balances.transfer_keep_alive", { dest: dest(BOB), value });
  const calls = [pay(TAO), pay(1000n * TAO), pay(2n * TAO)];
  const run = (name: string) => {
    const h = chain();
    const { events, error } = h.send(ALICE, `Utility.${name}`, { calls });
    return { events: events.filter((event) => event.startsWith("Utility.")), error, bob: free(h, BOB) };
  };
  assert.deepEqual(run("batch"), {
    events: ["Utility.ItemCompleted", "Utility.BatchInterrupted"],
    error: null,
    bob: TAO,
  });
  assert.deepEqual(run("batch_all"), { events: [], error: "Token.FundsUnavailable", bob: 0n });
  assert.deepEqual(run("force_batch"), {
    events: [
      "Utility.ItemCompleted",
      "Utility.ItemFailed",
      "Utility.ItemCompleted",
      "Utility.BatchCompletedWithErrors",
    ],
    error: null,
    bob: 3n * TAO,
  });
});
